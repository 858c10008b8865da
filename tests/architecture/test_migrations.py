from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import CreateModel, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from cohorts.models import CoachingPair, Team
from discussions.enums import BoardKind
from discussions.models import Board
from tests.architecture.source import FLOORS
from tests.permissions.world import make_world

LABELS = [next(config.label for config in apps.get_app_configs() if config.name == floor) for floor in FLOORS]
LOADER = MigrationLoader(None)
OURS = {key: migration for key, migration in LOADER.disk_migrations.items() if key[0] in LABELS}


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_of_an_app_form_one_line():
    assert {label: leaves for label in LABELS if len(leaves := LOADER.graph.leaf_nodes(label)) > 1} == {}


def test_every_migration_can_be_taken_back():
    stuck = [
        f"{label}.{name}: {operation.describe()}"
        for (label, name), migration in OURS.items()
        for operation in migration.operations
        if not can_be_taken_back(operation)
    ]

    assert stuck == []


def can_be_taken_back(operation: Operation) -> bool:
    return bool(operation.reversible)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (RunPython(lambda apps, editor: None), False),
        (RunPython(lambda apps, editor: None, RunPython.noop), True),
        (RunSQL("SELECT 1"), False),
        (RunSQL("SELECT 1", RunSQL.noop), True),
    ],
)
def test_what_can_be_taken_back(operation, expected):
    assert can_be_taken_back(operation) is expected


STEPS = [key for key, migration in OURS.items() if any(parent[0] == key[0] for parent in migration.dependencies)]


def migrate_to(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([*targets])


# A table that a step brings goes with the step, and its rows with it.
BROUGHT = {
    f"{label}.{operation.name}".lower()
    for label, name in STEPS
    for operation in OURS[label, name].operations
    if isinstance(operation, CreateModel)
}


# Those first on which no other of ours stands, for what stands on a step goes with it.
FROM_THE_TOP = [label for label in reversed(LABELS) if any(label == key[0] for key in OURS)]


def rows_kept() -> dict[str, int]:
    kept = [model for model in apps.get_models() if model._meta.label_lower not in BROUGHT]
    return {model._meta.label: model._base_manager.count() for model in kept}


def steps_back(label: str) -> list[tuple[str, str]]:
    """Where an app stands after taking back its last migration, the one before, and so on, down to its first."""
    (leaf,) = LOADER.graph.leaf_nodes(label)
    line = [leaf]
    while parents := [parent for parent in OURS[line[-1]].dependencies if parent[0] == label]:
        line += parents
    return line[1:]


def shape() -> dict[str, object]:
    """What the database says of its tables: columns, and what holds them together."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {
            table: (
                sorted(repr(column) for column in connection.introspection.get_table_description(cursor, table)),
                sorted(
                    repr(
                        [
                            (word, held[word])
                            for word in ("columns", "primary_key", "unique", "foreign_key", "check", "index")
                        ]
                    )
                    for held in connection.introspection.get_constraints(cursor, table).values()
                ),
            )
            for table in tables
        }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_step_by_step_back_and_forward_again_everybodys_rows_are_kept():
    """With people, talk and files in the tables, on the database the suite runs on (security.md L-06)."""
    world = make_world()
    # An affinity group's board goes with the group, that of a coach and a team with the pair.
    world.group.board.delete()
    CoachingPair.objects.all().delete()
    Team.objects.update(coach=None)
    before, made_from_the_models = rows_kept(), shape()
    assert sum(before.values()) > 50
    try:
        for label in FROM_THE_TOP:
            for step in steps_back(label):
                migrate_to(step)
        applied = MigrationExecutor(connection).loader.applied_migrations
        assert {key for key in applied if key[0] in FROM_THE_TOP} == {key for key in OURS if key not in STEPS}
    finally:
        migrate_to(*LOADER.graph.leaf_nodes())
    assert rows_kept() == before
    # So the suite tests the tables that a portal has (tests/database.py).
    assert shape() == made_from_the_models


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_on_the_way_back_the_boards_of_coaches_go_whole():
    make_world()
    others = Board.objects.exclude(kind=BoardKind.COACHING).count()
    try:
        migrate_to(("discussions", "0018_coaching_boards"))
    finally:
        migrate_to(*LOADER.graph.leaf_nodes())
    # On the way forward there is one again for each pair, with nothing in it.
    assert Board.objects.exclude(kind=BoardKind.COACHING).count() == others
    assert list(Board.objects.filter(kind=BoardKind.COACHING).values_list("threads", flat=True)) == [None]
