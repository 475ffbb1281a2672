"""Exported templates of a tenant into a configuration file: archives, XML, rows, and what becomes of them."""
