"""The pages and doors that staff use in a browser; rules stay in the domains' services."""
