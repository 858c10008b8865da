"""All that is in the database, to see whether something has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.apps import apps
from django.contrib.sessions.models import Session

# A visit is noted on the page it begins with, and a device where it signs in.
LOOKING = {"visit_began_at", "previous_visit_at", "last_login"}
LEFT_OUT = {Session, apps.get_model("usersessions", "UserSession")}


def everything_kept() -> dict[str, list[tuple]]:
    """The rows of every table, but for those that looking at a page may change."""
    kept = {}
    for model in apps.get_models():
        if model in LEFT_OUT:
            continue
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in LOOKING]
        kept[model._meta.label] = sorted(model._base_manager.values_list(*columns), key=repr)
    return kept


def changed(before: dict[str, list[tuple]]) -> set[str]:
    """The tables in which something is no longer what it was."""
    now = everything_kept()
    return {label for label in now if now[label] != before[label]}


READS = re.compile(r"SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT")
# What begins otherwise may write; into these tables it may.
ELSEWHERE = re.compile(rf'(INSERT INTO|UPDATE|DELETE FROM) "({"|".join(model._meta.db_table for model in LEFT_OUT)})"')


def may_have_written(queries: Iterable[dict[str, str]]) -> bool:
    """Whether some of these statements could have changed what is kept: reading all of it takes longer than asking for a page."""
    return any(not READS.match(query["sql"]) and not ELSEWHERE.match(query["sql"]) for query in queries)
