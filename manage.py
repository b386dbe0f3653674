#!/usr/bin/env python
"""The project's commands. `assess` and `schema` are plain Python: they need neither Django nor a database."""

import os
import sys
from importlib import import_module

PLAIN = {"assess": "assessment.rules.command_line", "schema": "assessment.rules.command_line"}


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "help"
    if command in PLAIN:
        return int(import_module(PLAIN[command]).main(arguments))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trdsite.settings")
    return int(import_module("trdsite.commands").run(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
