"""The only place for what the rules about impostors, alerts and profiles look at together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assessment.rules.findings import CheckFinding, TrialFinding
from assessment.rules.policy import Policy
from assessment.rules.ratings import Ratings
from assessment.rules.today import Today
from patients.codes import target_of
from patients.instruments import INSTRUMENTS, item_of, total_of
from patients.record import PatientRecord, Score


@dataclass(frozen=True, slots=True)
class Clues:
    record: PatientRecord
    today: Today
    policy: Policy
    jurisdiction: str
    ratings: Ratings
    trials: tuple[TrialFinding, ...]
    checks: tuple[CheckFinding, ...]
    by_code: dict[str, CheckFinding] = field(init=False)
    current: tuple[TrialFinding, ...] = field(init=False)
    """The trials of the current episode."""
    reasons: frozenset[str] = field(init=False)
    """Every reason for which one of them is not adequate."""
    onset: date | None = field(init=False)
    """Of the current episode."""
    noted: frozenset[str] = field(init=False)
    """The symptoms noted in it, as they were called and as what that is a word for."""

    def __post_init__(self) -> None:
        episode = self.record.current_episode
        onset = episode.onset if episode else None
        current = tuple([trial for trial in self.trials if trial.in_current_episode])
        reasons = [why for trial in current for why in trial.reasons]
        noted = [one.code for one in self.record.symptoms if onset is None or one.date >= onset]
        object.__setattr__(self, "by_code", {check.code: check for check in self.checks})
        object.__setattr__(self, "current", current)
        object.__setattr__(self, "reasons", frozenset(reasons))
        object.__setattr__(self, "onset", onset)
        object.__setattr__(self, "noted", frozenset([*noted, *map(target_of, noted)]))

    def check(self, code: str) -> CheckFinding:
        return self.by_code[code]

    def cleared(self, code: str, since: date) -> bool:
        """Did a clinician rule it out or treat it on this day or later, and is that still valid?"""
        check = self.check(code)
        if check.state not in ("ruled_out", "treated") or check.date is None:
            return False
        return check.date >= since

    def has_symptom(self, *targets: str) -> bool:
        """One of these, or a word for the same, noted in the current episode."""
        return not self.noted.isdisjoint(targets)

    def positive(self, instrument: str) -> Score | None:
        """The newest rating of this screen, if it is positive."""
        score = self.ratings.newest(instrument)
        if score is None:
            return None
        verdict = INSTRUMENTS[instrument].positive(
            total_of(score),
            score.items,
            score.answers,
            sex=self.record.patient.sex,
            jurisdiction=self.jurisdiction,
        )
        return score if verdict else None

    def item(self, instrument: str, number: int) -> tuple[int, Score] | None:
        """An item of the newest rating of this scale, with the rating; ``None`` when not known."""
        score = self.ratings.newest(instrument)
        value = None if score is None else item_of(score, number)
        return None if value is None or score is None else (value, score)


def known_total(score: Score) -> int | None:
    """The total; where items are missing, what is certain: the sum of those rated."""
    total = total_of(score)
    if total is None and score.items is not None:
        return sum(value for value in score.items if value is not None)
    return total
