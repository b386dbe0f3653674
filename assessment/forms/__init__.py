"""The only place for what is typed on the pages of the assessment, and how it is read."""
