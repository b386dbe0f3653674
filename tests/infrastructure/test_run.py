"""`make run` as a person lives with it: start, stop, start again, pull the plug, get in its way."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.infrastructure.conftest import ONLY_AS_ROOT, ROOT, free_port, kill, server_process
from trdsite import postgres, roles
from trdsite.places import secret

SECONDS_TO_SERVE_AGAIN = 5.0
MANY_CORES_BUSY = os.getloadavg()[0] > (os.cpu_count() or 1)


def ask(run, path, **headers):
    try:
        return urlopen(Request(f"http://127.0.0.1:{run.port}{path}", headers=headers), timeout=15)
    except HTTPError as answer:
        return answer


def status(run, path):
    with ask(run, path) as answer:
        return answer.status


def is_served(run):
    """Whether anything answers at all: a worker binds the port some time after it is there."""
    try:
        return status(run, "/live") == 200
    except URLError:
        return False


def children_of(pid):
    """Every process below this one, as the kernel tells it now."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found] + [below for child in found for below in children_of(child)]


def is_alive(pid):
    return os.path.exists(f"/proc/{pid}/exe") and bool(Path(f"/proc/{pid}/cmdline").read_bytes())


def wait_until(holds, seconds=15.0):
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def plant(cluster):
    with psycopg.connect(**cluster.connection(roles.OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS planted AS SELECT 7 AS value")


def planted(cluster):
    with psycopg.connect(**cluster.connection(roles.OWNER)) as connection:
        return connection.execute("SELECT value FROM planted").fetchone()[0]


@pytest.mark.parametrize(
    "how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=["SIGTERM", "Ctrl-C", "hangup"]
)
def test_a_stop_leaves_nothing_running_and_the_data_in_place(start, installation, cluster, how):
    run = start(installation)
    run.wait_until_served()
    plant(cluster)
    below = [*children_of(run.process.pid), server_process(cluster)]
    run.process.send_signal(how)
    assert run.ended() == 0
    assert run.told.endswith("Stopped.\n")
    assert [pid for pid in below if is_alive(pid)] == []
    assert not (cluster.data / "postmaster.pid").exists()
    with postgres.running(cluster):
        assert planted(cluster) == 7


def test_a_second_start_serves_within_seconds(start, installation):
    seconds = [served_and_stopped(start(installation)) for _ in range(2)]
    assert min(seconds) < SECONDS_TO_SERVE_AGAIN * (3 if MANY_CORES_BUSY else 1)


def served_and_stopped(run):
    seconds = run.wait_until_served()
    run.process.terminate()
    run.ended()
    return seconds


def test_a_killed_run_takes_its_server_along_and_does_not_block_the_next(start, installation, cluster):
    first = start(installation)
    first.wait_until_served()
    plant(cluster)
    workers = children_of(first.process.pid)
    kill(first.process.pid)
    assert wait_until(lambda: not any(is_alive(pid) for pid in workers)), "the web server outlived its parent"
    second = start(installation, first.port)
    second.wait_until_served()
    assert status(second, "/health") == 200
    assert planted(cluster) == 7


def test_everything_killed_at_once_does_not_block_the_next(start, installation, cluster):
    first = start(installation)
    first.wait_until_served()
    plant(cluster)
    for pid in [first.process.pid, *children_of(first.process.pid), server_process(cluster)]:
        with suppress(ProcessLookupError):  # a worker may end by itself as soon as its parent is gone
            kill(pid)
    second = start(installation, first.port)
    second.wait_until_served()
    assert planted(cluster) == 7


def test_a_killed_worker_is_replaced(start, installation):
    run = start(installation)
    run.wait_until_served()
    (server,) = map(int, Path(f"/proc/{run.process.pid}/task/{run.process.pid}/children").read_text().split())
    workers = children_of(server)
    kill(workers[0])
    assert wait_until(lambda: len([pid for pid in children_of(server) if is_alive(pid)]) == len(workers))
    assert wait_until(lambda: is_served(run))  # the other worker may still have been starting


def test_a_crashed_database_is_started_again(start, installation, cluster):
    run = start(installation)
    run.wait_until_served()
    kill(server_process(cluster))
    assert wait_until(lambda: status(run, "/health") == 200, 30)


def test_a_database_of_ones_own_in_two_roles_and_what_is_said_while_it_is_away(start, installation, cluster):
    there = {"DATABASE_URL": url(cluster, roles.APPLICATION), "DATABASE_OWNER_URL": url(cluster, roles.OWNER)}
    with postgres.running(cluster):
        run = start(installation, **there)
        run.wait_until_served()
        assert status(run, "/health") == 200
    with ask(run, "/health") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    with ask(run, "/", Cookie=f"session={'a' * 32}") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        page = answer.read().decode()
    assert "The database does not answer" in page
    assert "Traceback" not in page
    with ask(run, "/live", Cookie=f"session={'a' * 32}") as answer:
        assert answer.status == 200
    with postgres.running(cluster):
        assert wait_until(lambda: status(run, "/health") == 200)


def test_connections_that_died_in_the_pool_are_nobody_s_503(start, installation, cluster):
    there = {"DATABASE_URL": url(cluster, roles.APPLICATION), "DATABASE_OWNER_URL": url(cluster, roles.OWNER)}
    with postgres.running(cluster):
        run = start(installation, **there)
        run.wait_until_served()
        told = []
        for _ in range(4):
            told += [status(run, "/health") for _ in range(4)]  # both workers have a connection by then
            assert cut_off(cluster, roles.APPLICATION) > 0
        told += [status(run, "/health") for _ in range(4)]
    assert told == [200] * 20


def cut_off(cluster, role):
    """End every connection of this role at the server, as a restart does; says how many there were."""
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = %s"
    with psycopg.connect(**cluster.connection(roles.SUPERUSER)) as connection:
        return connection.execute(ended, [role]).fetchone()[0]


def url(cluster, role):
    return f"postgres://{role}:{secret(f'database-{role}')}@/{roles.DATABASE}?host={cluster.socket_folder}"


# What stands in the way gets one sentence, not a traceback


def refusal(run):
    assert run.ended() == 1
    told = [line for line in run.told.splitlines() if not re.match(r"(Starting|Using|Making) ", line)]
    assert len(told) == 1, run.told
    return told[0]


def test_a_taken_port(start, installation):
    with socket.create_server(("127.0.0.1", free_port())) as other:
        port = other.getsockname()[1]
        assert refusal(start(installation, port)).startswith(f"Port {port} is taken by another program: ")


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none(start, installation, port):
    assert refusal(start(installation, port)).startswith(
        f"PORT is {port.join(chr(39) * 2) if port == 'eighty' else port}"
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param(
            "mysql://u:p@127.0.0.1/x", "DATABASE_URL is not the address of a PostgreSQL", id="another kind"
        ),
        pytest.param("nonsense", "DATABASE_URL is not the address of a PostgreSQL", id="no address"),
        pytest.param(
            "postgres://u:p@127.0.0.1:1/x", "The database of DATABASE_URL does not", id="nobody there"
        ),
    ],
)
def test_a_database_url_that_leads_nowhere(start, installation, address, words):
    told = refusal(start(installation, DATABASE_URL=address))
    assert told.startswith(words)


def test_a_folder_that_cannot_be_written(start):
    assert refusal(start(Path("/proc/trd"))).startswith("Cannot write /proc/trd")


@ONLY_AS_ROOT
def test_a_full_disk(start, installation):
    disk = installation.parent / "small"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m,mode=711", "trd", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        assert "is full: free some space" in refusal(start(disk / "var"))
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


# The settings of a real installation

PRODUCTION = {
    "TRD_ENV": "production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "trd.clinic.example",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x",
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"SECRET_KEY": ""}, "SECRET_KEY is not set", id="no secret key"),
        pytest.param({"SECRET_KEY": "changeme"}, "SECRET_KEY is too easy to guess", id="a short secret key"),
        pytest.param({"DEBUG": "true"}, "DEBUG is on with TRD_ENV=production", id="debugging on"),
        pytest.param(
            {"DEBUG": "perhaps"}, "DEBUG is 'perhaps': it should be true or false", id="neither on nor off"
        ),
        pytest.param({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS has to name each host", id="no host"),
        pytest.param({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS has to name each host", id="every host"),
        pytest.param(
            {"CSRF_TRUSTED_ORIGINS": "http://trd.clinic.example"}, "CSRF_TRUSTED_ORIGINS", id="plain http"
        ),
        pytest.param({"DATABASE_URL": ""}, "DATABASE_URL is not set: the embedded", id="embedded database"),
        pytest.param({"TRD_DEMO": "true"}, "TRD_DEMO is on with TRD_ENV=production", id="demo data"),
        pytest.param(
            {"TRD_ENV": "live"}, "TRD_ENV is 'live': it should be development or production", id="no such"
        ),
    ],
)
def test_production_refuses_what_is_not_safe(installation, changed, words):
    told = check_settings(installation, PRODUCTION | changed)
    assert told.returncode == 1
    assert told.stderr.startswith(words)
    assert len(told.stderr.splitlines()) == 1


def test_production_starts_with_what_is_safe(installation):
    assert check_settings(installation, PRODUCTION).returncode == 0


def check_settings(installation, environment):
    command = [sys.executable, "manage.py", "check"]
    whole = {"PATH": os.environ["PATH"], "TRD_VAR": str(installation)} | environment
    return subprocess.run(
        command, cwd=ROOT, env=whole, capture_output=True, text=True, check=False, timeout=60
    )
