"""What a stranger clones is whole, and names nothing that only this workplace has."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name and (ROOT / name.decode()).is_file()]


TEXTS = [path for path in committed() if path.suffix not in {".png", ".jpg", ".pdf", ".woff2"}]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_are_hashed_and_name_no_index(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9][\w.\[\],-]*==.*", text, re.MULTILINE)
    assert len(pins) >= 20
    assert all(pin.endswith("\\") for pin in pins), "every pin carries its hashes: run 'make lock'"
    assert not re.search(r"^--|file://|https?://", text, re.MULTILINE)


def test_development_pins_what_runs():
    run, dev = (pins(name) for name in ("requirements.txt", "requirements-dev.txt"))
    assert run.items() <= dev.items(), "the two were not locked together: run 'make lock'"


def pins(name) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_no_secret_and_nothing_made_at_run_time_is_committed():
    names = [path.relative_to(ROOT).as_posix() for path in committed()]
    unwanted = re.compile(r"(^|/)(\.env$|var/|\.venv/|__pycache__/|.*\.pyc$|.*\.sqlite3$)")
    assert [name for name in names if unwanted.search(name)] == []


def test_nothing_points_outside_the_clone():
    outside = re.compile(r"(?<![\w.])/work/|\.\./shared/")
    here = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEXTS
        if path != here
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if outside.search(line)
    ]
    assert found == []


def test_ci_runs_the_command_of_the_readme():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert "make test" in (ROOT / "README.md").read_text()


def test_every_make_target_of_the_papers_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set()
    for name in ("README.md", "DEVELOPERS.md", "docs/deploy.md"):
        told |= set(re.findall(r"`make ([a-z]+)", (ROOT / name).read_text()))
    assert told
    assert told <= targets


def test_every_variable_of_the_environment_is_in_the_papers():
    asked = set()
    for path in (ROOT / "trdsite").rglob("*.py"):
        asked |= set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', path.read_text()))
    papers = (ROOT / "docs" / "deploy.md").read_text()
    assert len(asked) >= 10
    assert [name for name in sorted(asked) if f"`{name}`" not in papers] == []


@pytest.mark.parametrize("path", [p for p in TEXTS if p.suffix == ".html"], ids=lambda p: p.name)
def test_a_template_keeps_to_the_content_policy(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text), (
        "no inline script"
    )
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on", text), "no inline style or handler"
    assert not re.search(r"(?:src|href)=[\"']https?://", text), "nothing is fetched from elsewhere"
