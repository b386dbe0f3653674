"""The first step of every target: what is missing is said in one sentence, and nothing is done twice."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.infrastructure.conftest import AS_ROOT, ROOT, as_nobody
from trdsite import prepare

SYSTEM_PYTHON = "/usr/bin/python3"


def test_an_old_python_is_told_so():
    code = """
import runpy, sys
sys.version_info = (3, 8, 2)
sys.argv[1:] = ["run"]
runpy.run_path("trdsite/prepare.py", run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed")
    assert len(done.stderr.splitlines()) == 1


def test_an_old_python_can_read_it():
    """Nothing newer than Python 3.5's grammar, or it would end in a SyntaxError instead of a sentence."""
    compile_as_old = "import ast, sys; ast.parse(open('trdsite/prepare.py').read(), feature_version=(3, 5))"
    subprocess.run([sys.executable, "-c", compile_as_old], cwd=ROOT, check=True)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    clone = tmp_path / "clone"
    (clone / "trdsite").mkdir(parents=True)
    shutil.copy(ROOT / "trdsite" / "prepare.py", clone / "trdsite")
    for folder in (*clone.parents, clone):
        if folder.is_relative_to(tmp_path.parent.parent.parent) and folder.stat().st_uid == os.geteuid():
            folder.chmod(0o555 if folder == clone else 0o755)
    command = [SYSTEM_PYTHON, str(clone / "trdsite" / "prepare.py"), "run"]
    done = (
        as_nobody(*command)
        if AS_ROOT
        else subprocess.run(command, capture_output=True, text=True, check=False)
    )
    clone.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot write in {clone} (Permission denied)")
    assert len(done.stderr.splitlines()) == 1


def test_what_is_installed_is_not_installed_again(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(prepare, "VENV", str(tmp_path))
    monkeypatch.setattr(prepare, "run", lambda *command: pytest.fail(f"installed again: {command}"))
    (tmp_path / "installed-run").write_text(prepare.fingerprint("run"))
    prepare.install("run")
    assert capsys.readouterr().out == ""


def test_other_pins_are_installed(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(prepare, "VENV", str(tmp_path))
    monkeypatch.setattr(prepare, "run", lambda command, what: ran.append(command))
    (tmp_path / "installed-run").write_text("of another requirements.txt")
    prepare.install("run")
    (command,) = ran
    assert "--require-hashes" in command
    assert (tmp_path / "installed-run").read_text() == prepare.fingerprint("run")


def test_a_full_disk_while_installing_is_said():
    with pytest.raises(prepare.Refused, match=r"^It failed: the disk is full"):
        prepare.run(["sh", "-c", "echo 'OSError: [Errno 28] No space left on device'; exit 1"], "It failed")


def test_what_the_installer_said_last_is_passed_on():
    with pytest.raises(prepare.Refused, match=r"^It failed: ERROR: no such package$"):
        prepare.run(["sh", "-c", "echo noise; echo 'ERROR: no such package'; exit 1"], "It failed")


@pytest.fixture
def ordinary_user_without_browser(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(prepare.shutil, "which", lambda name: None)
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)


def test_a_missing_browser_is_said(ordinary_user_without_browser):
    with pytest.raises(prepare.Refused, match=r"need Chromium: install it \(apt-get install chromium\)"):
        prepare.find_browser()


def test_a_browser_named_wrongly_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(prepare.Refused, match=r"CHROMIUM is .*none, which is no program"):
        prepare.find_browser()
