"""The only place that knows which fact of a record is which row of the database, both ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from patients import models, record

Row = models.Fact

COURSE: Mapping[str, tuple[type[Any], type[Row]]] = {
    "episodes": (record.Episode, models.Episode),
    "scores": (record.Score, models.Score),
    "conditions": (record.Condition, models.Condition),
    "symptoms": (record.Symptom, models.Symptom),
    "measurements": (record.Measurement, models.Measurement),
    "medicines": (record.Medicine, models.Medicine),
    "checks": (record.Check, models.Check),
}
"""Facts of a record, by its field; trials have facts of their own."""

OF_TRIAL: Mapping[str, tuple[type[Any], type[models.TrialFact]]] = {
    "doses": (record.DoseStep, models.DoseStep),
    "adherence": (record.AdherencePeriod, models.AdherencePeriod),
    "levels": (record.DrugLevel, models.DrugLevel),
    "side_effects": (record.SideEffect, models.SideEffect),
}

TRIAL_COLUMNS = ("treatment", "role", "start", "stop", "stop_reason", "session_count", "electrode_placement")
COLUMN = {(record.Check, "by"): "assessor"}
"""Where a column is named otherwise: ``by`` would read like the author of the row."""

KINDS: Mapping[str, type[models.ClinicalRow]] = {
    "visit": models.Visit,
    "trial": models.Trial,
    **{row.__name__.lower(): row for _, row in (*COURSE.values(), *OF_TRIAL.values())},
    "treatmentsession": models.TreatmentSession,
    "trialnote": models.TrialNote,
    "safetyassessment": models.SafetyAssessment,
}
"""Every clinical table by the name it has in addresses and in the trail."""


def columns_of(fact: Any) -> dict[str, Any]:
    """The columns of the row that holds this fact."""
    kind = type(fact)
    return {
        column_of(kind, field.name): _stored(getattr(fact, field.name)) for field in dataclasses.fields(fact)
    }


def column_of(kind: type[Any], field: str) -> str:
    return COLUMN.get((kind, field), field)


def fact_of(kind: type[Any], values: Mapping[str, Any]) -> Any:
    """The fact that a row with these values holds; ``ImpossibleRecord`` if it holds none."""
    return kind(**{field: _read(kind, field, value) for field, value in values.items()})


def _stored(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_stored(part) for part in value]
    return value + 0.0 if isinstance(value, float) else value  # -0.0 becomes 0.0


_READ: Mapping[tuple[type[Any], str], Callable[[Any], Any]] = {
    (record.Score, "items"): lambda items: None if items is None else tuple(items),
    (record.Score, "answers"): lambda answers: tuple((name, value) for name, value in answers),
}


def _read(kind: type[Any], field: str, value: Any) -> Any:
    read = _READ.get((kind, field))
    return read(value) if read else value
