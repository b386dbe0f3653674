"""`manage.py import_scores FILE.csv`: scores of many patients from a table, and what they amount to."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from assessment.management.tables import content_of, tell
from assessment.reports.outcomes import outcomes
from assessment.rules.policy import load_policy
from patients.actions import RefusedRecord
from patients.actions.score_import import ScoreFile, clinic_and_team, command_line_user, import_scores
from patients.actions.table_import import Imported, Into
from patients.exchange.csv_reading import RefusedTable, read_table
from patients.exchange.score_rows import Mapping, Understood, understand
from patients.instruments import INSTRUMENTS
from patients.record import RATERS


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date as YYYY-MM-DD") from None


class Command(BaseCommand):
    help = "Import one scale's scores from a CSV file: a row a rating, columns named by the options."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV in UTF-8 or UTF-16, separated by comma, semicolon or tab")
        column: dict[str, Any] = {"metavar": "COLUMN"}
        parser.add_argument("--patient", required=True, help="column with the patient's number", **column)
        parser.add_argument("--instrument", required=True, choices=list(INSTRUMENTS), metavar="CODE")
        parser.add_argument("--total", help="column with the total", **column)
        parser.add_argument("--items", help="columns with the items in order: A,B,C…", metavar="COLUMNS")
        parser.add_argument("--date", help="column with the day as YYYY-MM-DD", **column)
        parser.add_argument("--day", help="column with the days since --day-zero", **column)
        parser.add_argument("--day-zero", type=_day, metavar="DATE", help="the day of the baseline")
        parser.add_argument("--baseline", help="column with the total on --day-zero", **column)
        parser.add_argument("--birth-date", help="column with the birth date as YYYY-MM-DD", **column)
        parser.add_argument("--sex", help="column with F, M, female, male or other", **column)
        parser.add_argument("--rater", choices=RATERS, help="who rated")
        parser.add_argument(
            "--clinic", default="Imported scores", help="made when there is none; %(default)s"
        )
        parser.add_argument("--team", default="Imported scores", help="the same; %(default)s")
        parser.add_argument(
            "--keep-good-rows", action="store_true", help="store them although others are bad"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        at = timezone.now()
        mapping = _mapping(options)
        try:
            understood = understand(read_table(content_of(file)), mapping, timezone.localdate(at))
            clinic, team = clinic_and_team(options["clinic"], options["team"], at)
            told = import_scores(
                into=Into(command_line_user(), team, as_operator=True),
                file=ScoreFile(Path(file).name, understood, options["keep_good_rows"]),
                at=at,
                progress=lambda patients: tqdm(patients, desc="Patients", unit="", file=sys.stderr),
            )
        except RefusedTable as refused:
            tell(refused.faults, self.stderr.write)
            raise CommandError("The file was refused; nothing of it is stored.") from refused
        except RefusedRecord as refused:
            raise CommandError(f"The file was refused; nothing of it is stored.\n{refused}") from refused
        self._report(told, understood, mapping)
        self.stdout.write(f"The patients are in the care of {team.name}, {clinic.name}.")

    def _report(self, told: Imported, understood: Understood, mapping: Mapping) -> None:
        tell(told.faults, self.stderr.write)
        if not told.stored:
            raise CommandError(
                f"{len(told.faults)} faults; nothing is stored. Put them right, or store the other rows with "
                "--keep-good-rows."
            )
        self.stdout.write(
            f"{told.patients} patients ({told.new_patients} new): {told.rows} scores and {told.baselines} "
            f"baselines stored, {told.already_there} there already, {told.left_out} rows without a score, "
            f"{len(told.faults)} bad."
        )
        counted = Counter(outcomes(understood.ratings, mapping.instrument, load_policy()).values())
        if counted:
            words = ", ".join(f"{counted[code]} {code.replace('_', ' ')}" for code in sorted(counted))
            self.stdout.write(f"Last value against baseline: {words}.")


def _mapping(options: dict[str, Any]) -> Mapping:
    if bool(options["date"]) == bool(options["day"]):
        raise CommandError(
            "Say where the day is: either --date COLUMN, or --day COLUMN with --day-zero DATE."
        )
    if (options["day"] or options["baseline"]) and not options["day_zero"]:
        raise CommandError("--day and --baseline are counted from --day-zero DATE: give it.")
    items = tuple(name.strip() for name in (options["items"] or "").split(",") if name.strip())
    if not (options["total"] or items):
        raise CommandError("Say where the scores are: --total COLUMN or --items COLUMNS.")
    expected = len(INSTRUMENTS[options["instrument"]].items)
    if items and len(items) != expected:
        raise CommandError(
            f"--items names {len(items)} columns; {options['instrument']} has {expected} items."
        )
    return Mapping(
        patient=options["patient"],
        instrument=options["instrument"],
        total=options["total"],
        items=items,
        dated=options["date"],
        day=options["day"],
        day_zero=options["day_zero"],
        baseline=options["baseline"],
        birth_date=options["birth_date"],
        sex=options["sex"],
        rater=options["rater"],
    )
