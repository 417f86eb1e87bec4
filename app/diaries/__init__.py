"""Whose time and which room is taken: rooms, and bookings that can't overlap."""
