"""`manage.py import_trials FILE.csv`: treatment trials of many patients from a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from assessment.management.tables import content_of, tell
from patients.actions import RefusedRecord
from patients.actions.score_import import clinic_and_team, command_line_user
from patients.actions.table_import import Imported, Into
from patients.actions.trial_import import TrialFile, import_trials
from patients.exchange.cells import DATE_ORDERS
from patients.exchange.csv_reading import RefusedTable, read_table
from patients.exchange.headers import TEMPLATES, suggested
from patients.exchange.trial_rows import LEAVE_OUT, Mapping, Understood, understand
from patients.formulary import TREATMENT_IDS

FIELDS = tuple(name for name in Mapping.__dataclass_fields__ if name != "date_order")


class Command(BaseCommand):
    help = "Import treatment trials from a CSV file: a row a trial; columns by their usual names or as said."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=f"CSV with columns such as {', '.join(TEMPLATES['trials'][0])}")
        for name in FIELDS:
            parser.add_argument(
                f"--{name.replace('_', '-')}", metavar="COLUMN", help="where it is not so named"
            )
        parser.add_argument("--dates", choices=DATE_ORDERS, default="ymd", help="how days are written")
        parser.add_argument(
            "--name",
            action="append",
            default=[],
            metavar="WRITTEN=TREATMENT",
            help=f"which treatment a doubtful name means; WRITTEN={LEAVE_OUT} leaves its rows out",
        )
        parser.add_argument(
            "--clinic", default="Imported trials", help="made when there is none; %(default)s"
        )
        parser.add_argument("--team", default="Imported trials", help="the same; %(default)s")
        parser.add_argument(
            "--keep-good-rows", action="store_true", help="store them although others are bad"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            self._import(file, options)
        except RefusedTable as refused:
            tell(refused.faults, self.stderr.write)
            raise CommandError("The file was refused; nothing of it is stored.") from refused
        except RefusedRecord as refused:
            raise CommandError(f"The file was refused; nothing of it is stored.\n{refused}") from refused

    def _import(self, file: str, options: dict[str, Any]) -> None:
        at = timezone.now()
        understood = _understood(file, options, at)
        _, team = clinic_and_team(options["clinic"], options["team"], at)
        told = import_trials(
            into=Into(command_line_user(), team, as_operator=True),
            file=TrialFile(Path(file).name, understood, options["keep_good_rows"]),
            at=at,
            progress=lambda patients: tqdm(patients, desc="Patients", unit="", file=sys.stderr),
        )
        self._report(told)

    def _report(self, told: Imported) -> None:
        tell(told.faults, self.stderr.write)
        if not told.stored:
            raise CommandError(
                f"{len(told.faults)} faults; nothing is stored. Put them right, say what doubtful names mean "
                "with --name, or store the other rows with --keep-good-rows."
            )
        self.stdout.write(
            f"{told.patients} patients ({told.new_patients} new): {told.rows} trials stored, "
            f"{told.already_there} there already, {told.left_out} left out, {len(told.faults)} bad."
        )


def _understood(file: str, options: dict[str, Any], at: Any) -> Understood:
    table = read_table(content_of(file))
    named = suggested("trials", table.columns) | {name: options[name] for name in FIELDS if options[name]}
    missing = [name for name in ("patient", "treatment", "start") if name not in named]
    if missing:
        wanted = ", ".join(f"--{name}" for name in missing)
        raise CommandError(f"No column is called so that this is clear: say it with {wanted}.")
    mapping = Mapping(**named, date_order=options["dates"])
    return understand(table, mapping, timezone.localdate(at), _answers(options["name"]))


def _answers(given: list[str]) -> dict[str, str]:
    answers = dict(answer.rpartition("=")[::2] for answer in given)
    for written, treatment in answers.items():
        if not written or treatment not in (*TREATMENT_IDS, LEAVE_OUT):
            raise CommandError(f"--name {written}={treatment}: {treatment!r} is not the id of a treatment.")
    return answers
