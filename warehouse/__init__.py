"""DuckDB: extract from the core, build file, publication, reading, the analysts' cage."""
