"""The file form of an assessment: every key, in one order, the same bytes each time."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessment.rules.assess import assess
from assessment.rules.assessment_file import write
from assessment.rules.policy import load_policy
from patients.record_file import parse

CASES = Path(__file__).parents[1] / "cases"
AS_OF = date(2026, 2, 16)
V01 = {
    "format": "trd-record/1",
    "patient": {"reference": "V01", "birth_date": "1987-10-19", "sex": "female"},
    "episodes": [{"onset": "2025-11-10", "end": None}],
    "scores": [
        {"date": "2025-12-15", "instrument": "hamd17", "total": 24},
        {"date": "2026-02-16", "instrument": "hamd17", "total": 17},
    ],
    "trials": [
        {
            "id": "T1",
            "treatment": "sertraline",
            "role": "antidepressant",
            "start": "2025-12-15",
            "doses": [{"from": "2025-12-15", "dose": 100}],
            "adherence": [{"percent": 95, "method": "pdc"}],
        }
    ],
}
KEYS = tuple(
    """format reference as_of policy rules_version trials staging impostors alerts profiles next_steps
    missing next_change_on jurisdiction checks""".split()  # noqa: SIM905
)
KEYS_OF_STAGING = tuple(
    """ladder thase_rush suppressed provisional counted_failures failed_class_groups augmentation_failures
    ect_failures maudsley mgh european because differences""".split()  # noqa: SIM905
)


def test_write_gives_every_key_in_the_documented_order() -> None:
    written = write(assess(parse(V01, AS_OF), AS_OF, load_policy()))

    assert tuple(written) == KEYS
    assert written["format"] == "trd-assessment/1"
    assert written["as_of"] == "2026-02-16"
    assert set(written["policy"]) == {"name", "version"}
    assert list(written["staging"]["definitions"]) == [
        "article",
        "regulatory_two_trials",
        "delphi_two_trials",
    ]
    assert list(written["trials"][0]["pillars"]) == ["dose", "duration", "adherence"]


def test_write_rounds_improvement_to_two_decimals() -> None:
    (trial,) = write(assess(parse(V01, AS_OF), AS_OF, load_policy()))["trials"]

    assert trial["improvement_percent"] == 29.17
    assert trial["baseline_date"] == "2025-12-15"


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 2, 16)])
def test_write_carries_the_day_it_was_asked_for(day: date) -> None:
    record = parse({**V01, "scores": V01["scores"][:1]}, day)  # type: ignore[index]

    assert write(assess(record, day, load_policy()))["as_of"] == day.isoformat()


def plain_json(value: Any) -> Any:
    """What a reader of the file would expect of a finding: the same names, lists, and days as text."""
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, tuple):
        return [plain_json(one) for one in value]
    return {key: plain_json(one) for key, one in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    "case",
    [*(f"staging/{name}" for name in ("v06", "v12", "v18", "v24", "v36", "v38", "v40")), "next_steps/ns_01"],
)
def test_write_says_what_was_found(case: str) -> None:
    given = json.loads((CASES / f"{case}.json").read_text(encoding="utf-8"))
    as_of = date.fromisoformat(given["as_of"])
    found = assess(parse(given["record"], as_of), as_of, load_policy(), consider=("SWITCH.MAOI",))
    written, fields = write(found), plain_json(asdict(found))

    for name in ("reference", "as_of", "rules_version", "next_change_on", "jurisdiction"):
        assert written[name] == fields[name]
    for name in ("impostors", "alerts", "profiles", "next_steps", "missing", "checks"):
        assert written[name] == fields[name]
    for trial, finding in zip(written["trials"], fields["trials"], strict=True):
        pillars = trial.pop("pillars")
        assert pillars == {name: finding[name] for name in ("dose", "duration", "adherence")}
        rounded = finding["improvement_percent"]
        assert trial.pop("improvement_percent") == (None if rounded is None else round(rounded, 2))
        assert trial == {name: finding[name] for name in trial}
    staging, expected = written["staging"], fields["staging"]
    assert staging.pop("definitions") == {
        name: expected[name] for name in ("article", "regulatory_two_trials", "delphi_two_trials")
    }
    assert staging.pop("details") == dict(expected["details"])
    assert staging == {name: expected[name] for name in staging}
    assert set(staging) == set(KEYS_OF_STAGING)
