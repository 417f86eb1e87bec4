"""Plans, scorecards, policies, ladders, calendars, roles and templates as files: export, diff, apply."""
