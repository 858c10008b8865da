from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from cohorts.enums import EnrollmentStatus
from sessions.enums import PresenceSource, SessionFormat, SessionStatus
from sessions.models import LiveSession, Presence
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(live_session):
    LiveSession.objects.update(
        format=SessionFormat.IN_PERSON, place_name="Riverside Library", place_address="12 Main Street",
        access_information="Step-free from the yard.", place_kind="community",
    )  # fmt: skip
    live_session.refresh_from_db()
    return live_session


def here(visit, role="participant", at=START, **kwargs):
    return visit(role, "sessions:here", "place-matters", at=at, **kwargs)


def press(visit, role="participant", at=START):
    return here(visit, role, at, data={})


class TestTheButton:
    def test_pressed_it_notes_the_person_and_says_so(self, visit, cast, place):
        assert "I’m here It notes that Participant is at this session." in text_of(here(visit))
        answer = press(visit, at=START - 2 * MINUTE)
        assert answer.status_code == 200
        assert "Thank you, Participant: you have been here since Sep 21, 11:58 am." in text_of(answer)
        presence = Presence.objects.get()
        assert (presence.person, presence.source, presence.joined_at) == (
            cast["participant"], PresenceSource.QR, START - 2 * MINUTE,
        )  # fmt: skip

    def test_sent_twice_it_is_one_arrival_at_the_first_time(self, visit, place):
        press(visit, at=START)
        assert "since Sep 21, 12:00 pm" in text_of(press(visit, at=START + MINUTE))
        assert Presence.objects.count() == 1
        assert "<button" not in here(visit).content.decode()

    @pytest.mark.parametrize("at", [START - 15 * MINUTE, END - MINUTE])
    def test_from_the_opening_of_the_doors_to_the_end(self, visit, place, at):
        assert "<button" in here(visit, at=at).content.decode()
        assert "Thank you" in text_of(press(visit, at=at))

    @pytest.mark.parametrize(
        ("at", "changes", "words"),
        [
            (START - 16 * MINUTE, {}, "It is too early: you can check in from 15 minutes before the start."),
            (END, {}, "This session is over. If you were there, tell a facilitator."),
            (START, {"status": SessionStatus.CANCELLED, "cancellation_reason": "Snow."}, "This session is cancelled."),
            (START, {"format": SessionFormat.VIRTUAL}, "This session has no place to come to. Join it from its page."),
        ],
    )
    def test_otherwise_it_is_not_there_and_does_nothing(self, visit, place, at, changes, words):
        LiveSession.objects.update(**changes)
        assert words in text_of(here(visit, at=at))
        assert "<button" not in here(visit, at=at).content.decode()
        answer = press(visit, at=at)
        assert f'role="alert">{words}' in answer.content.decode()
        assert not Presence.objects.exists()

    def test_a_hybrid_session_has_a_place_too(self, visit, place):
        LiveSession.objects.update(format=SessionFormat.HYBRID)
        assert "Thank you" in text_of(press(visit))

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn"])
    def test_nobody_from_elsewhere_is_noted(self, visit, place, role):
        assert (here(visit, role).status_code, press(visit, role).status_code) == (404, 404)
        assert not Presence.objects.exists()


class TestSignedOut:
    def test_one_signs_in_and_comes_back(self, client, place):
        address = reverse("sessions:here", args=[place.cohort.slug, "place-matters"])
        page = client.get(address)
        assert "Sign in once; then one button says that you are here. Sign in" in text_of(page)
        assert f"/account/login/?next={address}" in page.content.decode()
        assert "Sign the paper sheet at the door" in text_of(page)
        assert client.post(address)["Location"] == f"/account/login/?next={address}"
        assert not Presence.objects.exists()

    def test_it_tells_nothing_of_what_there_is(self, client, place):
        real = client.get(reverse("sessions:here", args=[place.cohort.slug, "place-matters"]))
        made_up = client.get(reverse("sessions:here", args=["no-cohort", "no-session"]))
        assert (real.status_code, made_up.status_code) == (200, 200)
        assert text_of(real) == text_of(made_up)
        assert "Place Matters" not in real.content.decode()


def test_it_arrives_on_a_weak_line(visit, place):
    """Everything that the page loads, as it is and as it travels."""
    page = here(visit).content
    static = Path(settings.BASE_DIR) / "static"
    parts = [page, *((static / name).read_bytes() for name in ("css/here.css", "img/favicon.svg"))]
    assert page.count(b"<link") + page.count(b"<script") + page.count(b"<img") == 2
    assert sum(len(part) for part in parts) < 4_000
    assert sum(len(gzip.compress(part)) for part in parts) < 2_500


def test_it_costs_little(counted, place):
    counted(5, "participant", "sessions:here", "place-matters", at=START)
    counted(13, "participant", "sessions:here", "place-matters", at=START, data={})


class TestTheSheet:
    def test_names_in_order_with_their_organization_and_nothing_else(self, visit, cast, place):
        EnrollmentFactory(
            cohort=cast.cohort, person__name="Alma Reyes", person__email="alma-canary@example.org",
            organization=OrganizationFactory(name="Riverside Health Center"),
        )  # fmt: skip
        EnrollmentFactory(cohort=cast.cohort, person__name="Zoe Withdrawn", status=EnrollmentStatus.WITHDRAWN)
        page = visit("facilitator", "sessions:sign_in_sheet", "place-matters")
        said = text_of(page)
        assert "1 Alma Reyes Riverside Health Center 2 Coach" in said
        assert "Zoe Withdrawn" not in said
        assert "@example.org" not in said.replace("support@example.org", "")
        assert "Riverside Library community-based place Getting there 12 Main Street Access Step-free" in said
        assert page.content.decode().count("<tr><td></td><td></td><td></td><td></td></tr>") == 12

    @pytest.mark.parametrize("name", ["sign_in_sheet", "here_code"])
    def test_the_code_leads_to_the_button(self, visit, place, name):
        page = visit("facilitator", f"sessions:{name}", "place-matters")
        address = reverse("sessions:here", args=[place.cohort.slug, "place-matters"])
        assert f"http://testserver{address}" in text_of(page)
        assert "QR code with the address below" in page.content.decode()

    @pytest.mark.parametrize("name", ["sign_in_sheet", "here_code"])
    def test_a_virtual_session_has_none(self, visit, live_session, name):
        page = visit("facilitator", f"sessions:{name}", "place-matters")
        assert "This session has no place to come to: it is virtual." in text_of(page)
        assert "QR code" not in page.content.decode()

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_with_one_and_with_three(self, counted, cast, place, number):
        EnrollmentFactory.create_batch(number, cohort=cast.cohort)
        counted(6, "facilitator", "sessions:sign_in_sheet", "place-matters")
