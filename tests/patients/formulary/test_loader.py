"""An entry with a gap or contradiction stops at loading; the message names file, line and entry."""

from pathlib import Path

import pytest

from patients.formulary.loader import BadFormulary, load

ENTRY = """\
[[treatment]]
id = "aline"
name = "aline"
role = "antidepressant"
class = "SSRI"
class_group = "SSRI"
dose_unit = "mg/day"
minimum_dose = 20
older_adult_minimum = 20
usual_max = 40
label_max = 60
min_weeks = 6
source = "a paper"
confidence = "high"
"""


def _load(folder: Path, text: str) -> object:
    (folder / "some.toml").write_text(text, encoding="utf-8")
    return load(folder, ("some.toml",))


def test_load_accepts_the_entry_the_refusals_start_from(tmp_path: Path) -> None:
    (only,) = load(tmp_path, _file(tmp_path, ENTRY))

    assert (only.id, only.drug_class, only.minimum_dose, only.min_weeks) == ("aline", "SSRI", 20.0, 6)


def _file(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "some.toml").write_text(text, encoding="utf-8")
    return ("some.toml",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum_dose = 20", "minimum_dose = 50", "minimum_dose 50 is above usual_max 40"),
        ("usual_max = 40", "usual_max = 80", "usual_max 80 is above label_max 60"),
        ("older_adult_minimum = 20", "older_adult_minimum = 30", "older_adult_minimum 30 is above"),
        ("usual_max = 40\nlabel_max = 60", "label_max = 10", "minimum_dose 20 is above label_max 10"),
        ('class = "SSRI"', 'class = "SSRY"', "class 'SSRY' is not one of"),
        ('class_group = "SSRI"', 'class_group = "RIMA"', "class_group 'RIMA' is not one of"),
        ('role = "antidepressant"', 'role = "vitamin"', "role 'vitamin' is not one of"),
        ('dose_unit = "mg/day"', 'dose_unit = "g"', "dose_unit 'g' is not one of"),
        ('dose_unit = "mg/day"', 'dose_unit = "sessions"', "a dose in sessions"),
        ('dose_unit = "mg/day"\n', "", "dose_unit is missing"),
        ('source = "a paper"\n', "", "source is missing"),
        ('source = "a paper"', 'source = ""', "source is missing"),
        ('confidence = "high"\n', "", "confidence is missing"),
        ('confidence = "high"', 'confidence = "sure"', "confidence 'sure' is not one of"),
        ("min_weeks = 6\n", "", "min_weeks is missing"),
        ("min_weeks = 6", "min_weeks = 6.5", "min_weeks 6.5 is not a whole number"),
        ("min_weeks = 6", "min_weeks = -1", "min_weeks -1 is below 0"),
        ("older_adult_minimum = 20\n", "", "older_adult_minimum is missing"),
        ("minimum_dose = 20", "minimum_dose = 0", "minimum_dose 0 is not above 0"),
        ("minimum_dose = 20", 'minimum_dose = "20"', "minimum_dose '20' is not a number"),
        ("minimum_dose = 20", "minimum_dose = true", "minimum_dose True is not a number"),
        ("usual_max", "ususal_max", "ususal_max is not a known field"),
        ('name = "aline"\n', "", "name is missing"),
    ],
)
def test_load_refuses_a_gap_or_contradiction(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ENTRY

    with pytest.raises(BadFormulary) as refused:
        _load(tmp_path, f"# a comment\n\n{ENTRY.replace(old, new, 1)}")

    assert str(refused.value).startswith("some.toml:3 'aline': ")
    assert message in str(refused.value)


def test_load_refuses_the_same_id_and_role_twice(tmp_path: Path) -> None:
    with pytest.raises(
        BadFormulary, match=r"some\.toml:16 'aline': the same id and role stand at some\.toml:1"
    ):
        _load(tmp_path, ENTRY + "\n" + ENTRY)


def test_load_takes_the_same_id_in_another_role(tmp_path: Path) -> None:
    both = load(tmp_path, _file(tmp_path, ENTRY + ENTRY.replace('"antidepressant"', '"augmenter"')))

    assert [entry.role for entry in both] == ["antidepressant", "augmenter"]


def test_load_names_every_wrong_entry_at_once(tmp_path: Path) -> None:
    wrong = ENTRY.replace('source = "a paper"\n', "")

    with pytest.raises(BadFormulary) as refused:
        _load(tmp_path, wrong + wrong.replace("aline", "bline"))

    assert len(str(refused.value).splitlines()) == 2


def test_load_names_the_file_that_is_not_toml(tmp_path: Path) -> None:
    with pytest.raises(BadFormulary, match=r"some\.toml: Expected"):
        _load(tmp_path, "[[treatment")
