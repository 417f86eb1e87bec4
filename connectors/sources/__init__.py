"""Files that people and systems hand over: CSV and Excel in any of the usual encodings, and the
Greenhouse export's tables.
"""
