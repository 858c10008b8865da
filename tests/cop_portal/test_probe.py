from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cop_portal import probe

asked = []


class Portal(BaseHTTPRequestHandler):
    """Answers what the test wants and remembers what it was asked."""

    status = 200

    def do_GET(self):
        asked.append((self.path, self.headers["Host"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    asked.clear()
    Portal.status = 200
    with HTTPServer(("127.0.0.1", 0), Portal) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_portal_that_answers_200_is_ready(server):
    assert probe.is_ready(server.server_port, host_name="portal.example.org") is True
    assert asked == [("/readyz", "portal.example.org")]


def test_a_portal_that_answers_503_is_not_ready(server):
    Portal.status = 503

    assert probe.is_ready(server.server_port, host_name="portal.example.org") is False


def test_where_nobody_listens_there_is_no_portal():
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]

    assert probe.is_ready(port, host_name="localhost") is False


def test_a_portal_that_hangs_is_not_ready():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert probe.is_ready(silent.getsockname()[1], host_name="localhost", seconds=0.2) is False


def test_the_health_check_takes_port_and_name_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("PORT", str(server.server_port))
    monkeypatch.setenv("ALLOWED_HOSTS", ".portal.example.org, other.example.org")

    assert probe.main() == 0
    assert asked == [("/readyz", "portal.example.org")]


def test_the_health_check_ends_with_1_when_the_portal_is_not_ready(server, monkeypatch):
    monkeypatch.setenv("PORT", str(server.server_port))
    Portal.status = 503

    assert probe.main() == 1
