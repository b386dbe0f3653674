"""The only place for formats in and out: CSV of scores and trials."""
