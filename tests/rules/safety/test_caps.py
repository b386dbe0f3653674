"""Dose caps: who may take how much (safety.md section 4)."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.rules.safety.caps import CAPS, cap_for, caps_for, egfr_of
from assessment.rules.safety.presence import Conditions
from assessment.rules.today import Today
from patients.record import Condition, Measurement, Medicine, Patient, PatientRecord, Trial
from tests.rules.making import day

DAY = date(2026, 6, 1)


def a_patient(age: int, condition: str = "", medicine: str = "", **measured: float) -> PatientRecord:
    return PatientRecord(
        Patient("P", date(DAY.year - age, 1, 1), "female"),
        conditions=(Condition(condition, "present", DAY),) if condition else (),
        medicines=(Medicine(medicine, DAY),) if medicine else (),
        measurements=tuple(Measurement(DAY, test, value, "") for test, value in measured.items()),
    )


def max_of(drug: str, record: PatientRecord, jurisdiction: str = "US") -> tuple[float | None, str] | None:
    cap = cap_for(record, drug, Today(DAY), jurisdiction)
    return None if cap is None else (cap.max_dose, cap.action)


@pytest.mark.parametrize(
    ("drug", "age", "jurisdiction", "expected"),
    [
        ("citalopram", 59, "US", (40, "block")),
        ("citalopram", 60, "US", (20, "warn")),
        ("citalopram", 61, "US", (20, "block")),
        ("citalopram", 65, "UK", (40, "block")),
        ("citalopram", 66, "UK", (20, "block")),
        ("citalopram", 66, "EU", (20, "block")),
        ("citalopram", 61, "CA", (20, "block")),
        ("escitalopram", 64, "US", (20, "block")),
        ("escitalopram", 65, "US", (10, "warn")),
        ("escitalopram", 65, "UK", (20, "block")),
        ("escitalopram", 66, "UK", (10, "block")),
        ("nortriptyline", 64, "US", None),
        ("nortriptyline", 65, "US", (50, "warn")),
    ],
)
def test_cap_by_age_and_country(
    drug: str, age: int, jurisdiction: str, expected: tuple[float, str] | None
) -> None:
    assert max_of(drug, a_patient(age), jurisdiction) == expected


@pytest.mark.parametrize(
    ("drug", "record", "expected"),
    [
        ("citalopram", a_patient(40, "hepatic_impairment_child_pugh_b"), (20, "block")),
        ("citalopram", a_patient(40, "cyp2c19_poor_metaboliser"), (20, "block")),
        ("citalopram", a_patient(40, medicine="omeprazole 20 mg"), (20, "block")),
        ("citalopram", a_patient(60, "cyp2c19_poor_metaboliser"), (20, "block")),
        ("vortioxetine", a_patient(40, "cyp2d6_poor_metaboliser"), (10, "block")),
        ("sertraline", a_patient(40, "hepatic_impairment_child_pugh_a"), (100, "warn")),
        ("brexpiprazole", a_patient(40, egfr=60), (3, "warn")),
        ("brexpiprazole", a_patient(40, egfr=59), (2, "warn")),
        ("brexpiprazole", a_patient(40, "chronic_kidney_disease_stage_4"), (2, "warn")),
        ("desvenlafaxine", a_patient(40, egfr=51), None),
        ("desvenlafaxine", a_patient(40, egfr=50), (50, "warn")),
        ("desvenlafaxine", a_patient(40, egfr=30), (50, "warn")),
        ("desvenlafaxine", a_patient(40, egfr=29), (25, "warn")),
        ("desvenlafaxine", a_patient(40, egfr=0.5), (25, "warn")),
        ("levomilnacipran", a_patient(40, egfr=60), None),
        ("levomilnacipran", a_patient(40, egfr=59), (80, "warn")),
        ("levomilnacipran", a_patient(40, egfr=29), (40, "warn")),
        ("venlafaxine", a_patient(40, egfr=29), (112.5, "warn")),
        ("zuranolone", a_patient(40), None),
    ],
)
def test_cap_by_organ_and_company(
    drug: str, record: PatientRecord, expected: tuple[float, str] | None
) -> None:
    assert max_of(drug, record) == expected


@pytest.mark.parametrize(
    ("drug", "record", "row"),
    [
        ("duloxetine", a_patient(40, egfr=29), "L17"),
        ("duloxetine", a_patient(40, "alcohol_dependence"), "L17"),
        ("lithium", a_patient(40, egfr=29), "L36"),
        ("cariprazine", a_patient(40, egfr=29), "L34"),
        ("sertraline", a_patient(40, "hepatic_impairment_child_pugh_c"), "L12"),
        ("gepirone", a_patient(40, qtc=451), "L40"),
        ("venlafaxine", a_patient(40, "uncontrolled_hypertension"), "L42"),
    ],
)
def test_avoid_row_applies(drug: str, record: PatientRecord, row: str) -> None:
    blocking = [cap.id for cap in caps_for(record, drug, Today(DAY), "US") if cap.action == "block"]
    assert row in blocking


@pytest.mark.parametrize(
    ("drug", "record"),
    [
        ("duloxetine", a_patient(40, egfr=30)),
        ("lithium", a_patient(40, egfr=60)),
        ("cariprazine", a_patient(40, egfr=30)),
        ("gepirone", a_patient(40, qtc=450)),
        ("duloxetine", a_patient(40)),
    ],
)
def test_avoid_row_does_not_apply(drug: str, record: PatientRecord) -> None:
    assert not caps_for(record, drug, Today(DAY), "US")


@pytest.mark.parametrize(("age", "actions"), [(59, []), (60, ["warn"]), (61, ["block"])])
def test_citalopram_warns_at_exactly_60_and_blocks_above(age: int, actions: list[str]) -> None:
    found = caps_for(a_patient(age), "citalopram", Today(DAY), "US")
    assert [cap.action for cap in found if cap.id == "L02"] == actions


@pytest.mark.parametrize("egfr", [30, 59])
def test_lithium_between_30_and_59_is_for_the_specialist(egfr: float) -> None:
    found = [
        (cap.id, cap.action, cap.rule)
        for cap in caps_for(a_patient(40, egfr=egfr), "lithium", Today(DAY), "US")
    ]
    assert found == [("L36", "warn", "specialist and lower target")]


def test_age_cap_notes_the_birthday_on_which_it_begins() -> None:
    today = Today(DAY)
    cap_for(a_patient(59), "citalopram", today, "US")
    assert date(2027, 1, 1) in today.later


def test_every_row_has_source_mark_and_known_number() -> None:
    assert {cap.id for cap in CAPS} == {f"L{n:02}" for n in range(1, 45)} - {"L21", "L22"}
    assert all(cap.mark and cap.population and cap.action in ("block", "warn") for cap in CAPS)


@pytest.mark.parametrize(
    ("beside", "expected"), [((), None), (("paroxetine",), (45, "warn")), (("bupropion",), (45, "warn"))]
)
def test_drug_is_not_its_own_inhibitor(beside: tuple[str, ...], expected: tuple[float, str] | None) -> None:
    """L38: one tablet a day *with* a strong CYP2D6 inhibitor, as bupropion itself is."""
    drug = "dextromethorphan_bupropion"
    trials = tuple(Trial(f"T{n}", name, "antidepressant", DAY) for n, name in enumerate((drug, *beside)))
    assert max_of(drug, replace(a_patient(40), trials=trials)) == expected
    named = replace(a_patient(40), medicines=tuple(Medicine(one.replace("_", "-"), DAY) for one in beside))
    assert max_of(drug, replace(named, trials=trials[:1])) == expected


@pytest.mark.parametrize(
    ("measured", "kidney", "found"),
    [(None, False, None), (55.0, False, 55.0), (None, True, 29.0), (55.0, True, 29.0), (20.0, True, 20.0)],
)
def test_egfr_is_at_most_29_with_kidney_disease_on_record(
    measured: float | None, kidney: bool, found: float | None
) -> None:
    entries = (Condition("chronic_kidney_disease_stage_4", "present", day(0)),) if kidney else ()
    newest = {} if measured is None else {"egfr": Measurement(day(0), "egfr", measured, "mL/min/1.73m2")}
    assert egfr_of(Conditions(entries), newest) == found
