"""The safety tables name only what exists, and the rows that the rules rest on are there."""

from __future__ import annotations

import pytest

from assessment.rules.safety.caps import CAPS
from assessment.rules.safety.classes import members, tags_of
from assessment.rules.safety.interactions import INTERACTIONS, between
from assessment.rules.safety.medicines import recognise
from assessment.rules.safety.pregnancy import PREGNANCY_ROWS, not_to_start
from assessment.rules.safety.washouts import WASHOUTS
from patients.codes import CONDITIONS, MEDICINES
from patients.formulary import TREATMENT_IDS

KNOWN_TAGS = (
    set(TREATMENT_IDS)
    | {tag for treatment in TREATMENT_IDS for tag in tags_of(treatment)}
    | {tag for name in MEDICINES for tag in recognise(name) or ()}
)


@pytest.mark.parametrize("row", [*INTERACTIONS], ids=lambda row: f"{row.id} {row.a[0]}")
def test_interaction_names_known_drugs_only(row: object) -> None:
    named = {*row.a, *row.b}  # type: ignore[attr-defined]
    assert named - KNOWN_TAGS == set()


@pytest.mark.parametrize("row", [*WASHOUTS], ids=lambda row: row.id)
def test_washout_names_known_drugs_only(row: object) -> None:
    named = {*row.sources, *row.targets, *row.not_from}  # type: ignore[attr-defined]
    assert named - KNOWN_TAGS == set()


def test_caps_name_known_drugs_conditions_and_classes_only() -> None:
    assert {cap.drug for cap in CAPS} - set(TREATMENT_IDS) == set()
    assert {code for cap in CAPS for code in cap.conditions} - set(CONDITIONS) == set()
    assert {tag for cap in CAPS for tag in cap.tags} - KNOWN_TAGS == set()


def test_pregnancy_rows_name_known_drugs_only() -> None:
    assert {drug for row in PREGNANCY_ROWS for drug in row.drugs} - KNOWN_TAGS == set()
    assert [row.id for row in PREGNANCY_ROWS] == [f"P{n:02}" for n in range(1, 19)]


@pytest.mark.parametrize(
    ("one", "other", "row", "countries"),
    [
        ("citalopram", "methadone", "D08", {"UK", "EU"}),
        ("fluoxetine", "tamoxifen", "D15", {"US", "UK", "EU", "CA"}),
        ("bupropion", "tamoxifen", "D15", {"US", "UK", "EU", "CA"}),
        ("fluvoxamine", "warfarin", "D28", {"US", "UK", "EU", "CA"}),
        ("olanzapine", "fluvoxamine", "D16", {"US", "UK", "EU", "CA"}),
        ("duloxetine", "ciprofloxacin", "D16", {"US", "UK", "EU", "CA"}),
        ("aripiprazole", "haloperidol", "D24", {"US", "UK", "EU", "CA"}),
        ("phenelzine", "tramadol", "D03", {"US", "UK", "EU", "CA"}),
        ("phenelzine", "pseudoephedrine", "D04", {"US", "UK", "EU", "CA"}),
        ("sertraline", "linezolid", "D05", {"US", "UK", "EU", "CA"}),
        ("lithium", "naproxen", "D09", set()),
        ("lithium", "lisinopril", "D10", set()),
        ("lithium", "hydrochlorothiazide", "D11", set()),
        ("sertraline", "sumatriptan", "D06", set()),
        ("sertraline", "apixaban", "D17", set()),
        ("ect", "lamotrigine", "D21", set()),
    ],
)
def test_pair_blocks_where_the_table_says(one: str, other: str, row: str, countries: set[str]) -> None:
    tags = tags_of(other) if other in TREATMENT_IDS else recognise(other)
    assert tags is not None
    found = [clash for clash in between(tags_of(one), tags) if clash.id == row]
    assert found
    assert {place for place in ("US", "UK", "EU", "CA") if found[0].blocks(place)} == countries


@pytest.mark.parametrize(
    ("drug", "pregnant", "breastfeeding", "withheld"),
    [
        ("sertraline", True, False, False),
        ("paroxetine", True, False, True),
        ("paroxetine", False, True, False),
        ("doxepin", True, False, True),
        ("doxepin", False, True, True),
        ("phenelzine", True, False, True),
        ("esketamine_nasal", True, False, True),
        ("esketamine_nasal", False, True, True),
        ("modafinil", True, False, True),
        ("lithium", True, False, False),
        ("aripiprazole", True, False, False),
    ],
)
def test_pregnancy_and_breastfeeding(drug: str, pregnant: bool, breastfeeding: bool, withheld: bool) -> None:
    assert (not_to_start(tags_of(drug), pregnant, breastfeeding) is not None) is withheld


def test_unknown_name_is_unknown_not_harmless() -> None:
    assert recognise("Mystery drops") is None
    assert recognise("Naproxen 500 mg") == frozenset({"naproxen", "NSAID"})


def test_members_are_those_of_the_reference() -> None:
    assert members("SSRI") == (
        "citalopram",
        "escitalopram",
        "fluoxetine",
        "fluvoxamine",
        "paroxetine",
        "sertraline",
    )
    assert members("MAOI_IRREV") == (
        "phenelzine",
        "tranylcypromine",
        "isocarboxazid",
        "selegiline_transdermal",
    )


def test_a_treatment_keeps_its_own_tag_beside_those_of_its_class() -> None:
    assert {"aripiprazole", "SGA", "ANTIPSYCHOTIC", "PSYCHOTROPIC"} <= tags_of("aripiprazole")
    assert {"sertraline", "SSRI", "ANTIDEPRESSANT", "SEROTONERGIC_AD"} <= tags_of("sertraline")
    assert tags_of("not in the formulary") == {"not in the formulary"}


@pytest.mark.parametrize(
    ("tag", "belong", "do_not"),
    [
        ("SEROTONERGIC_AD",
         "sertraline venlafaxine clomipramine mirtazapine vortioxetine dextromethorphan_bupropion phenelzine "
         "moclobemide",
         "bupropion agomelatine reboxetine lithium aripiprazole buspirone ect cbt"),
        ("PSYCHOTROPIC", "sertraline bupropion lithium aripiprazole lamotrigine buspirone",
         "celecoxib omega_3 estradiol pindolol ect rtms cbt"),
        ("ANTIDEPRESSANT", "sertraline bupropion moclobemide", "lithium aripiprazole ect cbt"),
    ],
    ids=lambda row: row if row.isupper() else None,
)  # fmt: skip
def test_a_class_holds_its_own_and_nothing_else(tag: str, belong: str, do_not: str) -> None:
    assert set(belong.split()) <= set(members(tag))
    assert set(do_not.split()).isdisjoint(members(tag))
