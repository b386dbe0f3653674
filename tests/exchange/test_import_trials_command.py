"""The command takes the same tables as the page, and asks about names by its options."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from patients.models import Trial

pytestmark = pytest.mark.django_db
ROWS = "patient,drug,start,dose\nN-1,Zoloft,2025-01-06,100\nN-1,escitalpram,2025-06-02,20\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "trials.csv"
    path.write_text(ROWS)
    return path


def test_a_doubtful_name_is_refused_until_it_is_said(table: Path, capsys: Any) -> None:
    with pytest.raises(CommandError, match="nothing is stored"):
        call_command("import_trials", str(table), "--keep-good-rows")
    assert "line 3, drug: found 'escitalpram', expected escitalopram or citalopram" in capsys.readouterr().err
    assert Trial.objects.count() == 0
    for told in ("2 trials stored, 0 there already", "0 trials stored, 2 there already"):
        call_command("import_trials", str(table), "--name", "escitalpram=escitalopram")
        assert told in capsys.readouterr().out


def test_a_name_may_be_left_out(table: Path, capsys: Any) -> None:
    call_command("import_trials", str(table), "--name", "escitalpram=-")
    assert "1 trials stored, 0 there already, 1 left out" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(["--name", "escitalpram=tea"], "'tea' is not the id of a treatment", id="no treatment"),
        pytest.param(["--start", "nowhere"], "The file was refused", id="no such column"),
    ],
)
def test_options_that_do_not_fit_are_refused(table: Path, options: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("import_trials", str(table), *options)


def test_columns_that_are_not_clear_have_to_be_said(tmp_path: Path, capsys: Any) -> None:
    table = tmp_path / "other.csv"
    table.write_text("who,what,start\nN-1,Zoloft,06/01/2025\n")
    with pytest.raises(CommandError, match="--patient, --treatment"):
        call_command("import_trials", str(table))
    call_command("import_trials", str(table), "--patient", "who", "--treatment", "what", "--dates", "dmy")
    assert "1 trials stored" in capsys.readouterr().out
