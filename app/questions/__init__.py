"""What candidates ask and the answers they get."""
