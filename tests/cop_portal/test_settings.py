"""What holds where the portal is served over https, asked of a process that has started so (security.md C-02, A-12)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = """
import json, django
django.setup()
from django.test import Client
def told(response):
    cookies = {name: str(morsel) for name, morsel in response.cookies.items()}
    return {"status": response.status_code, "headers": dict(response.headers), "cookies": cookies}
browser = Client(headers={"host": "portal.example.org"})
print(json.dumps({
    "plain": told(browser.get("/account/login/")),
    "secure": told(browser.get("/account/login/", secure=True)),
    "claimed": told(browser.get("/account/login/", headers={"x-forwarded-proto": "https"})),
    "foreign": told(Client(headers={"host": "evil.example"}).get("/account/login/", secure=True)),
}))
"""


def answers_of(tmp_path, **environment):
    environment |= {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "cop_portal.settings",
        "PORTAL_DATA_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "PORTAL_ORIGIN": "https://portal.example.org",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    said = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(said.stdout)


@pytest.mark.slow
def test_over_https_everything_stays_on_https(tmp_path):
    answers = answers_of(tmp_path)
    assert (answers["plain"]["status"], answers["plain"]["headers"]["Location"]) == (
        301,
        "https://portal.example.org/account/login/",
    )
    secure = answers["secure"]
    assert secure["status"] == 200
    assert secure["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert set(secure["cookies"]) == {"__Host-csrf"}
    for word in ("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"):
        assert word in secure["cookies"]["__Host-csrf"]
    assert "Domain=" not in secure["cookies"]["__Host-csrf"]
    # Nobody said that a proxy stands in front: what a visitor writes into its header is not believed.
    assert answers["claimed"]["status"] == 301
    assert answers["foreign"]["status"] == 400


@pytest.mark.slow
def test_behind_a_proxy_its_word_is_taken(tmp_path):
    assert answers_of(tmp_path, BEHIND_PROXY="1")["claimed"]["status"] == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("demo", "said", "asks"), [("0", "", "True"), ("1", "", "False"), ("1", "1", "True"), ("0", "0", "refused")]
)
def test_a_second_factor_is_asked_for_everywhere_but_in_a_demo(tmp_path, demo, said, asks):
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_DATA_DIR": str(tmp_path),
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "PORTAL_DEMO": demo,
        "REQUIRE_SECOND_FACTOR": said,
    }
    ask = "from cop_portal.settings import REQUIRE_SECOND_FACTOR; print(REQUIRE_SECOND_FACTOR)"
    done = subprocess.run(
        [sys.executable, "-c", ask], check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    refused = "REQUIRE_SECOND_FACTOR can be 0 in demo mode only" in done.stderr
    assert (done.stdout.strip() or ("refused" if refused else done.stderr)) == asks
