"""A policy is complete, sourced and refused with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.rules import policy as policies
from assessment.rules.evidence import source, sources
from assessment.rules.policy import MARKS, PolicyFault, load_policy, policy_facts, policy_names
from patients.codes import CHECKS

GOOD = '{ value = 42, source = "article", mark = "ARTICLE", note = "" }'


@pytest.mark.parametrize("name", policy_names())
def test_every_threshold_has_its_source_and_mark(name: str) -> None:
    for fact in policy_facts(name):
        assert source(fact.source).key == fact.source
        assert fact.mark in MARKS


def test_every_source_is_cited_and_marked() -> None:
    cited = {fact.source for name in policy_names() for fact in policy_facts(name)}
    assert set(sources()) == cited
    assert {one.mark for one in sources().values()} <= set(MARKS)


def test_article_values_are_the_default() -> None:
    article = load_policy()
    assert (article.name, article.min_days, article.min_adherence_percent) == ("article", 42, 80.0)
    assert (article.response_percent, article.partial_percent) == (50.0, 25.0)
    assert (article.failures_for_resistance, article.different_classes_for_stage_two) == (1, True)


def test_regulatory_changes_the_failure_and_nothing_else() -> None:
    article = {(fact.topic, fact.name): fact.value for fact in policy_facts("article")}
    changed = {
        fact.name: fact.value
        for fact in policy_facts("regulatory")
        if fact.value != article[fact.topic, fact.name]
    }
    assert changed == {
        "failure_below_percent": 50.0,
        "unspecified_counts": False,
        "failures_for_resistance": 2,
        "different_classes_for_stage_two": False,
    }


def test_every_check_has_a_validity() -> None:
    assert set(CHECKS) <= set(load_policy().check_validity_days)


def test_checks_go_out_of_date_for_the_form_as_they_do_for_the_rules() -> None:
    days = load_policy().check_validity_days
    assert {code: -1 if check.valid_days is None else check.valid_days for code, check in CHECKS.items()} == {
        code: days[code] for code in CHECKS
    }
    assert CHECKS["THY"].valid_days_on_lithium == days["THY_ON_LITHIUM"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("unknown field", f"[scores]\nmin_dayz = {GOOD}", "policies/unknown_field.toml: unknown min_dayz"),
        ("two unknown", f"[scores]\nb = {GOOD}\na = {GOOD}", "policies/two_unknown.toml: unknown a, b"),
        ("wrong kind", "[adequate_trial]\nmin_days = " + GOOD.replace("42", '"42"'),
         "policies/wrong_kind.toml: min_days: found '42', expected int"),
        ("a whole number", "[adequate_trial]\nmin_adherence_percent = " + GOOD,
         "policies/a_whole_number.toml: min_adherence_percent: found 42, expected float"),
        ("no source", "[adequate_trial]\nmin_days = { value = 42 }",
         "policies/no_source.toml [adequate_trial] min_days: found {'value': 42}, expected value, source, "
         "mark and note"),
        ("a bare value", "[adequate_trial]\nmin_days = 42",
         "policies/a_bare_value.toml [adequate_trial] min_days: found 42, expected value, source, mark "
         "and note"),
        ("unknown mark", "[adequate_trial]\nmin_days = " + GOOD.replace("ARTICLE", "X"),
         "policies/unknown_mark.toml [adequate_trial] min_days: found mark 'X', expected one of "
         "ARTICLE, V, M, E, P"),
        ("a check misnamed", f"[check_validity_days]\nBPI = {GOOD}",
         "policies/a_check_misnamed.toml [check_validity_days]: unknown BPI"),
        ("a check for ever", "[check_validity_days]\nBIP = " + GOOD.replace("42", "-2"),
         "policies/a_check_for_ever.toml [check_validity_days] BIP: found -2, expected days, or -1 where "
         "there is no end"),
        ("a check in words", "[check_validity_days]\nBIP = " + GOOD.replace("42", '"a year"'),
         "policies/a_check_in_words.toml [check_validity_days] BIP: found 'a year', expected days, or -1 "
         "where there is no end"),
    ],
    ids=lambda row: row if isinstance(row, str) and len(row) < 20 else None,
)  # fmt: skip
def test_faulty_policy_is_refused(
    name: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = (Path(policies.__file__).parent / "policies" / "article.toml").read_text(encoding="utf-8")
    (tmp_path / "article.toml").write_text(article, encoding="utf-8")
    own = name.replace(" ", "_")  # loaded policies are kept by name
    (tmp_path / f"{own}.toml").write_text(
        f'name = "{own}"\nversion = "1"\nextends = "article"\n{text}\n', encoding="utf-8"
    )
    monkeypatch.setattr(policies, "_FOLDER", tmp_path)
    with pytest.raises(PolicyFault) as fault:
        load_policy(own)
    assert str(fault.value) == said


def test_policy_that_extends_nothing_must_be_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'name = "alone"\nversion = "1"\n[adequate_trial]\nmin_days = {GOOD}\n'
    (tmp_path / "alone.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(policies, "_FOLDER", tmp_path)
    with pytest.raises(PolicyFault, match=r"^policies/alone.toml: missing ahi_treat, .*, tsh_overt"):
        load_policy("alone")


def test_policy_without_the_validity_of_a_check_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = (Path(policies.__file__).parent / "policies" / "article.toml").read_text(encoding="utf-8")
    kept = [line for line in article.splitlines() if not line.startswith(("BIP = ", "THY_ON_LITHIUM = "))]
    (tmp_path / "own.toml").write_text("\n".join(kept).replace('"article"', '"own"', 1), encoding="utf-8")
    monkeypatch.setattr(policies, "_FOLDER", tmp_path)
    with pytest.raises(PolicyFault, match=r"own.toml \[check_validity_days\]: missing BIP, THY_ON_LITHIUM"):
        load_policy("own")


def test_unknown_policy_names_those_there_are() -> None:
    with pytest.raises(PolicyFault, match="'mine' is unknown; there are: article, regulatory"):
        load_policy("mine")
