"""The embedded server lets in its owner and nobody else; nothing that was killed blocks the next start."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.infrastructure.conftest import AS_ROOT, ONLY_AS_ROOT, ROOT, as_nobody, kill, server_process
from trdsite import postgres, roles
from trdsite.places import StartRefused, secret

SYSTEM_PYTHON = "/usr/bin/python3"


@pytest.fixture
def server(cluster):
    with postgres.running(cluster):
        yield cluster


def ask(cluster, query, role=roles.OWNER, **changed):
    with psycopg.connect(**(cluster.connection(role) | changed), autocommit=True) as connection:
        return connection.execute(query).fetchone()[0]


@ONLY_AS_ROOT
@pytest.mark.skipif(not Path(SYSTEM_PYTHON).exists(), reason="needs a Python that other users may start")
def test_another_user_is_refused_at_the_socket(server):
    address = str(server.socket_folder / f".s.PGSQL.{postgres.PORT}")
    knock = f"import socket; socket.socket(socket.AF_UNIX).connect({address!r})"
    refused = as_nobody(SYSTEM_PYTHON, "-c", knock)
    assert refused.returncode == 1
    assert "PermissionError" in refused.stderr


def test_there_is_no_port_to_knock_at(server):
    assert ask(server, "SHOW listen_addresses") == ""
    assert listening_ports(server_process(server)) == []


def listening_ports(pid):
    """The TCP ports that this process listens on, from the kernel's own tables."""
    held = {os.readlink(handle) for handle in Path(f"/proc/{pid}/fd").iterdir()}
    tables = [Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    listening = [row for table in tables for row in map(str.split, table) if row[3] == "0A"]
    return [row[1] for row in listening if f"socket:[{row[9]}]" in held]


@ONLY_AS_ROOT
@pytest.mark.parametrize("part", ["data", "socket", "server.log"])
def test_another_user_cannot_even_look(server, part):
    refused = as_nobody("stat", str(server.home / part))
    assert "Permission denied" in refused.stderr


@pytest.mark.parametrize("role", [roles.OWNER, roles.APPLICATION, roles.SUPERUSER])
@pytest.mark.parametrize(
    ("password", "answer"),
    [
        pytest.param("", "no password supplied", id="none"),
        pytest.param("guess", "authentication failed", id="wrong"),
    ],
)
def test_the_password_is_asked_of_everyone(server, role, password, answer, monkeypatch):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    with pytest.raises(psycopg.OperationalError, match=answer):
        ask(server, "SELECT 1", role, password=password, passfile="/dev/null")


def test_every_way_in_asks_for_scram(server):
    rules = [line.split() for line in (server.data / "pg_hba.conf").read_text().splitlines()]
    assert {rule[-1] for rule in rules if rule and not rule[0].startswith("#")} == {"scram-sha-256"}


@pytest.mark.parametrize("role", [roles.OWNER, roles.APPLICATION])
def test_neither_role_is_a_superuser(server, role):
    powers = "rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
    assert ask(server, f"SELECT {powers} FROM pg_roles WHERE rolname = current_user", role) is False


def test_the_application_cannot_reach_other_databases(server):
    with pytest.raises(psycopg.OperationalError, match=r"does not exist|permission denied"):
        ask(server, "SELECT 1", roles.APPLICATION, dbname="other")


def test_folders_and_secrets_are_private(server, installation):
    folders = [server.home, server.data, server.socket_folder, installation / "secrets"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    secrets = list((installation / "secrets").iterdir())
    assert len(secrets) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets} == {0o600}


def test_the_server_does_not_run_as_root(server):
    assert Path(f"/proc/{server_process(server)}").stat().st_uid != 0


def test_data_are_checksummed(server):
    assert ask(server, "SHOW data_checksums") == "on"


def test_the_server_stays_until_its_last_user_has_gone(cluster):
    with postgres.running(cluster):
        first = server_process(cluster)
        with postgres.running(cluster):
            assert server_process(cluster) == first
        assert ask(cluster, "SELECT 1") == 1
    assert not (cluster.data / "postmaster.pid").exists()


def test_a_killed_server_is_started_again_with_its_data(cluster):
    with postgres.running(cluster):
        with psycopg.connect(**cluster.connection(roles.OWNER)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
        kill(server_process(cluster))
        postgres.revive(cluster)
        assert ask(cluster, "SELECT value FROM kept") == 7


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(cluster):
    code = """
from trdsite import postgres
with postgres.running(postgres.cluster()):
    print(1, flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"1\n"
        first.kill()
    left = server_process(cluster)
    with postgres.running(cluster):
        assert server_process(cluster) == left
    assert not (cluster.data / "postmaster.pid").exists()


def test_a_stale_process_number_that_now_is_someone_elses_does_not_block(cluster):
    with postgres.running(cluster):
        lock = (cluster.data / "postmaster.pid").read_text()
    (cluster.data / "postmaster.pid").write_text(lock.replace(lock.split("\n", 1)[0], str(os.getpid()), 1))
    cluster.account.own(cluster.data / "postmaster.pid")
    with postgres.running(cluster):
        assert ask(cluster, "SELECT 1") == 1


def test_a_start_that_was_killed_half_way_is_made_anew(cluster, tmp_path):
    fresh = postgres.Cluster(home=cluster.home.with_name("half-made"), account=cluster.account, durable=False)
    cluster.account.own_folder(fresh.home)
    (fresh.home / "data.new").mkdir()
    (fresh.home / "data.new" / "PG_VERSION").write_text("18")
    with postgres.running(fresh):
        assert ask(fresh, "SELECT 1") == 1


def test_data_of_another_major_version_are_left_alone(cluster):
    other = postgres.Cluster(home=cluster.home.with_name("older"), account=cluster.account)
    cluster.account.own_folder(other.home)
    other.data.mkdir()
    (other.data / "PG_VERSION").write_text("17\n")
    for path in (other.data, other.data / "PG_VERSION"):
        cluster.account.own(path)
    with (
        pytest.raises(StartRefused, match="made by PostgreSQL 17 and this is PostgreSQL 18"),
        postgres.running(other),
    ):
        pass
    assert (other.data / "PG_VERSION").read_text() == "17\n"


def test_a_path_too_long_for_a_socket_still_has_one(cluster):
    deep = postgres.Cluster(home=cluster.home / ("deep" * 30), account=cluster.account)
    assert len(str(deep.socket_folder)) < postgres.LONGEST_SOCKET_PATH
    assert deep.socket_folder != cluster.socket_folder


def test_a_socket_folder_that_someone_else_made_is_refused(cluster, tmp_path):
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    with pytest.raises(StartRefused, match="belongs to another user"):
        cluster.account.own_folder(trap)


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user's server runs as that user")
def test_a_closed_parent_stays_closed(tmp_path, cluster):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = cluster.account.home_for(closed / "var" / "postgres")
    assert not home.is_relative_to(tmp_path)
    assert (closed / "var" / "postgres").readlink() == home
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert as_nobody("ls", str(closed)).returncode != 0
    home.parent.rmdir()


def test_a_secret_is_made_once(installation):
    assert secret("one") == secret("one")
    assert len(secret("one")) >= 64
    assert secret("one") != secret("other")
    for name in ("one", "other"):
        (installation / "secrets" / name).unlink()
