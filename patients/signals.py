"""The only place through which other apps hear that a record changed, inside the same transaction."""

from django.dispatch import Signal

record_changed = Signal()
"""Sent with ``patient``, ``record`` (``None`` while the birth date is unknown) and ``at``.

A receiver that fails undoes the change."""

care_changed = Signal()
"""Sent with ``patients`` (keys) when a team or the leading clinician of these patients changed."""
