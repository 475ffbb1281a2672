"""Data files: CSV, JSON, and what the Configuration Migration tool writes, read into records."""
