"""What every domain stands on and no business word is in: settings, database, ids, clock,
errors, working time, translations, logging. Nothing here imports a domain.
"""
