"""The only place that reads ratings from a record file, against their own scale."""

from __future__ import annotations

from typing import Any

from patients.instruments import INSTRUMENTS, Instrument
from patients.record import RATERS, Score
from patients.record_file.node import Node

Items = tuple[int | None, ...]
Answers = tuple[tuple[str, str | int | bool], ...]


def score(node: Node) -> Score | None:
    code = node.choice("instrument", INSTRUMENTS, required=True)
    scale = INSTRUMENTS.get(code or "")
    total, items, answers = _total(node, scale), _items(node, scale), _answers(node, scale)
    if node.ok and total is None and items is None:
        node.fault("total", None, "a total, the items, or both")
    if scale and node.ok and total is not None and items is not None:
        _agree(node, scale, total, items)
    return node.build(
        Score,
        date=node.day("date", required=True),
        instrument=code,
        total=total,
        items=items,
        rater=node.choice("rater", RATERS),
        answers=answers,
    )


def _total(node: Node, scale: Instrument | None) -> int | None:
    low, high = (scale.total_min, scale.total_max) if scale else (0, 1000)
    return node.whole("total", low, high)


def _items(node: Node, scale: Instrument | None) -> Items | None:
    values = node.values("items")
    if values is None or scale is None:
        return None
    if not scale.items:
        node.fault("items", "a list", f"no items: {scale.short} is entered as a total")
        return None
    if len(values) != len(scale.items):
        node.fault("items", f"{len(values)} items", f"{len(scale.items)} items, null where not rated")
        return None
    return tuple(_item(node, scale, index, value) for index, value in enumerate(values))


def _item(node: Node, scale: Instrument, index: int, value: Any) -> int | None:
    item = scale.items[index]
    if value is None:
        return None
    if type(value) is int and item.allows(value):
        return value
    if type(value) is float and value.is_integer() and item.allows(int(value)):
        return int(value)
    special = f" or {', '.join(map(str, item.missing_codes))} (not assessed)" if item.missing_codes else ""
    node.fault(f"items[{index}]", value, f"a whole number from {item.low} to {item.high}{special}, or null")
    return None


def _answers(node: Node, scale: Instrument | None) -> Answers:
    value = node.raw("answers")
    if value is None or scale is None:
        return ()
    inner = Node(node.at("answers"), value, node.reading)
    read: list[tuple[str, str | int | bool]] = []
    for question in scale.questions:
        answer = inner.raw(question.name)
        if any(
            answer is allowed or (type(answer) is str and answer == allowed) for allowed in question.allowed
        ):
            read.append((question.name, answer))
        elif answer is not None:
            allowed = ", ".join(_as_json(value) for value in question.allowed)
            inner.fault(question.name, answer, f"one of {allowed}")
    inner.close()
    node.ok = node.ok and inner.ok
    return tuple(sorted(read))


def _as_json(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _agree(node: Node, scale: Instrument, total: int, items: Items) -> None:
    """Both given: the total must be what the scoring rule gives."""
    rated = scale.rate(items)
    if rated.total is None:
        node.fault("total", total, f"null, as the scoring rule gives {rated.note}")
    elif rated.total != total:
        node.fault("total", total, f"{rated.total}, which the items give")
