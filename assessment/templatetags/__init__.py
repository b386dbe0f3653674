"""What templates may ask of the assessment beyond plain objects."""
