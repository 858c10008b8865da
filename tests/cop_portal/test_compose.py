"""What can be known of the image and the compose file without Docker. CI also runs each of their commands by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = ["migrate", "web", "worker", "beat"]
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL"}


def test_the_services_are_these():
    assert sorted(SERVICES) == sorted([*OURS, "postgres", "redis", "mailpit"])


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in {"migrate", "web"}])
def test_every_service_says_whether_it_is_healthy(name):
    assert set(SERVICES[name]["healthcheck"]) >= {"test", "interval", "timeout"}


def test_the_web_server_is_asked_by_the_image():
    assert "healthcheck" not in SERVICES["web"]
    assert 'CMD ["python", "-m", "cop_portal.probe"]' in DOCKERFILE


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_service_comes_back_after_a_fall(name):
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_ours_wait_for_the_migrations(name):
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", OURS)
def test_ours_get_their_secrets_from_outside_or_do_not_start(name):
    for variable in SECRETS & SERVICES[name]["environment"].keys():
        assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", SERVICES[name]["environment"][variable])
    assert "${POSTGRES_PASSWORD:?" in SERVICES[name]["environment"]["DATABASE_URL"]


def test_only_this_machine_reaches_what_is_published():
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:${PORT:-8000}:8000"],
        "mailpit": ["127.0.0.1:8025:8025"],
    }


def test_the_mail_catcher_stays_out_unless_asked_for():
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "mailpit": ["try"]
    }


@pytest.mark.parametrize("name", ["postgres", "redis", "mailpit"])
def test_images_of_others_are_pinned(name):
    assert re.fullmatch(r"[a-z/]+:v?\d[\w.-]*", SERVICES[name]["image"])


def test_the_volumes_named_are_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_the_image_runs_as_nobody_special():
    users = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["portal"]
    assert "useradd --system" in DOCKERFILE


def test_the_image_holds_no_secret():
    assert not re.search(r"^ENV .*(SECRET_KEY|PASSWORD|DATABASE_URL)", DOCKERFILE, re.MULTILINE)


def test_the_image_installs_wheels_by_their_hash():
    assert "--require-hashes --only-binary :all:" in DOCKERFILE


def test_the_build_gets_only_what_the_portal_runs_on():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]

    assert lines[0] == "*"
    wanted = {line.removeprefix("!").rstrip("/") for line in lines if line.startswith("!")}
    assert {app.parent.name for app in ROOT.glob("*/apps.py")} <= wanted
    assert {"manage.py", "templates", "static", "requirements/base.txt"} <= wanted
    assert not wanted & {"tests", "docs", ".git", "var", ".env"}
