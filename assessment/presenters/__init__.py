"""Findings become sentences and frozen page objects; pages never see rows."""
