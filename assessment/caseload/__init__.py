"""The only place for the caseload: one stored line a patient, so that a list asks no rule."""
