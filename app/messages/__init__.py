"""The conversation about an application."""
