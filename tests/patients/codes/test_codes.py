"""Units are converted by standard chemistry or refused; medicine names are read, never guessed."""

import pytest

from patients.codes import (
    CHECKS,
    CONDITIONS,
    MEASUREMENTS,
    SIDE_EFFECTS,
    SYMPTOMS,
    UnknownUnit,
    canonical_level,
    convert,
    medicine_classes,
    medicine_names,
    target_of,
)


@pytest.mark.parametrize(
    ("test", "value", "unit", "expected"),
    [
        ("sodium", 125, "mmol/L", 125),
        ("sodium", 125, "mEq/L", 125),
        ("crp", 0.62, "mg/dL", 6.2),
        ("haemoglobin", 13, "g/dL", 130),
        ("b12", 133, "pmol/L", 180.264),  # impostors.md: 180 ng/L is 133 pmol/L
        ("folate", 3.09, "ug/L", 7.0004),  # impostors.md: 7 nmol/L is 3 ug/L
        ("folate", 3.09, "µg/L", 7.0004),
        ("free_t4", 12, "pmol/L", 0.932244),
        ("tsh", 4.2, "uIU/mL", 4.2),
        ("body_temperature", 98.6, "[degF]", 37),
        ("body_temperature", 310.15, "K", 37),
        ("neck_circumference", 17, "[in_i]", 43.18),
        ("cpap_use", 240, "min/night", 4),
        ("qtc", 0.46, "s", 460),
        ("alt", 2, "ukat/L", 120),
        ("systolic_blood_pressure", 140, "mmHg", 140),
        ("hba1c", 6.5, "%", 47.5412),
        ("vitamin_d", 10, "ng/mL", 24.96),
    ],
)
def test_convert_gives_the_canonical_unit(test: str, value: float, unit: str, expected: float) -> None:
    assert convert(test, value, unit) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("test", "unit"), [("crp", "mmol/L"), ("sodium", ""), ("egfr", "mL/min"), ("tsh", "furlong")]
)
def test_convert_refuses_an_unknown_unit(test: str, unit: str) -> None:
    with pytest.raises(UnknownUnit) as refused:
        convert(test, 1, unit)

    assert MEASUREMENTS[test].unit in refused.value.allowed


def test_convert_unknown_test_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        convert("mood", 1, "1")


@pytest.mark.parametrize(
    ("drug", "value", "unit", "expected"),
    [
        ("lithium", 0.7, "mmol/L", (0.7, "mmol/L")),
        ("lithium", 0.7, "mEq/L", (0.7, "mmol/L")),
        ("nortriptyline", 104, "ug/L", (104, "ng/mL")),
        ("nortriptyline", 400, "nmol/L", (105.352, "ng/mL")),
        ("amitriptyline", 0.1, "mg/L", (100, "ng/mL")),
        ("amitriptyline", 1, "umol/L", (1000, "nmol/L")),
        ("lithium", None, "mEq/L", (None, "mmol/L")),
    ],
)
def test_level_in_the_unit_the_rules_read(
    drug: str, value: float | None, unit: str, expected: tuple[float | None, str]
) -> None:
    assert canonical_level(drug, value, unit) == expected


@pytest.mark.parametrize(
    ("drug", "unit"), [("lithium", "ng/mL"), ("nortriptyline", "mmol"), ("sertraline", "")]
)
def test_level_in_an_unknown_unit_is_refused(drug: str, unit: str) -> None:
    with pytest.raises(UnknownUnit):
        canonical_level(drug, 1, unit)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("naproxen", {"nsaid"}),
        ("Naproxen 500 mg bd", {"nsaid"}),
        ("methadone", {"qt_drug", "opioid", "serotonergic_opioid", "mood_lowering"}),
        ("methylene blue IV", {"maoi_like"}),
        ("esomeprazole", {"cyp2c19_inhibitor"}),
        ("amlodipine/valsartan", {"arb"}),
        ("paracetamol", {"no_rule"}),
        ("sertraline", {"ssri"}),
        ("Nardil", {"maoi_irrev"}),
        ("St John's wort", {"inducer", "st_johns_wort"}),
        ("herbal tea", set()),
        ("naproxenn", set()),
        ("same dose as before", set()),
        ("", set()),
    ],
)
def test_medicine_classes_of_free_text(text: str, classes: set[str]) -> None:
    assert medicine_classes(text) >= classes
    assert bool(medicine_classes(text)) == bool(classes)


def test_medicine_names_of_free_text() -> None:
    assert medicine_names("Coumadin and aspirin 75mg") == {"warfarin", "aspirin"}
    assert medicine_names("something else") == frozenset()


@pytest.mark.parametrize(
    ("symptom", "target"),
    [
        ("fatigue", "fatigue"),
        ("anergia", "fatigue"),
        ("low_energy", "fatigue"),
        ("poor_concentration", "cognition"),
        ("weight_gain", "weight_gain_obesity"),
        ("weight_loss", "appetite_weight_loss"),
        ("low_mood", ""),
    ],
)
def test_target_of_symptoms_that_mean_the_same(symptom: str, target: str) -> None:
    assert target_of(symptom) == target


@pytest.mark.parametrize(
    ("code", "core", "days", "on_lithium"),
    [
        ("BIP", True, 365, 365),
        ("OSA", True, 365, 365),
        ("THY", True, 365, 180),
        ("SUD", True, 180, 180),
        ("ADH", False, 60, 60),
        ("PSY", False, 30, 30),
        ("MED", False, 90, 90),
        ("PD", False, 730, 730),
        ("RISK", False, 0, 0),
    ],
)
def test_check_validity(code: str, core: bool, days: int | None, on_lithium: int | None) -> None:
    check = CHECKS[code]

    assert check.core is core
    assert check.valid_for(on_lithium=False) == days
    assert check.valid_for(on_lithium=True) == on_lithium


@pytest.mark.parametrize(
    ("codes", "needed"),
    [
        (CONDITIONS, "phaeochromocytoma vagotomy hyperprolactinaemia congenital_long_qt cochlear_implant"),
        (
            CONDITIONS,
            "heart_block chronic_kidney_disease_stage_5 impulse_control_disorder anaemia b12_deficiency",
        ),
        (SYMPTOMS, "akathisia hypersomnia suicidal_ideation agitation confusion"),
        (SIDE_EFFECTS, "akathisia hyponatraemia rash other"),
    ],
)
def test_every_code_the_rules_name_exists(codes: dict[str, object], needed: str) -> None:
    assert set(needed.split()) <= set(codes)
