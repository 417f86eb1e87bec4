"""What candidates say of the process afterwards: the four-point relationship scale and more."""
