"""A scale file with a gap or contradiction stops at loading, and the message names the file."""

from pathlib import Path

import pytest

from patients.instruments.loader import FOLDER, BadInstrument, load, read

PHQ9 = (FOLDER / "phq9.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code = "phq9"', 'code = "phq8"', "its code is phq8"),
        ("[10, 14,", "[11, 14,", "without gap"),
        ("[20, 27,", "[20, 26,", "without gap"),
        ("total = [0, 27]", "total = [0, 30]", "without gap"),
        ("remission_max = 4\n", "", "needs remission_max and bands"),
        ('licence = "text_ok"', 'licence = "labels_only"', "labels only"),
        ('licence = "text_ok"', 'licence = "free"', "not one of text_ok"),
        ('rule = "imputed_sum"', 'rule = "guess"', "guess"),
        ('rater = "self"\n', "", "rater"),
        ("high = 3", "high = 4", "items give 0 to 28"),
        ("total = [", "total = [[", "phq9.toml"),
    ],
)
def test_read_refuses_a_contradiction(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "phq9.toml"
    path.write_text(PHQ9.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadInstrument, match=r"phq9\.toml") as refused:
        read(path)

    assert message in str(refused.value)


def test_load_refuses_a_file_that_nobody_ordered(tmp_path: Path) -> None:
    (tmp_path / "phq9.toml").write_text(PHQ9, encoding="utf-8")

    with pytest.raises(BadInstrument, match="phq9"):
        load(tmp_path, ())


def test_load_refuses_an_ordered_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInstrument, match="madrs"):
        load(tmp_path, ("madrs",))
