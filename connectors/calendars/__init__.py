"""Appointments in other programs' calendars."""
