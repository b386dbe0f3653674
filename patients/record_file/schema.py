"""The only place for the JSON Schema of ``trd-record/1``, built from the same lists the parser uses.

What a schema cannot say (order of dose steps, totals against items, dates against birth) the
parser checks on top; docs/record-format.md says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patients import codes
from patients.formulary import TREATMENT_IDS
from patients.instruments import INSTRUMENTS, Instrument
from patients.record import (
    ADHERENCE_METHODS,
    CHECK_STATES,
    CONDITION_STATUSES,
    ELECTRODE_PLACEMENTS,
    MAX_MPR_PERCENT,
    RATERS,
    ROLES,
    SEVERITIES,
    SEXES,
    STOP_REASONS,
)
from patients.record_file.node import LONGEST_TEXT
from patients.record_file.parsing import FORMAT
from patients.record_file.parts import HIGHEST_VALUE
from patients.record_file.trials import HIGHEST_DOSE, HIGHEST_LEVEL, MOST_SESSIONS

Schema = dict[str, Any]

_DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": r"\S"}


def record_schema() -> Schema:
    """The schema of one record (JSON Schema 2020-12)."""
    record = _object(
        ("format", "patient"),
        format={"const": FORMAT},
        patient=_object(
            ("reference", "birth_date", "sex"), reference=_TEXT, birth_date=_DAY, sex=_one_of(SEXES)
        ),
        episodes=_list(_object(("onset", "end"), onset=_or_null(_DAY), end=_or_null(_DAY))),
        scores=_list(_score()),
        trials=_list(_trial()),
        **_dated_facts(),
    )
    title = "One patient's record for the assessment of treatment-resistant depression"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **record}


def _object(required: Iterable[str], **fields: Schema) -> Schema:
    """Optional fields may be null, which means unknown, as leaving them out does."""
    needed = list(required)
    return {
        "type": "object",
        "properties": {name: field if name in needed else _or_null(field) for name, field in fields.items()},
        "required": needed,
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), list) or "anyOf" in schema:
        return schema
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _one_of(allowed: Iterable[object]) -> Schema:
    return {"enum": list(allowed)}


def _number(low: float, high: float) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high}


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _score() -> Schema:
    score = _object(
        ("date", "instrument"),
        date=_DAY,
        instrument=_one_of(INSTRUMENTS),
        total={"type": "integer", "minimum": 0},
        items=_list({"type": ["integer", "null"]}),
        rater=_one_of(RATERS),
        answers={"type": "object"},
    )
    either: list[Schema] = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in ("total", "items")
    ]
    return {**score, "anyOf": either, "allOf": [_of_scale(scale) for scale in INSTRUMENTS.values()]}


def _of_scale(scale: Instrument) -> Schema:
    """What holds for a rating if it is on this scale."""
    items: Schema = {
        "type": ["array", "null"],
        "prefixItems": [
            {"enum": [*range(item.low, item.high + 1), *item.missing_codes, None]} for item in scale.items
        ],
        "minItems": len(scale.items),
        "maxItems": len(scale.items),
    }
    answers = _object((), **{question.name: _one_of(question.allowed) for question in scale.questions})
    then = {
        "total": _or_null(_whole(scale.total_min, scale.total_max)),
        "items": items if scale.items else {"type": "null"},
        "answers": _or_null(answers),
    }
    return {"if": {"properties": {"instrument": {"const": scale.code}}}, "then": {"properties": then}}


def _trial() -> Schema:
    return _object(
        ("id", "treatment", "role", "start"),
        id=_TEXT,
        treatment=_one_of(TREATMENT_IDS),
        role=_one_of(ROLES),
        start=_DAY,
        stop=_DAY,
        stop_reason=_one_of(STOP_REASONS),
        augments=_TEXT,
        doses=_list(_object(("from",), **{"from": _DAY, "dose": _number(0, HIGHEST_DOSE)})),
        sessions=_list(_DAY),
        session_count=_whole(0, MOST_SESSIONS),
        electrode_placement=_one_of(ELECTRODE_PLACEMENTS),
        adherence=_list(
            _object(
                (),
                percent=_number(0, MAX_MPR_PERCENT),
                method=_one_of(ADHERENCE_METHODS),
                **{"from": _DAY, "to": _DAY},
            )
        ),
        levels=_list(_object(("date",), date=_DAY, value=_number(0, HIGHEST_LEVEL), unit=_TEXT)),
        side_effects=_list(
            _object(("effect",), effect=_one_of(codes.SIDE_EFFECTS), date=_DAY, severity=_one_of(SEVERITIES))
        ),
    )


def _dated_facts() -> dict[str, Schema]:
    units = {unit for test in codes.MEASUREMENTS.values() for unit in test.units}
    return {
        "conditions": _list(
            _object(
                ("code", "date"),
                code=_one_of(codes.CONDITIONS),
                status=_one_of(CONDITION_STATUSES),
                date=_DAY,
            )
        ),
        "symptoms": _list(_object(("code", "date"), code=_one_of(codes.SYMPTOMS), date=_DAY)),
        "measurements": _list(
            _object(
                ("date", "test"),
                date=_DAY,
                test=_one_of(codes.MEASUREMENTS),
                value=_number(0, HIGHEST_VALUE),
                unit=_one_of(sorted(units)),
            )
        ),
        "medicines": _list(_object(("name", "start"), name=_TEXT, start=_DAY, stop=_DAY)),
        "checks": _list(
            _object(
                ("code", "date"), code=_one_of(codes.CHECKS), state=_one_of(CHECK_STATES), date=_DAY, by=_TEXT
            )
        ),
    }
