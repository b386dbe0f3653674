"""The checklist: which entry counts and for how long, and what is flagged (impostors.md); drug levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.rules.assess import assess
from assessment.rules.findings import CheckFinding
from assessment.rules.policy import load_policy
from patients.record import Check, Condition, Measurement, Medicine, Patient, PatientRecord, Symptom
from tests.rules.making import day, doses, found, ids, judged, levels, record, score, trial

CORE = {"BIP", "OSA", "SUD", "THY"}  # triggers.md, "core checks here"
LITHIUM = trial(-300, None, 900, id="L1", treatment="lithium", role="augmentation")


def line(code: str, as_of: int, *facts: Any, **values: Any) -> CheckFinding:
    return next(one for one in judged(as_of, *facts, **values).checks if one.code == code)


def check(code: str, state: str | None, number: int = 0, by: str | None = "Dr A") -> Check:
    return Check(code, state, day(number), by)


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("ADH", 60), ("BIP", 365), ("OSA", 365), ("THY", 365), ("SUD", 180), ("ANA", 365), ("MED", 90),
        ("PTSD", 730), ("OCD", 730), ("ADHD", 730), ("PD", 730), ("COG", 365), ("PSY", 30),
        ("RISK", 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("state", ["ruled_out", "treated"])
def test_settled_entry_is_valid_until(code: str, days: int, state: str) -> None:
    settled = check(code, state)
    last, over = line(code, days, settled), line(code, days + 1, settled)
    assert last == CheckFinding(code, state, day(0), "Dr A", day(days), code in CORE)
    assert over == last._replace(state="expired")


def test_thyroid_is_asked_for_twice_as_often_on_lithium() -> None:
    settled = check("THY", "ruled_out")
    assert line("THY", 180, settled, LITHIUM).valid_until == day(180)
    assert line("THY", 181, settled, LITHIUM).state == "expired"
    stopped = replace(LITHIUM, stop=day(-10), stop_reason="other")
    assert line("THY", 181, settled, stopped).state == "ruled_out"
    beside = Medicine("Lithium carbonate", day(-300))
    over = replace(beside, stop=day(-10))
    assert line("THY", 181, settled, medicines=(beside,)).state == "expired"
    assert line("THY", 181, settled, medicines=(over,)).state == "ruled_out"


def test_entry_that_is_not_settled_has_no_end() -> None:
    assert line("OSA", 2000, check("OSA", "present")) == CheckFinding(
        "OSA", "present", day(0), "Dr A", None, True
    )
    assert line("PTSD", 2000, check("PTSD", "present")).core is False
    assert line("OSA", 5, check("OSA", None)).state == "not_assessed"
    assert line("OSA", 5) == CheckFinding("OSA", "not_assessed", None, None, None, True)


@pytest.mark.parametrize(
    ("name", "first", "second", "state"),
    [
        ("the newer one", ("present", 0), ("ruled_out", 1), "ruled_out"),
        ("the newer one, in any order", ("ruled_out", 1), ("present", 0), "ruled_out"),
        ("of one day the graver: present", ("present", 0), ("treated", 0), "present"),
        ("of one day the graver: treated", ("ruled_out", 0), ("treated", 0), "treated"),
        ("of one day the graver: treated first", ("treated", 0), ("ruled_out", 0), "treated"),
        ("of one day what is known", ("ruled_out", 0), (None, 0), "ruled_out"),
    ],
    ids=ids,
)
def test_which_entry_counts(name: str, first: Any, second: Any, state: str) -> None:
    assert line("OSA", 5, check("OSA", *first), check("OSA", *second)).state == state


@pytest.mark.parametrize(
    ("name", "medicine", "until"),
    [
        ("started the next day", Medicine("naproxen", day(1)), 0),
        ("started later", Medicine("naproxen", day(10)), 9),
        ("stopped later", Medicine("naproxen", day(-10), day(20)), 19),
        ("started the same day", Medicine("naproxen", day(0)), 90),
        ("nothing changed", Medicine("naproxen", day(-10)), 90),
    ],
    ids=ids,
)
def test_mood_lowering_medicines_are_asked_for_at_each_change(
    name: str, medicine: Medicine, until: int
) -> None:
    assert line("MED", 40, check("MED", "ruled_out"), medicines=(medicine,)).valid_until == day(until)


@pytest.mark.parametrize(("start", "stop", "until"), [(5, None, 4), (-50, 7, 6), (-50, None, 90)])
def test_a_change_of_treatment_is_a_change_of_medicine(start: int, stop: int | None, until: int) -> None:
    assert line("MED", 40, check("MED", "ruled_out"), trial(start, stop)).valid_until == day(until)


@pytest.mark.parametrize(("number", "until"), [(90, 89), (91, 90), (100, 90)])
def test_a_change_after_an_answer_had_run_out_does_not_make_it_last_longer(number: int, until: int) -> None:
    one = line("MED", 120, check("MED", "ruled_out"), medicines=(Medicine("naproxen", day(number)),))
    assert (one.state, one.valid_until) == ("expired", day(until))


def test_an_answer_without_an_end_is_asked_for_anew_at_a_change_all_the_same() -> None:
    """A clinic that lets the answer stand: a policy in which it has no end."""
    policy = load_policy()
    standing = replace(policy, check_validity_days={**policy.check_validity_days, "MED": -1})
    settled = check("MED", "ruled_out")
    for medicines, until in (((), None), ((Medicine("naproxen", day(10)),), day(9))):
        checks = assess(record(settled, medicines=medicines), day(120), standing).checks
        assert next(one for one in checks if one.code == "MED").valid_until == until


def test_the_earliest_change_counts() -> None:
    medicines = (Medicine("naproxen", day(30)), Medicine("lisinopril", day(20)))
    facts = (check("MED", "ruled_out"), trial(10, 25))
    assert line("MED", 60, *facts, medicines=medicines).valid_until == day(9)


@pytest.mark.parametrize(
    ("name", "code", "test", "values", "until"),
    [
        ("3 more", "OSA", "bmi", ((-5, 30), (20, 33)), 19),
        ("not quite 3 more", "OSA", "bmi", ((-5, 30), (20, 32.9)), 365),
        ("3 more than on the day itself", "OSA", "bmi", ((-5, 27), (0, 30), (20, 32)), 365),
        ("not known before", "OSA", "bmi", ((20, 33),), 365),
        ("3 less", "OSA", "bmi", ((-5, 33), (20, 30)), 365),
        ("another value", "OSA", "crp", ((-5, 1), (20, 9)), 365),
        ("another check", "ANA", "bmi", ((-5, 30), (20, 33)), 365),
    ],
    ids=ids,
)
def test_sleep_apnoea_is_asked_for_anew_at_a_bmi_3_higher(
    name: str, code: str, test: str, values: Any, until: int
) -> None:
    measured = tuple(Measurement(day(number), test, value, None) for number, value in values)
    assert line(code, 40, check(code, "ruled_out"), measurements=measured).valid_until == day(until)


@pytest.mark.parametrize(("checked", "until"), [(41, 41), (42, 42 + 365), (43, 43 + 365)])
def test_bipolarity_is_asked_for_after_each_failure(checked: int, until: int) -> None:
    """The trial is adequate on day 42 and fails."""
    facts = (trial(0, 60), score(0, 24), score(60, 22), check("BIP", "ruled_out", checked))
    assert line("BIP", 70, *facts).valid_until == day(until)


def test_bipolarity_is_not_asked_for_after_a_remission() -> None:
    facts = (trial(0, 60), score(0, 24), score(60, 5), check("BIP", "ruled_out", 10))
    assert line("BIP", 70, *facts).valid_until == day(10 + 365)


# --- what is flagged, in its words ---------------------------------------------------------------


def flagged(one: PatientRecord, code: str, as_of: int = 60) -> str | None:
    return next((flag.because for flag in assess(one, day(as_of)).impostors if flag.code == code), None)


def sodium(value: float, number: int) -> dict[str, Any]:
    return {"measurements": (Measurement(day(number), "sodium", value, "mmol/L"),)}


@pytest.mark.parametrize(
    ("name", "given", "number", "on"),
    [
        ("the first day of an SSRI", trial(30, None), 30, True),
        ("the day before", trial(30, None), 29, False),
        ("an SNRI", trial(30, None, 75, treatment="venlafaxine"), 40, True),
        ("a tricyclic", trial(30, None, 75, treatment="nortriptyline"), 40, False),
        ("28 days after the stop", trial(-50, 30), 58, True),
        ("29 days after the stop", trial(-50, 30), 59, False),
    ],
    ids=ids,
)
def test_sodium_after_an_ssri_or_snri(name: str, given: Any, number: int, on: bool) -> None:
    words = flagged(record(given, **sodium(130, number)), "hyponatraemia")
    assert (words is not None) is on
    assert words is None or words.startswith(f"Sodium 130 mmol/L on {_said(day(number))}, on or after ")


def test_sodium_after_the_second_of_two_drugs() -> None:
    first = trial(-90, -60, 75, id="T0", treatment="nortriptyline")
    second = trial(30, None, 75, id="T2", treatment="venlafaxine")
    assert flagged(record(first, second, **sodium(130, 40)), "hyponatraemia") == (
        "Sodium 130 mmol/L on 11 Feb 2025, on or after venlafaxine (T2)."
    )


def _said(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


@pytest.mark.parametrize(
    ("name", "number", "flag"),
    [("on the onset", -60, True), ("a day after the onset", -59, False), ("84 days before", -144, True),
     ("85 days before", -145, False)],
    ids=ids,
)  # fmt: skip
def test_mood_lowering_medicine_around_the_onset(name: str, number: int, flag: bool) -> None:
    one = record(medicines=(Medicine("prednisone", day(number)),))
    assert (flagged(one, "drug_induced") is not None) is flag


@pytest.mark.parametrize(
    ("name", "number", "end", "flag"),
    [
        ("on the day of the worse score", 60, 25, True),
        ("the day after", 61, 25, False),
        ("84 days before", -24, 25, True),
        ("85 days before", -25, 25, False),
        ("not worse", 30, 24, False),
    ],
    ids=ids,
)
def test_mood_lowering_medicine_around_a_worsening(name: str, number: int, end: int, flag: bool) -> None:
    one = record(
        trial(0, None), score(0, 24), score(60, end), medicines=(Medicine("prednisone", day(number)),)
    )
    words = flagged(one, "drug_induced", 62)
    assert (words is not None) is flag
    assert words is None or words == (
        f"prednisone, which can lower mood, was started {_said(day(number))}, within 84 days before the "
        "worsening of 3 Mar 2025."
    )


@pytest.mark.parametrize("symptom", ["hypersomnia", "daytime_sleepiness", "fatigue", "low_energy"])
def test_sleepiness_makes_an_intermediate_stop_bang_count(symptom: str) -> None:
    one = record(score(60, 3, "stop_bang"), symptoms=(Symptom(symptom, day(60)),))
    assert flagged(one, "osa_suspected") == (
        "STOP-BANG 3 of 8 on 3 Mar 2025 (intermediate) with daytime sleepiness or fatigue, not on CPAP."
    )


def test_conditions_are_named_in_words() -> None:
    one = record(conditions=(Condition("obstructive_sleep_apnoea", "present", day(60)),))
    assert flagged(one, "osa_suspected") == "Obstructive sleep apnoea recorded on 3 Mar 2025."


# --- drug levels (adequacy.md 3) -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "birth", "drug", "unit", "level", "enough"),
    [
        ("nortriptyline 49", 1985, "nortriptyline", "ng/mL", 49, False),
        ("nortriptyline 50", 1985, "nortriptyline", "ng/mL", 50, True),
        ("lithium 0.59", 1985, "lithium", "mmol/L", 0.59, False),
        ("lithium 0.6", 1985, "lithium", "mmol/L", 0.6, True),
        ("lithium 0.39 at 65", 1950, "lithium", "mmol/L", 0.39, False),
        ("lithium 0.4 at 65", 1950, "lithium", "mmol/L", 0.4, True),
    ],
    ids=ids,
)
def test_level_decides(name: str, birth: int, drug: str, unit: str, level: float, enough: bool) -> None:
    role = "augmentation" if drug == "lithium" else "antidepressant"
    one = trial(0, None, 25 if enough else 300, treatment=drug, role=role, levels=levels(unit, (20, level)))
    base = trial(-90, None, 200, id="T0")
    patient = Patient("P1", date(birth, 6, 1), "female")
    facts = (one,) if role == "antidepressant" else (base, one)
    reasons = found(60, *facts, patient=patient).reasons
    assert ("level_below_range" in reasons) is not enough


@pytest.mark.parametrize(
    ("name", "taken", "reached"),
    [
        ("low, then enough at the same dose", ((20, 40), (30, 60)), 60),
        ("enough, then low at the same dose", ((20, 60), (30, 40)), 60),
        ("low at the first dose, enough at the second", ((5, 40), (10, 60)), 50),
        ("enough at the first dose, low at the second", ((5, 60), (10, 40)), 10),
    ],
    ids=ids,
)
def test_a_level_belongs_to_the_dose_of_its_day(name: str, taken: Any, reached: int) -> None:
    """Two steps where the level was taken on two: 75 mg from day 0 and, for these, 100 mg from day 10."""
    given = ((0, 75), (10, 100)) if taken[0][0] == 5 else ((0, 75),)
    one = trial(0, None, treatment="nortriptyline", levels=levels("ng/mL", *taken))
    assert found(60, replace(one, doses=doses(*given))).days_at_dose == reached


def test_a_level_belongs_to_the_second_known_dose() -> None:
    """The same, and 100 mg from day 30: a level too low at the first of them, one enough at the second."""
    taken = levels("ng/mL", (20, 30), (40, 60))
    one = trial(0, None, treatment="nortriptyline", levels=taken, doses=doses((10, 75), (30, 100)))
    assert found(60, one).days_at_dose == 30


@pytest.mark.parametrize(("number", "reached"), [(9, 10), (10, 50), (30, 50)])
def test_a_level_before_the_first_known_dose_belongs_to_no_known_dose(number: int, reached: int) -> None:
    """Started on day 0 at a dose nobody wrote down, 75 mg from day 10."""
    one = replace(
        trial(0, None, treatment="nortriptyline", levels=levels("ng/mL", (number, 60), (40, 30))),
        doses=doses((10, 75)),
    )
    assert found(60, one).days_at_dose == reached
