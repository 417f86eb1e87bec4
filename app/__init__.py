"""What people use, and the only writer of business records.

One folder per domain with the same file names in each (models, rules, service, repository,
schemas, errors); `kit` holds what has no business words; `web` and `insights` are the faces.
"""
