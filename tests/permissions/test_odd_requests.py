"""Requests that make no sense end in a page of ours, soon, and tell nothing (security.md C-06, D-03, D-04, I-09)."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.permissions.matrix import MATRIX
from tests.permissions.state import everything_kept
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

ROLES = ["participant", "site_admin"]
# What no page of ours says: of the code, its paths and its database.
INSIDES = [
    "Traceback",
    "site-packages",
    str(settings.BASE_DIR),
    "SELECT ",
    "DATABASES",
    "Django Version",
    "DisallowedHost",
    "psycopg",
]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def browser_of(world):
    def open_browser(role, **keywords):
        browser = Client(raise_request_exception=False, **keywords)
        if role != "anonymous":
            browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
        return browser

    return open_browser


def told(response):
    """The text of an answer, whole."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:
        close()
    return body.decode(errors="replace")


def wrong_with(response):
    """What is wrong with an answer to nonsense: that the portal broke over it, or what it told."""
    text = told(response)
    said = [word for word in INSIDES if word in text]
    return [*said, response.status_code] if said or response.status_code >= 500 else []


VALUES = [
    "-1",
    "0",
    "99999999999999999999999",
    "1e9",
    "٣",
    "²",
    "NaN",
    "None",
    "%00",
    "%ff%fe",
    "%25",
    "'",
    '"',
    ")",
    "';--",
    "__",
    "pk__in",
    "author__password",
    "-author__password",
    "_connector",
    "?",
    "*",
    "[",
    "\\",
    "a" * 4000,
    quote("🙂" * 200),
]
# Those that read what stands behind the question mark, and what they read there; each page gets names of no use, too.
READERS = [
    ("home", ["next"]),
    ("account_login", ["next"]),
    ("start_cohort", ["title", "slug", "starts"]),
    ("discussions:board_detail", ["page"]),
    ("discussions:thread_detail", ["page"]),
    ("discussions:thread_detail", ["post"]),
    ("discussions:thread_detail", ["reply_to"]),
    ("discussions:thread_detail", ["unread"]),
    ("sessions:agenda_edit", ["from"]),
    ("sessions:session_detail", ["set-up"]),
    ("sessions:recording_detail", ["q", "t"]),
    ("sessions:library", ["q", "kind", "topic", "page"]),
    ("sessions:library", ["page"]),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("page", "names"), READERS)
def test_no_query_breaks_a_page(role, page, names, world, browser_of):
    browser, broken = browser_of(role), {}
    address = reverse(page, kwargs=MATRIX[page].kwargs(world))
    queries = ["&".join(f"{name}={value}" for name in [*names, "order_by", "_connector", ""]) for value in VALUES]
    for query in [*queries, "&".join(f"{names[0]}={number}" for number in range(300)), "=&&=&;=;%=%&?"]:
        if wrong := wrong_with(browser.get(f"{address}?{query}")):
            broken[query] = wrong
    assert broken == {}


LISTS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", LISTS, ids=[model._meta.label for model in LISTS])
def test_no_query_breaks_a_list_of_the_administration(model, world, browser_of):
    browser, broken = browser_of("site_admin"), {}
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    asked = [f"q={value}" for value in VALUES]
    asked += [f"{name}={value}" for name in ("pk__in", "a__b__c", "person__password", "_connector") for value in "1'%"]
    for query in asked:
        if wrong := wrong_with(browser.get(f"{address}?{query}")):
            broken[query] = wrong
    assert broken == {}


@pytest.mark.parametrize(
    "page", ["accounts_user", "cohorts_enrollment", "discussions_post", "live_sessions_livesession"]
)
def test_no_order_and_no_page_breaks_a_list_of_the_administration(page, world, browser_of):
    """Django's own code, the same for every list."""
    browser, broken = browser_of("site_admin"), {}
    for value in VALUES:
        if wrong := wrong_with(browser.get(f"{reverse(f'admin:{page}_changelist')}?o={value}&p={value}&all=")):
            broken[value] = wrong
    assert broken == {}


def test_a_list_is_sorted_by_its_own_columns_only(world, browser_of):
    """The hash of a password could be read from an order, digit by digit."""
    browser = browser_of("site_admin")
    address = reverse("admin:accounts_user_changelist")
    for query in ("o=99", "o=password", "o=-password", "order_by=password", "password__startswith=md5"):
        response = browser.get(f"{address}?{query}")
        kept = response.status_code == 200 and "password" not in str(response.context["cl"].queryset.query.order_by)
        assert kept or response.status_code in {302, 400}, query


ODD_PATHS = [
    "/%00",
    "/%ff%fe/",
    "/%c0%ae%c0%ae/etc/passwd",
    "/../../etc/passwd",
    "/cohorts/%00/",
    "/cohorts/%F0%28%8C%28/",
    "/invitations/%00/",
    "/invitations/%ff/",
    "/invitations/" + "a" * 5000 + "/",
    "/invitations/{{7*7}}/",
    "/account/first/%00/",
    "/account/first/%ff/",
    "/demo/mailbox/..%2f..%2fetc%2fpasswd/",
    "/demo/mailbox/%00/",
    "/static/../cop_portal/settings.py",
    "/static/%2e%2e/%2e%2e/manage.py",
    "/static/%00",
    "/media/",
    "/.env",
    "/.git/config",
    "/admin/%00/",
    "/admin/accounts/user/%00/change/",
    "/admin/accounts/user/99999999999999999999999/change/",
    "/admin/accounts/user/x/change/",
    "/cohorts/x/discussions/y/z/posts/99999999999999999999999/edit/",
    "/" + "a/" * 2000,
]


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
@pytest.mark.parametrize("path", ODD_PATHS)
def test_no_path_breaks_the_portal(role, path, browser_of):
    response = browser_of(role).get(path)
    assert (response.status_code, wrong_with(response)) in [(status, []) for status in (200, 302, 400, 404)]
    # 200 is the kind page for links that open nothing; to read, there is nothing at any of them.
    assert response.status_code != 200 or path.startswith("/invitations/")


FIELD = re.compile(r"<(?:input|textarea|select)\b[^>]*?\bname=\"([^\"]+)\"")
NOTHING = {"csrfmiddlewaretoken"}
LONG = "{{7*7}}" * 20_000


def forms_of(role, world, browser):
    """Every address with a form this role gets, and the names of its fields."""
    for name, row in MATRIX.items():
        address = reverse(name, kwargs=row.kwargs(world))
        if row.get.expected(role) == "ok":
            fields = set(FIELD.findall(told(browser.get(address)))) - NOTHING
            yield name, address, fields or {"body", "reason", "time_zone"}


BODIES = {
    "zero bytes": lambda fields: "&".join(f"{field}=a%00b" for field in fields),
    "not UTF-8": lambda fields: "&".join(f"{field}=%ff%fe%c0" for field in fields),
    "half a character": lambda fields: "&".join(f"{field}=%ed%a0%80" for field in fields),
    "each field twice": lambda fields: "&".join(f"{field}=1&{field}=2" for field in fields),
    "numbers beyond all": lambda fields: "&".join(f"{field}={'9' * 40}" for field in fields),
    "very long": lambda fields: "&".join(f"{field}={LONG}" for field in list(fields)[:12]),
    "nothing that is a form": lambda fields: "%%%&&&===",
}
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", BODIES)
def test_no_form_breaks_the_portal(role, kind, world, browser_of):
    browser, broken, filled_in = browser_of(role), {}, 0
    signed_in = browser.cookies.output(header="")
    for name, address, fields in list(forms_of(role, world, browser)):
        if name == "account_logout":
            continue
        browser.cookies.load(signed_in.replace("\r\n", "; "))
        response = browser.post(address, BODIES[kind](sorted(fields)), content_type=FORM)
        filled_in += 1
        if wrong := wrong_with(response):
            broken[name] = wrong
    assert broken == {}
    assert filled_in > 15
    # A field that took a text of this length would have no limit.
    assert max(len(str(value)) for rows in everything_kept().values() for row in rows for value in row) < len(LONG) / 2


def test_an_unknown_host_is_refused(browser_of):
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "a b", "[::1", "é.example"):
        response = browser_of("anonymous").get("/", headers={"host": host})
        assert (response.status_code, wrong_with(response)) == (400, [])
        assert "<h1>The portal could not read that request</h1>" in response.text
        assert "evil" not in response.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{", "application/json"),
        ('{"a": ' * 5000, "application/json"),
        (b"\xff\xfe", "text/plain; charset=utf-16"),
        ("a=1", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"--x\r\n", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb", "multipart/form-data; boundary=\xff"),
        (
            b'--x\r\nContent-Disposition: form-data; name="body"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"&".join(b"f%d=1" % number for number in range(100_000)), FORM),
        (b"body=" + b"a" * 3_000_000, FORM),
        (
            b"".join(
                b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n\r\n' for _ in range(20_000)
            ),
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=[
        *("half of JSON", "deep JSON", "another charset", "an unknown charset", "no boundary", "half a part"),
        *("an odd boundary", "broken base64", "very many fields", "a very large form", "very many files"),
    ],
)
@pytest.mark.parametrize("address", ["/account/login/", "/me/"])
def test_a_body_that_makes_no_sense(address, body, content_type, browser_of):
    response = browser_of("participant").generic("POST", address, body, content_type=content_type)
    assert response.status_code < 500
    assert wrong_with(response) == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GARBAGE", "PUT", "DELETE", "PATCH"])
def test_a_method_that_no_page_has(method, browser_of):
    response = browser_of("participant").generic(method, "/")
    assert (response.status_code, wrong_with(response)) == (405, [])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no limit for a query's time")
def test_a_query_that_runs_away_is_ended():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("10s",)
