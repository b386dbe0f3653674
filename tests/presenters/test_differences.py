"""How two assessments differ, in words: unknown is never said to be no, and nothing is left out."""

from __future__ import annotations

import copy
import re
from datetime import timedelta
from typing import Any

import pytest

from assessment.presenters.differences import Difference, differences, told
from assessment.presenters.entries_between import entries_between
from assessment.presenters.kept_page import kept_page
from assessment.rules import assessment_file
from assessment.rules.assess import assess
from assessment.rules.snapshot import Document, digest
from patients import record_file
from patients.known import record_on
from tests.timeline.histories import CASE_FILES, worked

NAMES = [path.stem for path in CASE_FILES]


def _file(name: str) -> dict[str, Any]:
    return copy.deepcopy(assessment_file.write(worked(name)[1]))


def _said(found: tuple[Difference, ...], what: str) -> Difference:
    return next(one for one in found if what in one.what)


@pytest.mark.parametrize("name", NAMES)
def test_same_assessment_differs_in_nothing(name: str) -> None:
    assert differences(_file(name), _file(name)) == ()


@pytest.mark.parametrize("name", NAMES)
def test_half_a_year_apart_every_difference_is_in_words_with_two_sides(name: str) -> None:
    record, assessment = worked(name)
    earlier = assessment_file.write(assess(record, assessment.as_of - timedelta(days=183)))
    for one in differences(earlier, assessment_file.write(assessment)):
        assert one.before != one.after, one
        words = f"{one.what} {one.before} {one.after}"
        assert not re.search(r"[a-z]_[a-z]|\bNone\b|\bTrue\b|\bFalse\b|\bno$", words), one
        assert not re.search(r"\b(low|medium|high)[- ]risk\b|probability", words, re.I), one


def test_stage_that_cannot_be_told_is_not_called_none() -> None:
    before, after = _file("v14"), _file("v14")
    after["staging"]["ladder"] = None
    found = _said(differences(before, after), "Stage")
    assert found.after == "The stage cannot be told"
    after["staging"]["suppressed"] = True
    assert "bipolar" in _said(differences(before, after), "Stage").after


def test_pillar_that_became_unknown_cannot_be_told() -> None:
    before, after = _file("v14"), _file("v14")
    after["trials"][0]["pillars"]["adherence"] = {"outcome": "cannot_tell", "because": "not recorded"}
    after["trials"][0]["adequacy"] = "indeterminate"
    found = _said(differences(before, after), "(T1)")
    assert "adherence cannot be told" in found.after
    assert found.after.startswith("Cannot tell")
    assert found.because == ("not recorded",)


def test_outcome_unknown_is_said_to_be_unknown() -> None:
    before, after = _file("v14"), _file("v14")
    after["trials"][0] |= {"outcome": "unknown", "improvement_percent": None, "counts_as_failure": False}
    assert "outcome unknown" in _said(differences(before, after), "(T1)").after


def test_definition_not_met_is_only_on_what_is_recorded() -> None:
    before, after = _file("v14"), _file("v14")
    after["staging"]["definitions"]["article"] = False
    assert _said(differences(before, after), "article").after == "not met on what is recorded"


def test_model_that_cannot_be_computed_says_so() -> None:
    before, after = _file("v14"), _file("v14")
    after["staging"]["maudsley"] = None
    assert _said(differences(before, after), "Maudsley").after == "cannot be computed"


def test_check_expired_and_other_cause_gone_are_not_called_absent() -> None:
    before, after = _file("v14"), _file("v14")
    before["checks"][0]["state"], after["checks"][0]["state"] = "ruled_out", "expired"
    before["impostors"] = [{"code": "osa_suspected", "state": "possible", "because": "snores"}]
    after["impostors"] = []
    found = differences(before, after)
    assert next(one for one in found if one.part == "Checks").after == "Out of date"
    assert next(one for one in found if one.part == "Other causes").after == "not flagged by what is recorded"


def test_suicide_item_with_another_answer_is_another_alert_and_urgent() -> None:
    before, after = _file("ns_23"), _file("ns_23")
    for alert in after["alerts"]:
        if alert["code"] == "suicide_item":
            alert["because"] = "MADRS item 10: 2 on 1 Jun 2026"
    raised = [one for one in differences(before, after) if one.kind == "urgent"]
    assert [one.because for one in raised] == [("MADRS item 10: 2 on 1 Jun 2026",)]


def test_older_file_without_a_part_is_not_read_as_no() -> None:
    before, after = _file("v14"), _file("v14")
    del before["checks"]
    del before["staging"]["european"]
    found = differences(before, after)
    assert _said(found, "European").before == "not part of it"
    assert {one.before for one in found if one.part == "Checks"} == {"not part of it"}


def test_option_withheld_now_says_why() -> None:
    before, after = _file("v14"), _file("v14")
    gone = after["next_steps"]["options"].pop(0)
    after["next_steps"]["withheld"].append({"code": gone["code"], "because": ["seizure disorder"]})
    found = _said(differences(before, after), gone["title"])
    assert (found.after, found.because) == ("withheld", ("seizure disorder",))


def test_trial_entered_in_error_is_no_longer_recorded() -> None:
    before, after = _file("v14"), _file("v14")
    after["trials"].pop()
    assert {one.after for one in differences(before, after) if one.part == "Treatments"} == {
        "no longer recorded"
    }


def test_told_first_names_stage_and_treatments_and_options_once() -> None:
    record, assessment = worked("v14")
    earlier = assessment_file.write(assess(record, assessment.as_of - timedelta(days=200)))
    found = told(earlier, assessment_file.write(assessment))
    assert [one.part for one in found.first if one.part == "Options"] == ["Options"]
    assert found.first[0].part == "Resistance"
    assert {one.part for one in found.rest} >= {"Options", "Warnings"}


# --- entries -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_entries_same_record_none_and_every_entry_against_nothing(name: str) -> None:
    record = worked(name)[0]
    written = record_file.write(record)
    assert entries_between(written, written) == ()
    first = min((score.date for score in record.scores), default=None)
    if first:
        early = record_file.write(record_on(record, first - timedelta(days=4000)))
        assert len(entries_between(early, written)) >= len(record.scores) + len(record.trials)


def test_entries_amended_score_says_both_totals() -> None:
    before = record_file.write(worked("v14")[0])
    after = copy.deepcopy(before)
    after["scores"][0] |= {"total": 3}
    (said,) = entries_between(before, after)
    assert re.search(rf": 3, .*\(was {before['scores'][0]['total']}\)", said)


def test_entries_score_by_items_says_its_total_before_its_answers() -> None:
    before = record_file.write(worked("v14")[0])
    after = copy.deepcopy(before)
    answers = [2, 2, 1, 2, 1, 2, 1, 1, 0]
    after["scores"].append({"date": "2026-01-02", "instrument": "phq9", "items": answers})
    (said,) = entries_between(before, after)
    assert said.startswith("PHQ-9: 12 (items 2, 2, 1, 2, 1, 2, 1, 1, 0)")
    after["scores"][-1]["items"] = [*answers[:-1], None]
    assert "no total" in entries_between(before, after)[0]


def test_entries_unknown_adherence_is_not_known_and_not_zero() -> None:
    before = record_file.write(worked("v14")[0])
    after = copy.deepcopy(before)
    after["trials"][0]["adherence"] = []
    (said,) = entries_between(before, after)
    assert "taken not known" in said


# --- kept ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_kept_page_shows_every_trial_option_and_alert_as_kept(name: str) -> None:
    record, assessment = worked(name)
    written, said = record_file.write(record), assessment_file.write(assessment)
    page = kept_page(Document(written, said, True), said)
    assert page.again.count == 0
    lines = {section.title: section.lines for section in page.sections}
    assert len(lines.get("Treatments", ())) == len(assessment.trials)
    assert len(lines.get("Options that were offered", ())) == len(assessment.next_steps.options)
    assert len(lines.get("Alerts", ())) == len(assessment.alerts)


def test_digest_is_the_same_for_the_same_facts_in_any_order() -> None:
    assert digest({"b": 1, "a": ["ä"]}) == digest({"a": ["ä"], "b": 1})
    assert digest({"a": 1}) != digest({"a": 2})
