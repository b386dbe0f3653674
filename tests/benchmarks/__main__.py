"""``make bench``: prints what the rules cost, always beside something else measured in the same run."""

from __future__ import annotations

import os

from assessment.rules.cycles import look_seldom_for_cycles
from tests.benchmarks import beside, in_bulk, pages

if __name__ == "__main__":
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, load before the start {load}: compare ratios, not rates\n")
    look_seldom_for_cycles()  # as the command and the server do
    in_bulk.run(beside.run())
    pages.run()
