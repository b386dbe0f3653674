"""The only place that reads the scale files, and refuses one with a gap or contradiction."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from patients.instruments.instrument import Band, Instrument, Item, Positive, Question
from patients.instruments.scoring import rule

FOLDER = Path(__file__).parent / "scales"
LICENCES = ("text_ok", "labels_only")

# The outcome scales first, then the screeners: the order of scales.md and impostors.md.
ORDER = tuple(
    """hamd17 madrs phq9 qids_sr16 gad7 mdq asrm rms stop_bang ess shaps dars cssrs_screener isi audit_c
    audit cudit_r dast_10 pc_ptsd_5 pcl_5 oci_r ybocs asrs msi_bpd scoff moca mmse mini_cog gds_15
    pain_nrs""".split()  # noqa: SIM905
)


class BadInstrument(ValueError):
    """A scale file that cannot be used; the message names the file and what is wrong."""


def load(folder: Path = FOLDER, order: tuple[str, ...] = ORDER) -> dict[str, Instrument]:
    """Every scale of the folder by code, in the fixed order."""
    found = {path.stem for path in folder.glob("*.toml")}
    if found != set(order):
        raise BadInstrument(f"files and order differ: {', '.join(sorted(found ^ set(order)))}")
    return {code: read(folder / f"{code}.toml") for code in order}


def read(path: Path) -> Instrument:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        instrument = _instrument(data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadInstrument(f"{path.name}: {error}") from error
    faults = [*_faults(instrument), *_code_fault(instrument, path)]
    if faults:
        raise BadInstrument(f"{path.name}: {'; '.join(faults)}")
    return instrument


def _instrument(data: dict[str, Any]) -> Instrument:
    items = tuple(_item(number, item) for number, item in enumerate(data.get("items", ()), 1))
    score, extremes = rule(data, items)
    return Instrument(
        code=data["code"],
        name=data["name"],
        short=data["short"],
        rater=data["rater"],
        items=items,
        total_min=data["total"][0],
        total_max=data["total"][1],
        bands=tuple(Band(*band) for band in data.get("bands", ())),
        remission_max=data.get("remission_max"),
        outcome_scale=data["outcome_scale"],
        suicide_item=data.get("suicide_item"),
        suicide_red_from=data.get("suicide_red_from"),
        questions=tuple(_question(name, entry) for name, entry in data.get("questions", {}).items()),
        when_positive=_positive(data),
        licence=data["licence"],
        source=data["source"],
        licence_note=data.get("licence_note", ""),
        note=data.get("note", ""),
        lead=data.get("lead", ""),
        most_imputed=data.get("most_imputed", 0),
        score=score,
        extremes=extremes,
    )


def _item(number: int, data: dict[str, Any]) -> Item:
    values = {"low": 0, **data}
    values |= {key: tuple(data[key]) for key in ("missing_codes", "anchors") if key in data}
    return Item(number, **values)


def _question(name: str, data: dict[str, Any]) -> Question:
    return Question(name, tuple(data["allowed"]), data["text"])


def _positive(data: dict[str, Any]) -> Positive:
    return Positive(
        at_least=data.get("positive_from"),
        at_most=data.get("positive_up_to"),
        by_sex=data.get("positive_from_by_sex", {}),
        uk=data.get("positive_from_uk"),
        answers={name: tuple(allowed) for name, allowed in data.get("positive_answers", {}).items()},
        items=tuple(data.get("positive_items", ())),
    )


def _code_fault(instrument: Instrument, path: Path) -> list[str]:
    return [] if instrument.code == path.stem else [f"its code is {instrument.code}"]


def _faults(instrument: Instrument) -> list[str]:
    faults = [f"{field} is empty" for field in ("name", "source") if not getattr(instrument, field)]
    if instrument.licence not in LICENCES:
        faults.append(f"licence {instrument.licence!r} is not one of {', '.join(LICENCES)}")
    if instrument.licence == "labels_only" and any(item.text for item in instrument.items):
        faults.append("item wording in a scale whose licence allows labels only")
    if instrument.outcome_scale and (instrument.remission_max is None or not instrument.bands):
        faults.append("an outcome scale needs remission_max and bands")
    edges = [(band.low, band.high) for band in instrument.bands]
    starts = [instrument.total_min, *(high + 1 for _, high in edges)]
    if edges and [*(low for low, _ in edges), instrument.total_max + 1] != starts:
        faults.append(f"bands do not cover {instrument.total_min} to {instrument.total_max} without gap")
    if instrument.items:
        faults += _total_fault(instrument)
    return faults


def _total_fault(instrument: Instrument) -> list[str]:
    highest = instrument.score([item.high for item in instrument.items]).total
    lowest = instrument.score([item.low for item in instrument.items]).total
    if (lowest, highest) == (instrument.total_min, instrument.total_max):
        return []
    return [f"its items give {lowest} to {highest}, not {instrument.total_min} to {instrument.total_max}"]
