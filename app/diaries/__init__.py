"""Who and what is taken when: bookings of people and rooms; the database refuses those that overlap."""
