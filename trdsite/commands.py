"""The only place that runs Django's management commands: in the right role, with the database running."""

import os
import sys

from trdsite import database
from trdsite.places import StartRefused

WITHOUT_DATABASE = frozenset(
    {"check", "help", "collectstatic", "findstatic", "--help", "--version", "version"}
)


def run(arguments: list[str]) -> int:
    """Like Django's manage.py, except that a start that cannot work ends in one sentence."""
    from django.core.management import execute_from_command_line

    command = arguments[0] if arguments else "help"
    if command in database.OWNER_COMMANDS:
        os.environ[database.ROLE] = "owner"
    try:
        if command in WITHOUT_DATABASE:
            execute_from_command_line(["manage.py", *arguments])
        else:
            with database.available():
                execute_from_command_line(["manage.py", *arguments])
    except StartRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0
