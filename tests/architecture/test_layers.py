from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.source import FLOORS, ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# They import neither Django nor a model, so that they can be tested and thought about alone.
PURE_CORES = [
    "cohorts.roster",
    "discussions.incoming",
    "discussions.tree",
    "improvement.scoring",
    "sessions.attendance",
    "sessions.breakouts",
    "sessions.transcripts",
    "sessions.zoom",
]
OURS = {config.label: config.name for config in apps.get_app_configs() if config.name in FLOORS}


def exists(module):
    path = ROOT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def test_the_layers_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_app_has_its_floor():
    (house,) = [contract for contract in LINTER["contracts"] if contract["name"].startswith("The house")]

    assert house["layers"] == FLOORS[::-1]
    assert sorted(LINTER["root_packages"]) == sorted(FLOORS)
    assert sorted(path.parent.name for path in ROOT.glob("*/apps.py")) == sorted(FLOORS)


def test_every_pure_core_that_is_there_is_held_pure():
    (contract,) = [contract for contract in LINTER["contracts"] if contract["name"].startswith("Pure cores")]

    assert sorted(contract["source_modules"]) == [module for module in PURE_CORES if exists(module)]


def test_a_pure_core_imports_neither_django_nor_a_model():
    (contract,) = [contract for contract in LINTER["contracts"] if contract["name"].startswith("Pure cores")]

    assert "django" in contract["forbidden_modules"]
    assert {f"{app}.models" for app in OURS.values() if exists(f"{app}.models")} <= set(contract["forbidden_modules"])


def foreign_keys():
    """(model, field, the app it stands in, the app it points to), what the importing of modules doesn't show."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                target = field.related_model._meta.app_label
                if target in OURS:
                    yield (f"{model._meta.label}.{field.name}", OURS[model._meta.app_label], OURS[target])


def test_foreign_keys_point_down():
    pointing_up = [name for name, source, target in foreign_keys() if FLOORS.index(target) > FLOORS.index(source)]

    assert pointing_up == []


def test_the_walk_over_foreign_keys_sees_them():
    assert ("live_sessions.LiveSession.cohort", "sessions", "cohorts") in set(foreign_keys())


@pytest.mark.parametrize("label", sorted(OURS))
def test_no_label_is_that_of_a_part_of_django(label):
    """`sessions` is Django's own label; ours is `live_sessions`."""
    assert label != "sessions"
