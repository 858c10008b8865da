"""Databases of the tests: their tables come from the models, and they stand where all migrations would have brought them.

Migrations take a minute of every process that runs tests. That they lead to the same tables, and back, is what
tests/architecture/test_migrations.py is for. As a program, `python -m tests.database`, it fills an empty database of a
portal that a test runs in processes of its own.
"""

from __future__ import annotations

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings

from common.search import columns


def make_tables() -> None:
    """Fills an empty database."""
    with override_settings(MIGRATION_MODULES={config.label: None for config in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)
    catch_up_with_the_migrations()


def catch_up_with_the_migrations() -> None:
    """Does what no model knows of, and notes every migration as applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    for migration, _backwards in plan:
        for operation in migration.operations:
            if isinstance(operation, RunPython) and operation.code.__module__ == columns.__name__:
                with connection.schema_editor() as editor:
                    operation.code(None, editor)
    for migration, _backwards in plan:
        executor.recorder.record_applied(migration.app_label, migration.name)


if __name__ == "__main__":
    django.setup()
    make_tables()
