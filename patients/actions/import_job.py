"""The only place that carries out a long import: once, in the background, telling how far it is.

The uploaded file is its author's draft. Whoever works on it holds its row locked, so a double click
finds it taken, and work that was cut off by the end of the program shows as a file that is there
and not locked: nothing of it was stored. The draft goes in the transaction that stores the rows.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.utils import timezone

from patients.actions.drafts import discard_draft, draft_of, save_draft
from patients.actions.table_import import Imported, Progress
from patients.exchange.csv_reading import RowFault
from patients.models import Draft, Patient, User
from patients.record_file.faults import RefusedRecord

FORM, REPORT = "csv_import", "csv_import_report"
LONGEST = 12 * 1024 * 1024
AT_ONCE = 200
"""Rows that are stored while the browser waits; of more it is told how far they are."""
SECONDS_BETWEEN = 1
SECONDS_TO_START = 5
SECONDS_OF_A_LOOK, LOOKS = 0.05, 5
LISTED = 200
Work = Callable[[Progress], Imported]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """How an import goes or went; ``state`` is running, stored, refused or failed."""

    token: str
    name: str
    kind: str
    state: str
    done: int = 0
    of: int = 0
    imported: dict[str, Any] | None = None
    reason: str = ""

    @property
    def faults(self) -> list[RowFault]:
        return [RowFault(**fault) for fault in (self.imported or {}).get("faults", ())]

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True, slots=True)
class Job:
    """Whose import of which file; ``work`` stores it, handing the patients through what it is given."""

    by: User
    token: str
    name: str
    kind: str
    work: Work

    def report(self, state: str, **told: Any) -> Report:
        return Report(self.token, self.name, self.kind, state, **told)


def carry_out(job: Job, *, rows: int) -> None:
    """Now, or beside the page when there are many rows: ``report_of`` tells how it goes."""
    if rows <= AT_ONCE:
        _work(job)
    else:
        _start_beside(job)


def report_of(user: User, at: datetime) -> Report | None:
    """The last import of this person; one that was cut off has failed, and nothing of it is stored."""
    held = _is_held(user)
    kept = draft_of(user, None, REPORT, at)
    report = Report(**json.loads(kept.data)) if kept else None
    if held:
        return report if report and report.state == "running" else Report("", "", "", "running")
    return _failed(report, "It was interrupted.") if report and report.state == "running" else report


def _failed(report: Report, reason: str) -> Report:
    return Report(report.token, report.name, report.kind, "failed", reason=reason)


def _drafts(user: User) -> Any:
    return Draft.objects.filter(user=user, patient=None, form=FORM)


def _is_held(user: User) -> bool:
    """The file is there and someone works on it."""
    with transaction.atomic():
        free = _drafts(user).select_for_update(skip_locked=True).first()
        return free is None and _drafts(user).exists()


def _taken(user: User) -> Draft | None:
    """Locked for this work, unless other work has it; whoever only looks has it for a moment."""
    for _ in range(LOOKS):
        kept: Draft | None = _drafts(user).select_for_update(skip_locked=True).first()
        if kept is not None or not _drafts(user).exists():
            return kept
        time.sleep(SECONDS_OF_A_LOOK)
    return None


def _note(job: Job, report: Report) -> None:
    data = json.dumps(asdict(report))
    save_draft(by=job.by, patient=None, form=REPORT, data=data, at=timezone.now(), longest=LONGEST)


def _work(job: Job, teller: _Teller | None = None) -> None:
    with transaction.atomic():
        kept = _taken(job.by)
        if kept is None or json.loads(kept.data)["token"] != job.token:
            return  # stored already, or being stored, or another file by now
        if teller is None:
            _end(job, iter)
        else:
            teller.began()
            _end_beside(job, teller)


def _end(job: Job, progress: Progress, settled: Callable[[], object] = lambda: None) -> None:
    """Stored, or refused with nothing stored; either is told while the file is still held, so that nobody
    finds it free with "running" for its last word."""
    try:
        with transaction.atomic():
            _finish(job, job.work(progress))
    except (RefusedRecord, PermissionDenied) as refused:
        settled()
        _note(job, job.report("refused", reason=_reason(refused)))


def _end_beside(job: Job, teller: _Teller) -> None:
    """No page waits for a fault of the server either: it is told like a refusal."""
    try:
        with transaction.atomic():
            _end(job, teller.counted, teller.settled)
    except Exception as failure:
        _log.exception("An import failed; nothing of it is stored.")
        teller.settled()
        _note(job, job.report("failed", reason=f"The server could not do it ({type(failure).__name__})."))


def _reason(refused: RefusedRecord | PermissionDenied) -> str:
    if isinstance(refused, PermissionDenied):
        return str(refused)
    return "; ".join(f"{fault.where}: {fault.found}, expected {fault.expected}" for fault in refused.errors)


def _finish(job: Job, imported: Imported) -> None:
    """In the transaction that stored the rows: the file goes, what was done stays."""
    told = asdict(imported)
    told["fault_count"], told["faults"] = len(imported.faults), told["faults"][:LISTED]
    if imported.stored:
        discard_draft(by=job.by, patient=None, form=FORM)
    _note(job, job.report("stored" if imported.stored else "refused", imported=told))


def _start_beside(job: Job) -> None:
    """Returns once the file is held, so that the page that comes next finds it so."""
    held = threading.Event()
    threading.Thread(target=_beside, args=(job, held), daemon=True, name="csv import").start()
    held.wait(SECONDS_TO_START)


def _beside(job: Job, held: threading.Event) -> None:
    try:
        with _Teller(job, held) as teller:
            _work(job, teller)
    except Exception as failure:  # the database went away
        _log.exception("An import was cut off; nothing of it is stored.")
        _note(job, job.report("failed", reason=f"The server could not do it ({type(failure).__name__})."))
    finally:
        held.set()
        connections.close_all()


class _Teller:
    """Says how far it is from a connection of its own, since nobody sees into an open transaction."""

    def __init__(self, job: Job, held: threading.Event) -> None:
        self.held = held
        self.job, self.pool = job, ThreadPoolExecutor(1, "csv import progress")
        self.told = time.monotonic()

    def __enter__(self) -> _Teller:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.submit(connections.close_all)
        self.pool.shutdown(wait=True)

    def began(self) -> None:
        self.pool.submit(_note, self.job, self.job.report("running")).result()
        self.held.set()

    def settled(self) -> None:
        """What was told last is written before the end is."""
        self.pool.submit(int).result()

    def counted(self, patients: list[Patient]) -> Iterable[Patient]:
        return self._counted(patients)

    def _counted(self, patients: list[Patient]) -> Iterator[Patient]:
        for done, patient in enumerate(patients):
            if time.monotonic() - self.told >= SECONDS_BETWEEN:
                self.told = time.monotonic()
                self.pool.submit(_note, self.job, self.job.report("running", done=done, of=len(patients)))
            yield patient
        self.settled()
