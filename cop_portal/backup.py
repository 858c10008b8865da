"""The whole portal in one file: a list of what is in it, the database, the uploads.

The database is read as it was at one moment, while the portal runs; the uploads come after it, because one too many does no
harm and one too few does. The list counts the rows of every table, so that a restore can say that nothing is missing.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from cop_portal.health import migrations_on_disk

CONTENTS, DATABASE, MEDIA = "contents.json", "database", "media/"
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


class UnableToBackUp(Exception):
    """Nothing usable was written; the sentence says why."""


class UnableToRestore(Exception):
    """Nothing was restored, or not all of it; the sentence says which, and what to do."""


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself. `rows`: how many each table holds; `migrations`: each one applied, as "app.name"."""

    made_at: str
    vendor: str
    migrations: list[str]
    rows: dict[str, int]
    uploads: int

    def __str__(self) -> str:
        return f"tables: {len(self.rows)}, rows: {sum(self.rows.values())}, uploads: {self.uploads}"


def back_up(file: IO[bytes], *, now: datetime) -> Contents:
    """Write everything to `file`, a gzipped tar archive. Raises `UnableToBackUp`."""
    media = Path(settings.MEDIA_ROOT)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / DATABASE
        rows = _dump_postgresql(database) if connection.vendor == "postgresql" else _dump_sqlite(database)
        uploads = sorted(path for path in media.rglob("*") if path.is_file())
        contents = Contents(now.isoformat(), connection.vendor, sorted(_applied()), rows, len(uploads))
        listing = json.dumps(asdict(contents), indent=1).encode()
        with tarfile.open(fileobj=file, mode="w|gz") as archive:
            head = tarfile.TarInfo(CONTENTS)
            head.size, head.mtime = len(listing), int(now.timestamp())
            archive.addfile(head, io.BytesIO(listing))
            archive.add(database, DATABASE)
            for path in uploads:
                with suppress(FileNotFoundError):  # removed just now
                    archive.add(path, MEDIA + path.relative_to(media).as_posix())
    return contents


def restore(file: IO[bytes]) -> Contents:
    """Bring back what `back_up` wrote, into a portal that has no people yet. Raises `UnableToRestore`."""
    if holds_people():
        raise UnableToRestore(
            "This portal holds people already, and a restore would overwrite them. Restore into an empty database."
        )
    try:
        with tarfile.open(fileobj=file, mode="r|gz") as archive, tempfile.TemporaryDirectory() as folder:
            contents = _read_contents(archive)
            _expect(archive, DATABASE, folder)
            connection.close()
            (_load_postgresql if contents.vendor == "postgresql" else _load_sqlite)(Path(folder) / DATABASE)
            for member in archive:
                if member.isfile() and member.name.startswith(MEDIA):
                    member.name = member.name.removeprefix(MEDIA)
                    archive.extract(member, settings.MEDIA_ROOT, filter="data")
    except (tarfile.TarError, EOFError, OSError, sqlite3.DatabaseError) as error:
        raise UnableToRestore(f"The file is no backup, or not a whole one: {error}") from error
    _compare(contents)
    return contents


def holds_people() -> bool:
    """Whether anybody has an account here; an empty database has not even the table."""
    with connection.cursor() as cursor:
        if "accounts_user" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT count(*) FROM accounts_user")
        return bool(cursor.fetchone()[0])


# --- The list of contents ------------------------------------------------------------------------------------------


def _applied() -> list[str]:
    return [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]


def _count_rows(cursor: Any) -> dict[str, int]:
    """How many rows each table holds; the names are the database's own."""
    cursor.execute(TABLES[connection.vendor])
    tables = sorted(name for (name,) in cursor.fetchall())
    counts = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # nosec B608
        counts[table] = cursor.fetchone()[0]
    return counts


def _read_contents(archive: tarfile.TarFile) -> Contents:
    member = archive.next()
    if member is None or member.name != CONTENTS or (text := archive.extractfile(member)) is None:
        raise UnableToRestore("The file is an archive, but no backup of this portal.")
    contents = _contents_in(text.read())
    if contents.vendor != connection.vendor:
        raise UnableToRestore(
            f"The backup is of a database on {contents.vendor}, and DATABASE_URL names {connection.vendor}."
        )
    known = {f"{app}.{name}" for app, name in migrations_on_disk()}
    if unknown := sorted(set(contents.migrations) - known):
        raise UnableToRestore(
            f"The backup was made by a newer version of the portal (it has {unknown[0]}). Restore with that one."
        )
    return contents


def _contents_in(text: bytes) -> Contents:
    """What the list says, if it is one of ours: somebody may have made the file by hand."""
    try:
        said = json.loads(text)
        if isinstance(said["migrations"], list) and isinstance(said["rows"], dict):
            return Contents(**said)
    except (ValueError, TypeError, LookupError):
        pass
    raise UnableToRestore("The file is an archive, but no backup of this portal.")


def _expect(archive: tarfile.TarFile, name: str, folder: str) -> None:
    member = archive.next()
    if member is None or member.name != name:
        raise UnableToRestore("The file is no backup, or not a whole one.")
    archive.extract(member, folder, filter="data")


def _compare(contents: Contents) -> None:
    with connection.cursor() as cursor:
        rows = _count_rows(cursor)
    if missing := {table: count for table, count in contents.rows.items() if rows.get(table) != count}:
        table, count = next(iter(missing.items()))
        raise UnableToRestore(f"{len(missing)} tables differ from the backup: {table} should have {count} rows.")


# --- The databases -------------------------------------------------------------------------------------------------


def _dump_sqlite(target: Path) -> dict[str, int]:
    """A copy of one moment, made by SQLite itself: the files beside the database are its own business."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    with closing(sqlite3.connect(target)) as copy:
        return _count_rows(copy.cursor())


def _load_sqlite(source: Path) -> None:
    with (
        closing(sqlite3.connect(source)) as backup,
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as target,
    ):
        backup.backup(target)


def _dump_postgresql(target: Path) -> dict[str, int]:
    """The dump and the counts see the same moment: a snapshot that the one exports and the other takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = _count_rows(cursor)
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            f"--snapshot={snapshot}",
            f"--file={target}",
            error=UnableToBackUp,
        )
    return rows


def _load_postgresql(source: Path) -> None:
    whole_or_nothing = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction")
    name = connection.settings_dict["NAME"]
    _run("pg_restore", *whole_or_nothing, f"--dbname={name}", str(source), error=UnableToRestore)


def _run(tool: str, *arguments: str, error: type[Exception]) -> None:
    """One of PostgreSQL's own tools, against our database; the password goes by the environment, where nobody lists it."""
    facts = connection.settings_dict
    variables = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    environment = {variable: str(facts[key]) for key, variable in variables.items() if facts[key]}
    try:
        subprocess.run(  # noqa: S603 - our own arguments
            [tool, *arguments], env=os.environ | environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as absent:
        raise error(
            f"{tool} is not on this machine. On Debian and Ubuntu: apt-get install postgresql-client"
        ) from absent
    except subprocess.CalledProcessError as failed:
        raise error(f"{tool} failed, and nothing was changed: {failed.stderr.strip()}") from failed
