"""The only place that puts two days of one chart side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.presenters.differences import Told, told
from assessment.presenters.entries_between import entries_between
from assessment.presenters.glance import Glance, glance
from assessment.presenters.stage import headline
from assessment.presenters.trials import TrialCard, trial_cards
from assessment.rules import assessment_file
from assessment.rules.findings import Assessment
from assessment.timeline.words import day
from patients import record_file
from patients.record import PatientRecord


@dataclass(frozen=True, slots=True)
class Side:
    day: str
    iso: str
    headline: str
    because: tuple[str, ...]
    glance: Glance
    trials: tuple[TrialCard, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    sides: tuple[Side, Side]
    differences: Told
    entries: tuple[str, ...]


Judged = tuple[PatientRecord, Assessment]


def comparison(earlier: Judged, later: Judged) -> Comparison:
    files = [assessment_file.write(assessment) for _, assessment in (earlier, later)]
    records = [record_file.write(record) for record, _ in (earlier, later)]
    return Comparison((_side(*earlier), _side(*later)), told(*files), entries_between(*records))


def _side(record: PatientRecord, assessment: Assessment) -> Side:
    as_of: date = assessment.as_of
    return Side(
        day=day(as_of),
        iso=as_of.isoformat(),
        headline=headline(assessment),
        because=assessment.staging.because,
        glance=glance(record, assessment),
        trials=trial_cards(record, assessment),
    )
