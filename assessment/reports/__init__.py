"""The only place for what leaves the house in print or as a table."""
