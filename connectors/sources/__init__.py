"""Where rows come from: files and other systems, read and checked; nothing is written here."""
