"""What could hurt someone through these rules (docs/clinical/hazard-log.md), each shown to be held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.rules.assess import assess
from patients.instruments import INSTRUMENTS, OUTCOME_SCALES
from patients.record import DoseStep, Medicine, PatientRecord, Score, Trial
from patients.record_file import parse
from tests.rules.making import day, record, score, trial

_TODAY = day(70)


def _treated(**values: Any) -> PatientRecord:
    """Ten weeks of sertraline, 24 to 20 on the HAM-D17."""
    return record(trial(0, None, **values), score(0, 24), score(56, 20))


@pytest.mark.parametrize("code", OUTCOME_SCALES)
def test_a_higher_outcome_score_is_always_worse(code: str) -> None:
    """The direction: remission is at the floor, and a rise is never called better."""
    scale = INSTRUMENTS[code]
    assert scale.remission_max is not None
    assert scale.remission_max < (scale.total_min + scale.total_max) / 2
    better = record(trial(0, None), score(0, 20, code), score(56, 10, code))
    worse = record(trial(0, None), score(0, 20, code), score(56, 25, code))
    assert (assess(better, _TODAY).trial("T1").improvement_percent or 0) > 0
    assert (assess(worse, _TODAY).trial("T1").improvement_percent or 0) < 0


@pytest.mark.parametrize(("total", "shown"), [(2, False), (3, True), (14, True)])
def test_shaps_high_is_anhedonia(total: int, shown: bool) -> None:
    found = assess(record(Score(day(60), "shaps", total)), _TODAY)
    assert ("anhedonic" in {profile.code for profile in found.profiles}) == shown


def test_dars_runs_the_other_way_and_enters_nothing() -> None:
    """A high DARS is good: no rule reads it, so its direction cannot be taken the wrong way."""
    plain = _treated()
    for total in (INSTRUMENTS["dars"].total_min, INSTRUMENTS["dars"].total_max):
        with_dars = replace(plain, scores=(*plain.scores, Score(day(60), "dars", total)))
        assert assess(with_dars, _TODAY) == assess(plain, _TODAY)


def test_crp_in_mg_per_dl_is_not_taken_for_mg_per_l() -> None:
    """0.5 mg/dL is 5 mg/L: raised; 0.5 mg/L is not."""
    found = {}
    for unit in ("mg/dL", "mg/L"):
        days = (day(30), day(60))
        written = {
            "format": "trd-record/1",
            "patient": {"reference": "P1", "birth_date": "1985-06-01", "sex": "female"},
            "measurements": [
                {"date": one.isoformat(), "test": "crp", "value": 0.5, "unit": unit} for one in days
            ],
        }
        found[unit] = "inflamed" in {one.code for one in assess(parse(written, _TODAY), _TODAY).profiles}
    assert found == {"mg/dL": True, "mg/L": False}


def _codes(found: PatientRecord, today: date = _TODAY, *consider: str) -> tuple[set[str], set[str]]:
    steps = assess(found, today, consider=consider).next_steps
    return {one.code for one in steps.options}, {one.code for one in steps.withheld}


def test_no_maoi_while_another_antidepressant_is_taken() -> None:
    offered, withheld = _codes(_treated(), _TODAY, "SWITCH.MAOI")
    assert "SWITCH.MAOI" not in offered
    assert "SWITCH.MAOI" in withheld


@pytest.mark.parametrize("stop", [None, day(65)])
def test_a_maoi_in_the_medicine_list_is_seen_as_one(stop: date | None) -> None:
    """Entered as "another medicine", not as a trial: it still keeps the other drugs away."""
    taking = replace(_treated(), medicines=(Medicine("phenelzine", day(1), stop),))
    offered, withheld = _codes(taking, _TODAY, "SWITCH.VENLAFAXINE")
    assert "SWITCH.VENLAFAXINE" not in offered
    assert "SWITCH.VENLAFAXINE" in withheld


def test_unknown_adherence_is_never_adequate() -> None:
    found = assess(_treated(adherence=()), _TODAY)
    assert (found.trial("T1").adequacy, found.trial("T1").counts_as_failure) == ("indeterminate", False)
    assert any(one.what.startswith("adherence of sertraline") for one in found.missing)


def test_unknown_dose_is_never_adequate() -> None:
    found = assess(_treated(doses=(DoseStep(day(0), None),)), _TODAY)
    assert (found.trial("T1").adequacy, found.trial("T1").counts_as_failure) == ("indeterminate", False)


def test_unrated_phq9_item_9_is_not_a_zero() -> None:
    """Eight items at 3 and the ninth left out is not eight items at 3 and a "not at all"."""
    rated = Score(day(60), "phq9", items=(3, 3, 3, 3, 3, 3, 3, 3, None))
    answered = Score(day(60), "phq9", items=(3, 3, 3, 3, 3, 3, 3, 3, 0))
    assert INSTRUMENTS["phq9"].rate(rated.items or ()).total == 27
    assert INSTRUMENTS["phq9"].rate(answered.items or ()).total == 24


def test_a_copied_score_does_not_stand_in_for_a_new_one() -> None:
    """The same rating twice on one day is one rating."""
    once = _treated()
    twice = replace(once, scores=(*once.scores, once.scores[-1]))
    assert assess(twice, _TODAY) == assess(once, _TODAY)


def test_an_old_score_is_not_an_endpoint_of_today() -> None:
    """A score from before the trial was a trial cannot say how it ended."""
    found = assess(record(trial(0, None), score(0, 24), score(10, 6)), _TODAY)
    assert found.trial("T1").endpoint is None
    assert found.trial("T1").outcome == "unknown"


def test_every_assessment_names_its_rules_policy_and_day() -> None:
    found = assess(_treated(), _TODAY)
    assert (found.policy, found.as_of, found.reference) == ("article", _TODAY, "P1")
    assert found.rules_version
    assert found.policy_version


def test_no_warning_is_said_twice() -> None:
    """Each at most once, however many options it belongs to."""
    codes = [one.code for one in assess(_treated(), _TODAY).next_steps.warnings]
    assert codes
    assert len(codes) == len(set(codes))


def test_trial_of_another_patient_has_no_way_in() -> None:
    """A record is one patient: an add-on that names no trial of the same record cannot be built."""
    with pytest.raises(ValueError, match="the id of another trial"):
        record(Trial("T2", "lithium", "augmentation", day(0), augments="T1 of somebody else"))
