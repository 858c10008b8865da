from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cop_portal.environment import Environment, WrongValue

ROOT = Path(__file__).resolve().parents[2]
GOOD_KEY = "k3y-" + "0123456789abcdef" * 4


def env(**variables):
    return Environment(variables)


def refusal(read):
    with pytest.raises(WrongValue) as caught:
        read()
    return str(caught.value)


class TestText:
    def test_is_trimmed(self):
        assert env(NAME="  CoP ").text("NAME") == "CoP"

    def test_counts_as_not_set_when_empty(self):
        assert env(NAME=" ").text("NAME", "CoP Portal") == "CoP Portal"

    @pytest.mark.parametrize("value", ["CoP\nPortal", "CoP\rPortal", "CoP\x1bPortal"])
    def test_is_one_line_for_it_may_stand_in_the_header_of_a_mail(self, value):
        assert refusal(lambda: env(NAME=value).text("NAME")) == "NAME must be one line, without control characters."


class TestFlag:
    @pytest.mark.parametrize("value", ["1", "true", "Yes", "ON"])
    def test_yes(self, value):
        assert env(DEBUG=value).flag("DEBUG", default=False) is True

    @pytest.mark.parametrize("value", ["0", "false", "No", "off"])
    def test_no(self, value):
        assert env(DEBUG=value).flag("DEBUG", default=True) is False

    @pytest.mark.parametrize("default", [True, False])
    def test_the_default_holds_when_empty(self, default):
        assert env(DEBUG="").flag("DEBUG", default=default) is default

    def test_anything_else_is_refused(self):
        sentence = refusal(lambda: env(DEBUG="maybe").flag("DEBUG", default=False))
        assert sentence == "DEBUG must be 1 or 0 (or yes, no, true, false), not 'maybe'."


class TestNumber:
    def test_is_read(self):
        assert env(PORT="8080").number("PORT", 8000, low=1, high=65535) == 8080

    @pytest.mark.parametrize("value", ["0", "65536", "-1", "80.5", "http"])
    def test_what_is_none_or_out_of_bounds_is_refused(self, value):
        sentence = refusal(lambda: env(PORT=value).number("PORT", 8000, low=1, high=65535))
        assert sentence == f"PORT must be a whole number from 1 to 65535, not {value!r}."


def test_a_choice_is_one_of_the_choices():
    choices = {"INFO", "DEBUG"}

    assert env(LOG_LEVEL="DEBUG").choice("LOG_LEVEL", "INFO", choices) == "DEBUG"
    sentence = refusal(lambda: env(LOG_LEVEL="loud").choice("LOG_LEVEL", "INFO", choices))
    assert sentence == "LOG_LEVEL must be one of DEBUG, INFO, not 'loud'."


def test_words_are_separated_by_commas():
    assert env(ALLOWED_HOSTS="a.example.org, b.example.org,,").words("ALLOWED_HOSTS") == [
        "a.example.org",
        "b.example.org",
    ]


class TestFolder:
    def test_is_made(self, tmp_path):
        assert env(PORTAL_DATA_DIR=str(tmp_path / "a" / "b")).folder("PORTAL_DATA_DIR", tmp_path).is_dir()

    def test_what_cannot_be_one_is_refused(self, tmp_path):
        (tmp_path / "file").touch()
        sentence = refusal(lambda: env(MEDIA_ROOT=str(tmp_path / "file" / "media")).folder("MEDIA_ROOT", tmp_path))
        assert sentence == f"MEDIA_ROOT names {tmp_path}/file/media, which can't be made a folder: Not a directory."


class TestOrigin:
    @pytest.mark.parametrize("value", ["https://portal.example.org", "https://portal.example.org/"])
    def test_is_scheme_and_host(self, value):
        assert env(PORTAL_ORIGIN=value).origin("PORTAL_ORIGIN", "") == "https://portal.example.org"

    @pytest.mark.parametrize(
        "value",
        [
            "portal.example.org",
            "ftp://portal.example.org",
            "https://portal.example.org/cop",
            "https://portal.example.org#cop",
            "https://",
            "http://exa_mple:8000",
            "http://portal.example.org:abc",
            "http://me@portal.example.org",
            "http://[::1",
        ],
    )
    def test_anything_else_is_refused(self, value):
        assert refusal(lambda: env(PORTAL_ORIGIN=value).origin("PORTAL_ORIGIN", "")).startswith("PORTAL_ORIGIN must be")

    @pytest.mark.parametrize("value", ["http://localhost:8000", "http://10.0.0.5:80", "http://[::1]:8000"])
    def test_may_have_a_port(self, value):
        assert env(PORTAL_ORIGIN=value).origin("PORTAL_ORIGIN", "") == value


class TestHosts:
    def test_without_it_the_portals_own_and_this_machine(self):
        hosts = env().hosts("ALLOWED_HOSTS", origin="https://portal.example.org:8443")
        assert hosts == ["portal.example.org", "localhost", "127.0.0.1"]

    @pytest.mark.parametrize("value", ["portal.example.org,127.0.0.1", ".example.org", "Portal.Example.org"])
    def test_are_read(self, value):
        hosts = env(ALLOWED_HOSTS=value).hosts("ALLOWED_HOSTS", origin="https://portal.example.org")
        assert hosts == value.split(",")

    @pytest.mark.parametrize("value", ["http://portal.example.org/", "portal.example.org:8000", "portal_x.example.org"])
    def test_an_address_is_no_host(self, value):
        sentence = refusal(lambda: env(ALLOWED_HOSTS=value).hosts("ALLOWED_HOSTS", origin="https://portal.example.org"))
        assert sentence == f"ALLOWED_HOSTS must be names such as portal.example.org, by comma, not {value!r}."

    def test_the_portals_own_must_be_one_of_them(self):
        sentence = refusal(lambda: env(ALLOWED_HOSTS="a.org").hosts("ALLOWED_HOSTS", origin="http://localhost:8000"))
        assert sentence == "ALLOWED_HOSTS must name localhost too, the host of PORTAL_ORIGIN (http://localhost:8000)."


class TestListeningAddress:
    @pytest.mark.parametrize(
        ("value", "address"),
        [("", "127.0.0.1"), ("10.0.0.5", "10.0.0.5"), ("localhost", "127.0.0.1"), ("[::1]", "::1"), ("::", "::")],
    )
    def test_is_an_address_of_ip(self, value, address):
        assert env(BIND=value).listening_address("BIND", "127.0.0.1") == address

    @pytest.mark.parametrize("value", ["foo", "127.0.0.1:8000", "127.0.0"])
    def test_anything_else_is_refused(self, value):
        sentence = refusal(lambda: env(BIND=value).listening_address("BIND", "127.0.0.1"))
        assert sentence.startswith("BIND must be an address of this machine")


class TestMailbox:
    def test_is_an_address(self):
        assert env(SUPPORT="help@example.org").mailbox("SUPPORT", "") == "help@example.org"

    def test_may_have_a_name_before_it_where_that_is_asked_for(self):
        value = "CoP Portal <no-reply@example.org>"
        assert env(SENDER=value).mailbox("SENDER", "", with_name=True) == value
        assert refusal(lambda: env(SENDER=value).mailbox("SENDER", "")).startswith("SENDER must be an e-mail address")

    def test_may_be_missing(self):
        assert env().mailbox("SENDER", "Portal <no-reply@localhost>") == "Portal <no-reply@localhost>"

    @pytest.mark.parametrize("value", ["garbage", "Portal <no-reply>", "Portal, <no-reply@example.org", "<>"])
    def test_anything_else_is_refused(self, value):
        sentence = refusal(lambda: env(SENDER=value).mailbox("SENDER", "", with_name=True))
        assert sentence.startswith("SENDER must be an e-mail address")


class TestDatabase:
    def test_postgresql(self):
        config = env(DATABASE_URL="postgres://me:p%40ss@db:5433/portal").database("DATABASE_URL", "")
        wanted = ["ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT"]
        assert [config[key] for key in wanted] == [
            "django.db.backends.postgresql",
            "portal",
            "me",
            "p@ss",
            "db",
            5433,
        ]

    def test_sqlite(self):
        config = env(DATABASE_URL="sqlite:////srv/portal.sqlite3").database("DATABASE_URL", "")
        assert (config["ENGINE"], config["NAME"]) == ("django.db.backends.sqlite3", "/srv/portal.sqlite3")

    def test_another_kind_is_refused(self):
        assert "DATABASE_URL must begin with postgres://" in refusal(
            lambda: env(DATABASE_URL="mysql://me:hush@db/portal").database("DATABASE_URL", "")
        )

    def test_no_name_is_refused(self):
        sentence = refusal(lambda: env(DATABASE_URL="postgres://me:hush@db/").database("DATABASE_URL", ""))
        assert sentence == "DATABASE_URL names no database after the last slash."

    def test_a_port_that_is_none_is_refused_without_repeating_the_password(self):
        sentence = refusal(lambda: env(DATABASE_URL="postgres://me:hush@db:port/portal").database("DATABASE_URL", ""))
        assert sentence.startswith("DATABASE_URL can't be read as an address")
        assert "hush" not in sentence


class TestRedis:
    @pytest.mark.parametrize("value", ["rediss://host:6379/0", "redis://:hush@host", "unix:///run/redis.sock"])
    def test_is_an_address(self, value):
        assert env(REDIS_URL=value).redis("REDIS_URL") == value

    @pytest.mark.parametrize(
        ("value", "sentence"),
        [
            ("redis://me:hush@host:6379/x", "REDIS_URL must end with the number of a database, or with none"),
            ("redis://me:hush@host:port/0", "REDIS_URL can't be read: the port must be a number from 1 to 65535"),
            ("redis:///0", "REDIS_URL names no host"),
        ],
    )
    def test_each_part_is_looked_at_and_no_password_repeated(self, value, sentence):
        assert refusal(lambda: env(REDIS_URL=value).redis("REDIS_URL")) == f"{sentence} (redis://host:6379/0)."

    def test_may_be_missing(self):
        assert env().redis("REDIS_URL") == ""

    def test_anything_else_is_refused(self):
        assert refusal(lambda: env(REDIS_URL="localhost:6379").redis("REDIS_URL")).startswith("REDIS_URL must begin")


class TestEmail:
    def test_starttls(self):
        config = env(EMAIL_URL="smtp+tls://me:hush@mail.example.org:587").email("EMAIL_URL")
        assert config == {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_FILE_PATH": "",
            "EMAIL_HOST": "mail.example.org",
            "EMAIL_HOST_PASSWORD": "hush",
            "EMAIL_HOST_USER": "me",
            "EMAIL_PORT": 587,
            "EMAIL_USE_TLS": True,
        }

    def test_may_be_missing(self):
        assert env().email("EMAIL_URL") == {}

    @pytest.mark.parametrize("value", ["mail.example.org", "http://mail.example.org", "smtp://"])
    def test_anything_else_is_refused(self, value):
        assert refusal(lambda: env(EMAIL_URL=value).email("EMAIL_URL")).startswith("EMAIL_URL must begin with smtp://")

    @pytest.mark.parametrize("port", ["mail", "99999"])
    def test_a_port_that_is_none_is_refused_without_repeating_the_password(self, port):
        sentence = refusal(lambda: env(EMAIL_URL=f"smtp://me:hush@mail.example.org:{port}").email("EMAIL_URL"))
        assert sentence == "EMAIL_URL can't be read: the port must be a number from 1 to 65535."


class TestZoom:
    @pytest.mark.parametrize(
        "value",
        ["https://zoom.us/oauth/token", "https://api.zoom.us", "http://127.0.0.1:9100", "http://localhost:9100/v2"],
    )
    def test_is_asked_by_https_or_on_this_machine(self, value):
        assert env(ZOOM_API_URL=value).zoom_address("ZOOM_API_URL", "https://api.zoom.us") == value

    def test_zooms_own_address_is_the_default(self):
        assert env().zoom_address("ZOOM_API_URL", "https://api.zoom.us") == "https://api.zoom.us"

    @pytest.mark.parametrize(
        "value",
        [
            "http://api.zoom.us",
            "api.zoom.us",
            "https://",
            "https://me:pw@zoom.us",
            "https://zoom.us/?a=1",
            "https://[::1",
        ],
    )
    def test_the_keys_go_nowhere_else(self, value):
        sentence = refusal(
            lambda: env(ZOOM_OAUTH_URL=value).zoom_address("ZOOM_OAUTH_URL", "https://zoom.us/oauth/token")
        )
        assert sentence == (
            "ZOOM_OAUTH_URL must begin with https:// (http:// only to this machine, for a stand-in) and hold no name, "
            "no password and no query."
        )

    @pytest.mark.parametrize("value", ["host@example.org", "KDcuGIm1QgePTO8WbOqwIQ", ""])
    def test_a_host_is_an_address_or_an_id(self, value):
        assert env(ZOOM_HOST=value).zoom_host("ZOOM_HOST") == value

    @pytest.mark.parametrize("value", ["me", "..", "a host", "a/b", "a?b"])
    def test_what_would_lead_elsewhere_is_none(self, value):
        sentence = refusal(lambda: env(ZOOM_HOST=value).zoom_host("ZOOM_HOST"))
        assert sentence == f"ZOOM_HOST must be the address or the id of a user at Zoom, not {value!r}."

    def test_a_part_of_the_keys_is_refused_and_no_key_repeated(self):
        half = env(ZOOM_ACCOUNT_ID="canary", ZOOM_HOST="host@example.org")
        sentence = refusal(lambda: half.all_or_none("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_HOST"))
        assert sentence == "ZOOM_CLIENT_ID must be set too: ZOOM_ACCOUNT_ID is, and one is of no use without the other."

    def test_all_of_them_or_none_are_taken(self):
        env().all_or_none("ZOOM_ACCOUNT_ID", "ZOOM_HOST")
        env(ZOOM_ACCOUNT_ID="a", ZOOM_HOST="b").all_or_none("ZOOM_ACCOUNT_ID", "ZOOM_HOST")


class TestSecret:
    def test_is_read(self, tmp_path):
        assert env(SECRET_KEY=GOOD_KEY).secret("SECRET_KEY", kept_in=None) == GOOD_KEY

    def test_is_made_once_where_it_may_be(self, tmp_path):
        first = env().secret("SECRET_KEY", kept_in=tmp_path / "key")

        assert len(first) > 50
        assert env().secret("SECRET_KEY", kept_in=tmp_path / "key") == first
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600

    def test_is_not_made_elsewhere(self):
        assert refusal(lambda: env().secret("SECRET_KEY", kept_in=None)).startswith("SECRET_KEY must be set")

    @pytest.mark.parametrize("value", ["short", "a" * 60])
    def test_a_weak_one_is_refused_without_being_repeated(self, value):
        sentence = refusal(lambda: env(SECRET_KEY=value).secret("SECRET_KEY", kept_in=None))
        assert sentence == "SECRET_KEY must be at least 50 characters long and random."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WEB_CONCURRENCY", "many", "WEB_CONCURRENCY must be a whole number from 1 to 128, not 'many'."),
        (
            "ALLOWED_HOSTS",
            "portal.example.org",
            "ALLOWED_HOSTS must name localhost too, the host of PORTAL_ORIGIN (http://localhost:8000).",
        ),
        (
            "PORTAL_SUPPORT_EMAIL",
            "notamail",
            "PORTAL_SUPPORT_EMAIL must be an e-mail address such as support@portal.example.org, not 'notamail'.",
        ),
        (
            "DEFAULT_FROM_EMAIL",
            "garbage",
            "DEFAULT_FROM_EMAIL must be an e-mail address such as CoP Portal <no-reply@portal.example.org>, not 'garbage'.",
        ),
        ("PORT", "http", "PORT must be a whole number from 1 to 65535, not 'http'."),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts; * would let a forged Host through."),
        ("REDIS_URL", "localhost", "REDIS_URL must begin with redis:// or rediss:// (redis://host:6379/0)."),
        (
            "SECRET_KEY",
            "",
            (
                "SECRET_KEY must be set: a long random text that stays the same from start to start. "
                "(To try the portal out, put PORTAL_DEMO=1 in front instead.)"
            ),
        ),
    ],
)
def test_the_portal_refuses_to_start_with_a_sentence_and_nothing_else(name, value, sentence, tmp_path):
    environment = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": GOOD_KEY, name: value}
    outcome = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (1, "", sentence + "\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "program",
    [
        ("celery", "--app", "cop_portal", "worker"),
        ("celery", "--app", "cop_portal", "beat"),
        ("gunicorn", "--config", "python:cop_portal.gunicorn_conf"),
    ],
    ids=["worker", "clock", "web"],
)
def test_so_do_the_programs_that_run_without_manage(program, tmp_path):
    environment = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": GOOD_KEY, "BIND": "foo"}
    outcome = subprocess.run(
        [sys.executable, "-m", *program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    sentence = "BIND must be an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them, not 'foo'.\n"
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (1, "", sentence)
