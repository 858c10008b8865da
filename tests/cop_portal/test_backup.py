"""Case L-04: what was backed up comes back whole, into an empty portal, by the two commands of the documentation."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from cop_portal import backup as backup_module
from cop_portal.backup import UnableToRestore, restore

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


class Portal:
    """A portal of its own, in real processes: a data folder, and a database on the kind of server the suite runs on."""

    def __init__(self, folder: Path, name: str) -> None:
        self.data = folder / name
        self.variables = {
            "PORTAL_DEMO": "1",
            "PORTAL_DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "cop_portal.settings",
        }
        self.database = None
        if connection.vendor == "postgresql":
            self.database = f"{connection.settings_dict['NAME']}_{name}"
            facts = connection.settings_dict
            place = f"{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}"
            self.variables["DATABASE_URL"] = f"postgres://{place}/{self.database}"
            self.on_the_server(f'CREATE DATABASE "{self.database}"')

    def on_the_server(self, statement: str) -> None:
        facts = connection.settings_dict
        who = {
            "host": facts["HOST"],
            "port": facts["PORT"] or 5432,
            "user": facts["USER"],
            "password": facts["PASSWORD"],
        }
        with closing(psycopg2.connect(dbname="postgres", **who)) as server:
            server.autocommit = True
            server.cursor().execute(statement)

    def close(self) -> None:
        if self.database:
            self.on_the_server(f'DROP DATABASE "{self.database}"')

    def manage(self, *arguments: str, given: bytes = b"", ends_with: int = 0) -> tuple[bytes, str]:
        """What the command printed, and what it said on standard error."""
        return self.python("manage.py", *arguments, given=given, ends_with=ends_with)

    def python(self, *arguments: str, given: bytes = b"", ends_with: int = 0) -> tuple[bytes, str]:
        ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "REDIS_URL") if name in os.environ}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=ours | self.variables,
            input=given,
            capture_output=True,
            check=False,
        )
        assert done.returncode == ends_with, done.stderr.decode()
        return done.stdout, done.stderr.decode()

    def everything(self) -> dict[str, str]:
        """Every row, as Django writes it down, and every upload, by the digest of its bytes."""
        rows, _ = self.manage("dumpdata", "--natural-foreign", "--format=jsonl")
        media = self.data / "media"
        uploads = {
            str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in media.rglob("*")
            if path.is_file()
        }
        return uploads | {str(number): line for number, line in enumerate(sorted(rows.decode().splitlines()))}


@pytest.fixture(scope="module")
def portals(tmp_path_factory, django_db_setup):
    # The order of the tests may visit this file twice: each time with folders of its own, as the databases are new too.
    made, folder = [], tmp_path_factory.mktemp("portals")

    def make(name: str) -> Portal:
        made.append(Portal(folder, name))
        return made[-1]

    yield make
    for portal in made:
        portal.close()


@pytest.fixture(scope="module")
def lived_in(portals):
    """A portal with the demo's people, posts and uploads."""
    portal = portals("lived_in")
    portal.python("-m", "tests.database")
    portal.manage("load_demo")
    return portal


@pytest.fixture(scope="module")
def backup(lived_in, tmp_path_factory):
    file = tmp_path_factory.mktemp("backup") / "portal.tar.gz"
    lived_in.manage("backup", str(file))
    return file


def test_it_comes_back_whole(lived_in, backup, portals):
    before = lived_in.everything()
    # A handout, and a recording.
    assert sum(not name.isdecimal() for name in before) == 2
    restored = portals("restored")
    said, _ = restored.manage("restore", str(backup))
    assert "tables: " in said.decode()
    assert restored.everything() == before
    # And it is a portal: no migration waits, and new rows find free numbers.
    restored.manage("migrate", "--check")
    restored.manage("load_program", "cop_portal/blueprints/racial_equity_cop.toml")


def test_it_passes_through_pipes_and_says_what_is_missing(lived_in, portals):
    written, said = lived_in.manage("backup", "-")
    assert said.startswith("standard output: tables: ")
    rows = contents_of(written)["rows"]
    one_too_many = rewritten(written, rows=rows | {"accounts_user": rows["accounts_user"] + 1})
    _, said = portals("piped").manage("restore", "-", given=one_too_many, ends_with=1)
    assert f"1 tables differ from the backup: accounts_user should have {rows['accounts_user'] + 1} rows." in said


def test_only_its_owner_reads_it(backup):
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_backup_overwrites_nothing(lived_in, backup):
    _, said = lived_in.manage("backup", str(backup), ends_with=1)
    assert said.strip() == f"CommandError: {backup} is there already; a backup overwrites nothing."


def test_a_restore_overwrites_nobody(lived_in, backup):
    _, said = lived_in.manage("restore", str(backup), ends_with=1)
    assert "This portal holds people already" in said


def test_a_file_that_is_not_there_is_a_sentence(portals):
    _, said = portals("empty").manage("restore", "nowhere.tar.gz", ends_with=1)
    assert said.strip() == "CommandError: [Errno 2] No such file or directory: 'nowhere.tar.gz'"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda whole: b"", "no backup, or not a whole one"),
        (lambda whole: b"hello", "no backup, or not a whole one"),
        (lambda whole: whole[: len(whole) // 2], "no backup, or not a whole one"),
        (lambda whole: rewritten(whole, vendor="oracle"), "The backup is of a database on oracle"),
        (
            lambda whole: rewritten(whole, migrations=["cohorts.0099_later"]),
            "newer version of the portal (it has cohorts",
        ),
        (lambda whole: archive_of(("contents.json", b"hello")), "an archive, but no backup"),
        (lambda whole: archive_of(("contents.json", b"[]")), "an archive, but no backup"),
        (lambda whole: archive_of(("contents.json", b'{"made_at": 1}')), "an archive, but no backup"),
        (lambda whole: rewritten(whole, rows=[]), "an archive, but no backup"),
        (lambda whole: rewritten(whole, migrations=None), "an archive, but no backup"),
    ],
)
def test_what_cannot_be_restored_is_refused_with_a_sentence(backup, spoil, sentence):
    with pytest.raises(UnableToRestore) as refusal:
        restore(io.BytesIO(spoil(backup.read_bytes())))
    assert sentence in str(refusal.value)


def archive_of(*files: tuple[str, bytes]) -> bytes:
    """An archive with these files, made by whoever."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


@pytest.mark.django_db
def test_a_database_that_is_none_is_refused_with_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "empty.sqlite3"))
    monkeypatch.setattr(connection, "close", lambda: None)
    listing = {"made_at": "2026", "vendor": connection.vendor, "migrations": [], "rows": {}, "uploads": 0}
    with pytest.raises(UnableToRestore):
        restore(io.BytesIO(archive_of(("contents.json", json.dumps(listing).encode()), ("database", b"hello"))))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["media/../outside.txt", "media/a/../../outside.txt", "media//outside.txt"])
def test_no_upload_of_a_backup_lands_outside_of_the_uploads(monkeypatch, settings, tmp_path, name):
    settings.MEDIA_ROOT = str(tmp_path / "in" / "media")
    for load in ("_load_sqlite", "_load_postgresql"):
        monkeypatch.setattr(backup_module, load, lambda source: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    listing = {"made_at": "2026", "vendor": connection.vendor, "migrations": [], "rows": {}, "uploads": 1}
    made = archive_of(("contents.json", json.dumps(listing).encode()), ("database", b""), (name, b"canary"))
    with contextlib.suppress(UnableToRestore):
        restore(io.BytesIO(made))
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(settings.MEDIA_ROOT) for path in found)


def contents_of(whole: bytes) -> dict[str, Any]:
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        return json.load(archive.extractfile("contents.json"))


def rewritten(whole: bytes, **changes: object) -> bytes:
    """The backup with another list of contents."""
    target = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(whole)) as source, tarfile.open(fileobj=target, mode="w:gz") as archive:
        for member in source:
            content = source.extractfile(member).read()
            if member.name == "contents.json":
                content = json.dumps(json.loads(content) | changes).encode()
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()
