from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.db import connection

from tests.own_servers import OwnRedis
from tests.reliability.fleet import Fleet, Sink


@pytest.fixture
def sink(tmp_path):
    sink = Sink(tmp_path)
    yield sink
    sink.stop()


@pytest.fixture
def own_redis(tmp_path):
    """A Redis of the test's own, where the suite runs on PostgreSQL and there is one; None means the embedded default."""
    if connection.vendor != "postgresql" or not shutil.which("redis-server"):
        yield None
        return
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fleet(transactional_db, tmp_path, sink, own_redis):
    """Workers and clocks on the database of the test: with PostgreSQL and Redis, or on the embedded default."""
    facts = connection.settings_dict
    address = f"sqlite:///{Path(str(facts['NAME'])).resolve()}"
    if connection.vendor == "postgresql":
        login = f"{facts['USER']}:{facts['PASSWORD']}".strip(":")
        address = f"postgres://{login}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
        "RELIABILITY_EVERY": "0.5",
        "DATABASE_URL": address,
        "REDIS_URL": own_redis.address if own_redis else "",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SECRET_KEY": portal.SECRET_KEY,
        "PORTAL_DATA_DIR": str(tmp_path),
    }
    fleet = Fleet(tmp_path, environment)
    yield fleet
    fleet.end()
