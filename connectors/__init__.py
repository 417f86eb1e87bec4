"""Everything that is someone else's: sources of data, channels of messages, calendars."""
