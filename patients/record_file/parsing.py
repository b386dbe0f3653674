"""The only place that makes a ``PatientRecord`` of a ``trd-record/1`` file, or refuses it whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from patients.record import PatientRecord
from patients.record_file import parts
from patients.record_file.node import Node, Reading
from patients.record_file.reading import read_json
from patients.record_file.scores import score
from patients.record_file.trials import trial

FORMAT = "trd-record/1"
T = TypeVar("T")


def parse(text_or_object: Any, as_of: date | None = None) -> PatientRecord:
    """The record, or ``RefusedRecord`` with every fault; facts after ``as_of`` are faults."""
    if isinstance(text_or_object, str | bytes | bytearray):
        text_or_object = read_json(
            bytes(text_or_object) if isinstance(text_or_object, bytearray) else text_or_object
        )
    return read_record(Node("", text_or_object, Reading(as_of)))


def read_record(node: Node) -> PatientRecord:
    """The record at this place of a file; refused if this or anything read before it is at fault."""
    reading = node.reading
    if not node.ok:
        reading.finish()
    node.choice("format", (FORMAT,), required=True)
    patient = parts.patient(Node(node.at("patient"), node.raw("patient"), reading))
    reading.birth = patient.birth_date if patient else None
    episodes = _list(node, "episodes", parts.episode)
    trials = _list(node, "trials", trial)
    facts = {
        "scores": _list(node, "scores", score),
        "conditions": _list(node, "conditions", parts.condition),
        "symptoms": _list(node, "symptoms", parts.symptom),
        "measurements": _list(node, "measurements", parts.measurement),
        "medicines": _list(node, "medicines", parts.medicine),
        "checks": _list(node, "checks", parts.check),
    }
    _one_open_episode(node)
    _trials_named_once(node)
    node.close()
    reading.finish()
    record = node.build(PatientRecord, patient=patient, episodes=episodes, trials=trials, **facts)
    reading.finish()
    assert record is not None  # without a fault it was built
    return record


def _list(node: Node, name: str, read: Callable[[Node], T | None]) -> tuple[T | None, ...]:
    """Every entry in file order, ``None`` where one is at fault, so that places stay right."""
    return tuple(read(inner) for inner in node.nodes(name))


def _entries(node: Node, name: str) -> list[dict[Any, Any]]:
    """As they stand in the file: entries with faults of their own are compared with the others too."""
    value = node.raw(name)
    return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []


def _one_open_episode(node: Node) -> None:
    entries = _entries(node, "episodes")
    still_open = [index for index, entry in enumerate(entries) if "end" in entry and entry["end"] is None]
    for index in still_open[1:]:
        node.fault(f"episodes[{index}].end", None, f"a date: episodes[{still_open[0]}] is open already")


def _trials_named_once(node: Node) -> None:
    entries, first = _entries(node, "trials"), dict[str, int]()
    for index, entry in enumerate(entries):
        name = entry.get("id")
        if isinstance(name, str) and first.setdefault(name, index) != index:
            node.fault(f"trials[{index}].id", name, f"an id of its own: trials[{first[name]}] has it")
    if any(not isinstance(entry.get("id"), str) or not entry["id"].strip() for entry in entries):
        return  # a trial that is augmented may be the one whose id is at fault
    for index, entry in enumerate(entries):
        base = entry.get("augments")
        if isinstance(base, str) and base.strip() and base not in first.keys() - {entry["id"]}:
            node.fault(f"trials[{index}].augments", base, "the id of another trial")
