"""Every address as every role: the table in matrix.py and the URLconf agree, and each answer is the one it says."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import ROLES
from tests.permissions.access import heard
from tests.permissions.matrix import DJANGO_ADMIN, MATRIX
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db


def route_names(resolver: URLResolver, namespace: str = "") -> set[str]:
    """The names of all routes below a resolver: "sessions:schedule". A route without a name would be none of ours."""
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            names.add(f"{namespace}{pattern.name}")
        elif pattern.namespace != "admin":
            names |= route_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
    return names


def test_every_route_has_a_row_and_every_row_a_route():
    assert route_names(get_resolver()) == set(MATRIX)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client_of(world):
    """A browser in which the role is signed in."""

    def open_browser(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
        return client

    return open_browser


AREAS = {name.partition(":")[0] if ":" in name else "portal" for name in MATRIX}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("area", sorted(AREAS))
def test_answers_are_those_the_matrix_says(area, method, world, client_of):
    """One world for all routes of an area: making the people takes longer than asking for them."""
    browsers = {role: client_of(role) for role in ROLES}
    signed_in = {role: browser.cookies.output(header="") for role, browser in browsers.items()}
    routes = [name for name in MATRIX if name.startswith(f"{area}:") or (area == "portal" and ":" not in name)]
    said, expected = {}, {}
    for name in routes:
        row = MATRIX[name]
        address = reverse(name, kwargs=row.kwargs(world))
        access = row.get if method == "get" else row.post
        for role, browser in browsers.items():
            # Each role comes to the same world, whatever the one before was allowed to do.
            browser.cookies = SimpleCookie(signed_in[role])
            with transaction.atomic():
                response = getattr(browser, method)(address)
                said[name, role] = heard(response)
                for close in response._resource_closers:  # `response.close()` would take the database along
                    close()
                transaction.set_rollback(True)
            expected[name, role] = access.expected(role)
    assert {key: answer for key, answer in said.items() if answer != expected[key]} == {}
    assert len(said) == len(routes) * len(ROLES)


@pytest.mark.parametrize("name", DJANGO_ADMIN)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "site_admin"])
def test_administration_is_for_administrators(name, role, client_of):
    response = client_of(role).get(reverse(name), follow=True)
    if role == "anonymous":
        assert response.redirect_chain[-1][0].startswith("/account/login/")
    else:
        assert response.status_code == 403
