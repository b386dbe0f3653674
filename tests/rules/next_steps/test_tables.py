"""Every code of the reference has its rule, its card and its text; what is never offered never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.rules.next_steps import cards
from assessment.rules.next_steps.cards import CARDS, MATRIX, NEVER
from assessment.rules.next_steps.option_rules import GENERAL, MEMBERS, RULES
from assessment.rules.next_steps.warnings import RULES as WARNING_RULES
from assessment.rules.next_steps.warnings import TEXTS
from patients.formulary import TREATMENT_IDS
from tests.rules.making import judged, record, score, trial
from tests.rules.next_steps.plain import plain
from tests.rules.next_steps.plain import steps as next_steps

REFERENCE = Path(__file__).parents[3] / "docs" / "clinical" / "reference" / "triggers.md"


def test_every_option_has_a_rule_and_every_rule_an_option() -> None:
    assert set(RULES) == set(CARDS)
    assert len(CARDS) == 79


def test_every_warning_has_a_rule_and_a_text() -> None:
    assert set(WARNING_RULES) == set(TEXTS)
    assert len(TEXTS) == 68


def test_reference_names_no_code_that_is_missing_here() -> None:
    written = REFERENCE.read_text(encoding="utf-8")
    assert [code for code in CARDS if f"| {code} " not in written and f"{code}," not in written] == [
        "ADD.MINOCYCLINE"  # the last of its row, before a bar
    ]
    assert [code for code in TEXTS if f"| {code} |" not in written] == []


def test_cards_stand_for_treatments_of_the_formulary() -> None:
    assert {drug for card in CARDS.values() for drug in card.drug} - set(TREATMENT_IDS) == set()


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.code)
def test_card_says_what_it_rests_on(card: object) -> None:
    assert card.sources  # type: ignore[attr-defined]
    assert card.strength  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "strength", "source"),
    [
        ("SWITCH.OTHER_CLASS", "moderate", "V:CANMAT 188, 190"),
        ("AUGMENT.ARIPIPRAZOLE", "strong", "V:CANMAT Table 7.2"),
        ("PSYCHOTHERAPY.ADD", "moderate", "V:NG222"),
    ],
)
def test_an_option_says_how_strong_it_is_and_what_it_rests_on(code: str, strength: str, source: str) -> None:
    """next_steps.md 5 and 8: every printed option has its strength and its citations."""
    (option,) = [one for one in next_steps(plain()).options if one.code == code]
    assert option.strength == strength
    assert source in option.sources


def test_matrix_agents_of_the_list_are_all_scored() -> None:
    agents = {agent for _, agent in MATRIX}
    augmenters = {card.agent for card in CARDS.values() if card.family == "AUGMENT"}
    assert {
        "BUPROPION",
        "MIRTAZAPINE",
        "QUETIAPINE_XR",
        "ARIPIPRAZOLE",
        "LITHIUM",
        "T3",
    } <= agents & augmenters


def test_members_of_a_class_code_are_options() -> None:
    assert {one for members in MEMBERS.values() for one in members} <= set(CARDS)
    assert set(GENERAL) <= set(CARDS)


@pytest.mark.parametrize("code", sorted(NEVER))
def test_never_is_never_offered_even_when_asked_about(code: str) -> None:
    from assessment.rules.assess import assess
    from tests.rules.making import day

    failing = record(trial(0, None), score(0, 24), score(60, 22))
    steps = assess(failing, day(60), consider=(code,)).next_steps
    assert code not in [option.code for option in steps.options]
    assert code in [withheld.code for withheld in steps.withheld]


def test_two_options_at_least_even_with_an_empty_record() -> None:
    steps = judged(60).next_steps
    assert [option.code for option in steps.options] == ["COMPLETE_ASSESSMENT", "PSYCHOTHERAPY.ADD"]


def _spoilt(folder: Path, old: str, new: str) -> Path:
    """The two tables, with one thing in the cards that should not be."""
    place = Path(cards.__file__).parent
    told = (place / "cards.toml").read_text(encoding="utf-8")
    assert old in told
    (folder / "cards.toml").write_text(told.replace(old, new, 1), encoding="utf-8")
    (folder / "options.csv").write_bytes((place / "options.csv").read_bytes())
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["NEUROMOD.ECT"]', '["NEUROMOD.ETC"]', "NEUROMOD.ECT of options.csv has no card"),
        ('["NEUROMOD.ECT"]', '["NEUROMOD.ETC"]\nstrength = "strong"\n["A.B"]\n["NEUROMOD.ECT"]',
         "no such option: A.B, NEUROMOD.ETC"),
        ('drug = ["ect"]\nstrength = "strong"', 'drug = ["ect"]\nstrength = "sure"',
         "NEUROMOD.ECT: strength 'sure' is not known"),
    ],
    ids=["no card", "no option", "no strength"],
)  # fmt: skip
def test_cards_that_do_not_fit_stop_the_start(
    old: str, new: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "_HERE", _spoilt(tmp_path, old, new))
    with pytest.raises(cards.CardFault) as fault:
        cards._load()
    assert str(fault.value) == f"cards.toml: {said}"
