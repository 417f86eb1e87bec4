"""What is owed and by when: working calendars, policies, clocks."""
