"""Looking treatments up by id and role, and by what people type."""

import pytest

from patients.codes import medicine_names
from patients.formulary import FORMULARY, Treatment, match_name, search, treatment


def test_formulary_holds_every_entry_of_the_reference() -> None:
    roles = [entry.role for entry in FORMULARY]

    assert len([role for role in roles if role != "psychotherapy"]) == 93
    assert all(entry.source and entry.confidence for entry in FORMULARY)


@pytest.mark.parametrize(
    ("role", "weeks", "usual_max", "kind"),
    [
        (None, 6, 450, "antidepressant"),
        ("antidepressant", 6, 450, "antidepressant"),
        ("augmentation", 6, 400, "augmenter"),
        ("combination", 6, 400, "augmenter"),
    ],
)
def test_treatment_with_two_entries_goes_by_role(
    role: str | None, weeks: int, usual_max: float, kind: str
) -> None:
    entry = treatment("bupropion", role)

    assert (entry.role, entry.min_weeks, entry.usual_max) == (kind, weeks, usual_max)


@pytest.mark.parametrize("role", [None, "antidepressant", "augmentation", "combination"])
def test_treatment_with_one_entry_is_found_in_any_role(role: str | None) -> None:
    assert treatment("lithium", role).role == "augmenter"
    assert treatment("sertraline", role).role == "antidepressant"


def test_treatment_unknown_raises_key_error() -> None:
    with pytest.raises(KeyError):
        treatment("placebo")


@pytest.mark.parametrize(
    ("code", "age", "minimum"),
    [
        ("mirtazapine", 64, 30),
        ("mirtazapine", 65, 15),
        ("amitriptyline", 64, 150),
        ("amitriptyline", 65, 75),
        ("nortriptyline", 65, 50),
        ("tianeptine", 65, 25),
        ("sertraline", 90, 50),
        ("ect", 70, None),
        ("brexanolone", 40, None),
    ],
)
def test_minimum_for_lowers_from_65_where_the_label_does(code: str, age: int, minimum: float | None) -> None:
    assert treatment(code).minimum_for(age) == minimum


@pytest.mark.parametrize(
    ("code", "drug_class", "group"),
    [
        ("moclobemide", "RIMA", "MAOI"),
        ("maprotiline", "TeCA", "TCA"),
        ("opipramol", "TCA", "other"),
        ("dextromethorphan_bupropion", "NMDA-NDRI", "NDRI"),
        ("sertraline", "SSRI", "SSRI"),
    ],
)
def test_class_group_is_what_is_counted(code: str, drug_class: str, group: str) -> None:
    assert (treatment(code).drug_class, treatment(code).class_group) == (drug_class, group)


@pytest.mark.parametrize(
    ("text", "first", "by"),
    [
        ("sertraline", "sertraline", "generic"),
        ("SERTR", "sertraline", "generic"),
        ("Zoloft 50mg", "sertraline", "brand"),
        ("effexor XR", "venlafaxine", "brand"),
        ("T3", "liothyronine", "generic"),
        ("snri", "venlafaxine", "class"),
        ("sertaline", "sertraline", "spelling"),
        ("mirtazepine", "mirtazapine", "spelling"),
        ("transcranial magnetic", "rtms", "generic"),
    ],
)
def test_search_finds_by_generic_brand_class_and_misspelling(text: str, first: str, by: str) -> None:
    found = search(text)

    assert (found[0].treatment.id, found[0].by) == (first, by)


@pytest.mark.parametrize("text", ["", "  ", "qwertyuiop", "5 mg", "%", "x" * 10_000, "\x00", "(((("])
def test_search_for_nothing_known_finds_nothing(text: str) -> None:
    assert search(text) == []


def test_search_keeps_to_its_limit() -> None:
    assert len(search("TCA", limit=3)) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sertraline 100 mg", "sertraline"),
        ("Prozac", "fluoxetine"),
        ("venlafaxine xl", "venlafaxine"),
        ("quetiapine XR", "quetiapine_xr"),
        ("escitalopram oxalate", "escitalopram"),
        ("bupropion", "bupropion"),
    ],
)
def test_match_name_certain(text: str, code: str) -> None:
    matched = match_name(text)

    assert isinstance(matched, Treatment)
    assert matched.id == code


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("sertralne", {"sertraline"}),
        ("quetiapine", {"quetiapine_xr"}),  # the immediate-release form is another treatment
        ("ketamine", {"ketamine_iv"}),
        ("fluoxitene", {"fluoxetine", "fluvoxamine"}),
        ("Symbyax", {"olanzapine", "fluoxetine"}),
        ("Symbyax 6/25 mg", {"olanzapine", "fluoxetine"}),
        ("olanzapine-fluoxetine", {"olanzapine", "fluoxetine"}),
        ("fluoxetine + olanzapine", {"olanzapine", "fluoxetine"}),
        ("Deanxit", {"melitracen"}),  # with flupentixol
        ("Limbitrol", {"amitriptyline"}),  # with chlordiazepoxide
        ("Contrave", {"bupropion"}),  # with naltrexone
        ("Zoloft and Lamictal", {"sertraline", "lamotrigine"}),
    ],
)
def test_match_name_uncertain_gives_candidates_never_a_guess(text: str, candidates: set[str]) -> None:
    matched = match_name(text)

    assert isinstance(matched, tuple)
    assert {entry.id for entry in matched} == candidates


def test_match_name_of_a_licensed_combination_that_is_one_entry_is_certain() -> None:
    assert match_name("Auvelity") == treatment("dextromethorphan_bupropion")


def test_no_product_of_several_is_a_name_of_one() -> None:
    several = {name for entry in FORMULARY for name in entry.in_combination}
    assert "Symbyax" in several
    assert not [name for name in several if isinstance(match_name(name), Treatment)]


def test_other_medicines_know_both_parts_of_a_combination() -> None:
    assert medicine_names("Symbyax 6/25") == {"olanzapine", "fluoxetine"}


@pytest.mark.parametrize("text", ["naproxen", "", "zzz"])
def test_match_name_unknown_is_none(text: str) -> None:
    assert match_name(text) is None
