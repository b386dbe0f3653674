"""The only place for what the rules about impostors, alerts and profiles look at together."""

from __future__ import annotations

from datetime import date

from assessment.rules.findings import CheckFinding, TrialFinding
from assessment.rules.policy import Policy
from assessment.rules.ratings import Ratings
from assessment.rules.today import Today
from patients.codes import target_of
from patients.instruments import INSTRUMENTS, item_of, total_of
from patients.record import PatientRecord, Score


class Clues:
    """A record with what was judged of its trials and checks, sorted for those who ask."""

    __slots__ = (
        "by_code",
        "checks",
        "current",
        "jurisdiction",
        "noted",
        "onset",
        "policy",
        "ratings",
        "reasons",
        "record",
        "today",
        "trials",
    )

    def __init__(
        self,
        record: PatientRecord,
        today: Today,
        policy: Policy,
        jurisdiction: str,
        ratings: Ratings,
        trials: tuple[TrialFinding, ...],
        checks: tuple[CheckFinding, ...],
    ) -> None:
        self.record, self.today, self.policy = record, today, policy
        self.jurisdiction = jurisdiction
        self.ratings, self.trials, self.checks = ratings, trials, checks
        self.by_code: dict[str, CheckFinding] = {check.code: check for check in checks}
        self.current = tuple([trial for trial in trials if trial.in_current_episode])
        """The trials of the current episode."""
        self.reasons = frozenset([why for trial in self.current for why in trial.reasons])
        """Every reason for which one of them is not adequate."""
        episode = record.current_episode
        self.onset: date | None = episode.onset if episode else None
        """Of the current episode."""
        since = self.onset or date.min
        noted = [one.code for one in record.symptoms if one.date >= since]
        self.noted: frozenset[str] = frozenset([*noted, *map(target_of, noted)])
        """The symptoms noted in it, as they were called and as what that is a word for."""

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
