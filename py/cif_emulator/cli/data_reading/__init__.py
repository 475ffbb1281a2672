"""The readers of data files: CSV, JSON, and what the Configuration Migration tool writes."""
