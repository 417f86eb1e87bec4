"""What is to leave the house, written with its cause and delivered after it."""
