"""What the record means: plain Python, no Django, no clock, no database."""
