"""The only place for generated records: valid ones, as messy as real ones, for laws that hold for all.

Every record here is accepted by the parser as of ``AS_OF``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from patients import codes
from patients.formulary import treatment
from patients.instruments import INSTRUMENTS, OUTCOME_SCALES, Instrument
from patients.record import (
    ADHERENCE_METHODS,
    CHECK_STATES,
    CONDITION_STATUSES,
    ELECTRODE_PLACEMENTS,
    RATERS,
    SEVERITIES,
    SEXES,
    STOP_REASONS,
    AdherencePeriod,
    Check,
    Condition,
    DoseStep,
    DrugLevel,
    Episode,
    Measurement,
    Medicine,
    Patient,
    PatientRecord,
    Score,
    SideEffect,
    Symptom,
    Trial,
)

AS_OF = date(2026, 2, 16)
"""The day on which generated records are judged."""

ANTIDEPRESSANTS = tuple(
    """sertraline escitalopram citalopram fluoxetine paroxetine fluvoxamine venlafaxine duloxetine
    desvenlafaxine bupropion mirtazapine vortioxetine trazodone nortriptyline amitriptyline clomipramine
    phenelzine tranylcypromine moclobemide selegiline_transdermal brexanolone agomelatine""".split()  # noqa: SIM905
)
AUGMENTERS = tuple(
    """aripiprazole brexpiprazole quetiapine_xr lithium liothyronine bupropion mirtazapine lamotrigine
    modafinil celecoxib tocilizumab""".split()  # noqa: SIM905
)
PROCEDURES = "ect rtms itbs accelerated_itbs esketamine_nasal ketamine_iv vns tdcs".split()  # noqa: SIM905
PSYCHOTHERAPIES = "cbt interpersonal_therapy".split()  # noqa: SIM905
MEDICINE_NAMES = (*codes.MEDICINES, "Naproxen 500 mg bd", "herbal tea", "sertralin")

_seen = st.characters(exclude_categories=("Cs", "Cc", "Cf"))
_texts = st.text(_seen, min_size=1, max_size=20).filter(str.strip)
_maybe_date = st.none() | st.dates(AS_OF - timedelta(days=900), AS_OF)


def days(before: date = AS_OF, within: int = 900) -> st.SearchStrategy[date]:
    """A day of the last two and a half years."""
    return st.integers(0, within).map(lambda ago: before - timedelta(days=ago))


def patients() -> st.SearchStrategy[Patient]:
    births = st.dates(date(1930, 1, 1), date(2010, 12, 31))
    return st.builds(Patient, st.just("P1") | _texts, births, st.sampled_from(SEXES))


@st.composite
def scores(draw: st.DrawFn, instruments: tuple[str, ...] = tuple(INSTRUMENTS)) -> Score:
    """A rating: a total, the items (some perhaps not rated), or both in agreement."""
    scale = INSTRUMENTS[draw(st.sampled_from(instruments))]
    items = draw(_items(scale)) if draw(st.booleans()) and scale.items else None
    if items is None:
        total: int | None = draw(st.integers(scale.total_min, scale.total_max))
    else:
        total = draw(st.sampled_from((None, scale.rate(items).total)))
    rater = draw(st.none() | st.sampled_from(RATERS))
    return Score(draw(days()), scale.code, total, items, rater, draw(_answers(scale)))


@st.composite
def _items(draw: st.DrawFn, scale: Instrument) -> tuple[int | None, ...]:
    unrated = (
        draw(st.sets(st.integers(0, len(scale.items) - 1), max_size=3)) if draw(st.booleans()) else set()
    )
    values = [draw(st.integers(item.low, item.high)) for item in scale.items]
    return tuple(None if index in unrated else value for index, value in enumerate(values))


def _answers(scale: Instrument) -> st.SearchStrategy[tuple[tuple[str, Any], ...]]:
    answered = {question.name: st.sampled_from(question.allowed) for question in scale.questions}
    return st.fixed_dictionaries({}, optional=answered).map(lambda given: tuple(sorted(given.items())))


ROLES = (
    ("antidepressant", ANTIDEPRESSANTS),
    ("antidepressant", ANTIDEPRESSANTS),
    ("augmentation", AUGMENTERS),
    ("combination", ANTIDEPRESSANTS),
    ("neuromodulation", PROCEDURES),
    ("psychotherapy", PSYCHOTHERAPIES),
)


@st.composite
def trials(
    draw: st.DrawFn,
    trial_id: str = "T1",
    bases: tuple[str, ...] = (),
    roles: Any = ROLES,
    ended: bool = False,
) -> Trial:
    """A trial of these roles, running or stopped, with doses, adherence, levels and side effects."""
    role, choices = draw(st.sampled_from(roles))
    chosen = draw(st.sampled_from(choices))
    start = draw(days())
    stopped = st.integers(1, 400).map(lambda length: min(start + timedelta(days=length), AS_OF))
    stop = draw(stopped if ended else st.none() | stopped)
    stop = stop if stop and stop > start else None
    by_session = role == "neuromodulation"
    return Trial(
        id=trial_id,
        treatment=chosen,
        role=role,
        start=start,
        stop=stop,
        stop_reason=draw(st.none() | st.sampled_from(STOP_REASONS)) if stop else None,
        augments=draw(st.sampled_from((None, *bases))) if role == "augmentation" else None,
        doses=() if chosen in ("ect", "rtms", "vns") else draw(_doses(chosen, role, start, stop)),
        **draw(_sessions(start, stop) if by_session else st.just({})),
        adherence=draw(_some(_adherence(), 2)),
        levels=draw(_levels(chosen, start, stop)),
        side_effects=draw(_some(_side_effects(), 2)),
    )


def _some(facts: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(facts, max_size=most).map(tuple)


@st.composite
def _doses(draw: st.DrawFn, chosen: str, role: str, start: date, stop: date | None) -> tuple[DoseStep, ...]:
    minimum = treatment(chosen, role).minimum_dose or 10.0
    length = ((stop or AS_OF) - start).days
    offsets = draw(st.sets(st.integers(0, max(length - 1, 0)), max_size=4))
    doses = st.none() | st.sampled_from((0.0, minimum / 2, minimum, minimum, minimum * 2, minimum * 6))
    return tuple(DoseStep(start + timedelta(days=offset), draw(doses)) for offset in sorted(offsets))


@st.composite
def _sessions(draw: st.DrawFn, start: date, stop: date | None) -> dict[str, Any]:
    placement = {"electrode_placement": draw(st.none() | st.sampled_from(ELECTRODE_PLACEMENTS))}
    if draw(st.booleans()):
        return placement | {"session_count": draw(st.none() | st.integers(0, 60))}
    last = max(((stop or AS_OF) - start).days - 1, 0)
    offsets = draw(st.lists(st.integers(0, last), max_size=30))
    return placement | {"sessions": tuple(start + timedelta(days=offset) for offset in sorted(offsets))}


@st.composite
def _adherence(draw: st.DrawFn) -> AdherencePeriod:
    method = draw(st.none() | st.sampled_from(ADHERENCE_METHODS))
    highest = 1300 if method == "mpr" else 1000
    percent = draw(st.none() | st.integers(0, highest).map(lambda tenths: tenths / 10))
    start = draw(_maybe_date)
    first = start or AS_OF
    lengths = st.integers(1, 60).map(lambda length: min(first + timedelta(days=length), AS_OF))
    stop = draw(st.none() | lengths)
    return AdherencePeriod(percent, method, start, stop if stop and (start is None or stop > start) else None)


def _levels(chosen: str, start: date, stop: date | None) -> st.SearchStrategy[tuple[DrugLevel, ...]]:
    if chosen not in ("lithium", "nortriptyline"):
        return st.just(())
    high, unit = (15, "mmol/L") if chosen == "lithium" else (2000, "ng/mL")
    values = st.integers(0, high).map(lambda tenths: tenths / 10)
    length = ((stop or AS_OF) - start).days
    dates = st.integers(0, length).map(lambda offset: start + timedelta(days=offset))
    return _some(st.builds(DrugLevel, dates, values, st.just(unit)), 3)


def _side_effects() -> st.SearchStrategy[SideEffect]:
    severities = st.none() | st.sampled_from(SEVERITIES)
    return st.builds(SideEffect, st.sampled_from(tuple(codes.SIDE_EFFECTS)), _maybe_date, severities)


def conditions() -> st.SearchStrategy[Condition]:
    statuses = st.none() | st.sampled_from(CONDITION_STATUSES)
    return st.builds(Condition, st.sampled_from(tuple(codes.CONDITIONS)), statuses, days())


_TYPICAL = {
    "sodium": (115, 150), "crp": (0, 40), "tsh": (0, 20), "egfr": (5, 120), "qtc": (380, 560),
    "bmi": (16, 50), "systolic_blood_pressure": (90, 200), "diastolic_blood_pressure": (50, 120),
    "haemoglobin": (80, 170),
}  # fmt: skip


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    test = draw(st.sampled_from((*_TYPICAL, *codes.MEASUREMENTS)))
    low, high = _TYPICAL.get(test, (0, 500))
    value = draw(st.none() | st.integers(low * 10, high * 10).map(lambda tenths: tenths / 10))
    return Measurement(draw(days()), test, value, codes.MEASUREMENTS[test].unit)


@st.composite
def medicines(draw: st.DrawFn) -> Medicine:
    start, stop = draw(days()), draw(_maybe_date)
    name = draw(st.sampled_from(MEDICINE_NAMES) | _texts)
    return Medicine(name, start, stop if stop and stop > start else None)


def checks() -> st.SearchStrategy[Check]:
    states = st.none() | st.sampled_from(CHECK_STATES)
    codes_, people = st.sampled_from(tuple(codes.CHECKS)), st.none() | st.just("Dr A")
    return st.builds(Check, codes_, states, days(), people)


@st.composite
def episodes(draw: st.DrawFn) -> tuple[Episode, ...]:
    """Perhaps an earlier episode, perhaps of unknown onset, and mostly a current one."""
    onset = draw(st.integers(30, 900))
    found = [Episode(AS_OF - timedelta(days=onset))] if draw(st.integers(0, 9)) else []
    if draw(st.booleans()):
        earlier = draw(st.none() | st.just(AS_OF - timedelta(days=onset + 700)))
        found.append(Episode(earlier, AS_OF - timedelta(days=onset + 300)))
    return tuple(found)


@st.composite
def records(draw: st.DrawFn, most_trials: int = 5, most_facts: int = 5) -> PatientRecord:
    """A whole record: overlapping trials, add-ons, procedures, several scales, episodes, checks."""
    wanted = draw(st.integers(0, most_trials))
    ids = [f"T{number}" for number in range(1, wanted + 1)]
    mostly_outcome = scores(OUTCOME_SCALES) | scores(("hamd17",)) | scores()
    return PatientRecord(
        patient=draw(patients()),
        episodes=draw(episodes()),
        scores=draw(_some(mostly_outcome, most_facts + 3)),
        trials=tuple(draw(trials(name, tuple(ids[:index]))) for index, name in enumerate(ids)),
        conditions=draw(_some(conditions(), most_facts)),
        symptoms=draw(_some(st.builds(Symptom, st.sampled_from(tuple(codes.SYMPTOMS)), days()), most_facts)),
        measurements=draw(_some(measurements(), most_facts)),
        medicines=draw(_some(medicines(), most_facts)),
        checks=draw(_some(checks(), most_facts)),
    )


_NEAR_A_BOUND = (1, 6, 7, 8, 14, 20, 27, 28, 29, 30, 41, 42, 43)
_SHARES = (0.0, 50.0, 79.0, 80.0, 95.0)


@st.composite
def changing_trials(draw: st.DrawFn, trial_id: str) -> Trial:
    """A drug, mostly running, at, below and off its dose for about as many days as something depends on."""
    chosen, role = draw(
        st.sampled_from(
            (
                ("sertraline", "antidepressant"),
                ("venlafaxine", "antidepressant"),
                ("nortriptyline", "antidepressant"),
                ("mirtazapine", "combination"),
                ("aripiprazole", "augmentation"),
                ("lithium", "augmentation"),
            )
        )
    )
    start = draw(days(within=200))
    lengths = draw(st.lists(st.sampled_from(_NEAR_A_BOUND), max_size=5))
    begun = [start + timedelta(days=sum(lengths[:place])) for place in range(len(lengths))]
    minimum = treatment(chosen, role).minimum_dose or 10.0
    doses = st.sampled_from((minimum, minimum, minimum / 2, 0.0, None))
    adherence = st.builds(
        AdherencePeriod,
        st.sampled_from((*_SHARES, None)),
        st.sampled_from(("pdc", "pill_count", "self_report")),
        st.none() | st.just(start) | st.sampled_from([start, *begun]),
    )
    return Trial(
        trial_id,
        chosen,
        role,
        start,
        doses=tuple(DoseStep(first, draw(doses)) for first in begun if first <= AS_OF),
        adherence=draw(_some(adherence, 2)),
        levels=draw(_levels(chosen, start, None)),
    )


@st.composite
def changing_records(draw: st.DrawFn) -> PatientRecord:
    """Few trials, of which much changes with the days alone; ``records`` rarely meets those days."""
    wanted = draw(st.integers(1, 3))
    treated = st.builds(Condition, st.just("hypothyroidism"), st.just("treated"), days(within=100))
    return PatientRecord(
        patient=Patient("P1", date(draw(st.sampled_from((1955, 1985))), 6, 1), "female"),
        episodes=draw(episodes()),
        scores=draw(_some(scores(("hamd17", "phq9")), 4)),
        trials=tuple(draw(changing_trials(f"T{number}")) for number in range(1, wanted + 1)),
        conditions=draw(_some(treated, 1)),
    )
