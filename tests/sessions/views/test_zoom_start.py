"""Starting the meeting as its host: the link goes from Zoom into one redirection, and nowhere else."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from sessions.models import LiveSession, ZoomMeeting
from sessions.operations import zoom_starting
from sessions.operations.zoom_starting import WAITED_FOR, account_for_a_click
from sessions.zoom.errors import ZoomIsAway
from tests.sessions.views.conftest import text_of
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.standin.doors import transport_to
from tests.sessions.zoom.standin.faults import Fault

pytestmark = pytest.mark.django_db
BEFORE = START - timedelta(minutes=20)
PLACE = "sessions:zoom_start"
BUTTON = "Start the meeting as host"


@pytest.fixture
def made(at_zoom, cast, monkeypatch):
    """The session `session-5` of the cast's cohort; also those who wait ask the stand-in."""
    at_zoom.clock.now = BEFORE
    monkeypatch.setattr(
        zoom_starting, "new_http", lambda: httpx.Client(transport=transport_to(at_zoom.standin), trust_env=False)
    )
    return at_zoom.made(cast.cohort)


def start(visit, role="facilitator", at=BEFORE, **more):
    return visit(role, PLACE, "session-5", at=at, data={}, **more)


@pytest.mark.parametrize("role", ["facilitator", "coordinator"])
def test_it_leads_to_zoom_with_a_fresh_link_that_nothing_keeps(visit, made, role, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = start(visit, role)
    assert (answer.status_code, answer["Location"]) == (303, "https://us02web.zoom.us/s/85200000001?zak=start-secret")
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert (answer["Referrer-Policy"], answer.content) == ("no-referrer", b"")
    assert "start-secret" not in caplog.text + str(list(ZoomMeeting.objects.values()))
    assert "starts the meeting of session" in caplog.text


def test_each_click_asks_anew(visit, made, at_zoom):
    before = len(at_zoom.standin.seen)
    start(visit)
    start(visit)
    asked = [path for _verb, path, _status in at_zoom.standin.seen[before:]]
    assert asked == ["/oauth/token", "/v2/meetings/85200000001"] * 2


def test_the_button_stands_where_the_meeting_does_and_the_link_in_no_page(visit, made, at_zoom):
    seen = len(at_zoom.standin.seen)
    for name in ("sessions:session_detail", "sessions:session_edit"):
        page = visit("facilitator", name, "session-5", at=BEFORE)
        assert BUTTON in text_of(page)
        assert "start-secret" not in page.content.decode()
        policy = page["Content-Security-Policy"]
        assert (
            "form-action 'self' https://zoom.us https://*.zoom.us https://zoomgov.com https://*.zoomgov.com" in policy
        )
    # Looking asks nobody.
    assert len(at_zoom.standin.seen) == seen
    page = visit("participant", "sessions:session_detail", "session-5", at=BEFORE)
    assert (BUTTON in text_of(page), "zoom.us" in page["Content-Security-Policy"]) == (False, False)


@pytest.mark.parametrize("role", ["participant", "coach", "observer", "team_lead"])
def test_others_may_not(visit, made, at_zoom, role):
    seen = len(at_zoom.standin.seen)
    assert start(visit, role).status_code == 403
    assert visit("facilitator", PLACE, "session-5", at=BEFORE).status_code == 405
    assert len(at_zoom.standin.seen) == seen


class TestWhereThereIsNothingToStart:
    def refused(self, visit, at_zoom, at=BEFORE):
        seen = len(at_zoom.standin.seen)
        page = visit("facilitator", "sessions:session_edit", "session-5", at=at)
        assert BUTTON not in text_of(page)
        assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
        said = text_of(start(visit, at=at, follow=True))
        assert len(at_zoom.standin.seen) == seen
        return said

    def test_with_a_pasted_link(self, visit, made, at_zoom):
        LiveSession.objects.update(join_url="https://zoom.us/j/1")
        assert "Start the one you pasted at Zoom itself." in self.refused(visit, at_zoom)

    def test_with_a_meeting_that_is_gone(self, visit, made, at_zoom):
        ZoomMeeting.objects.update(state="gone")
        assert "The portal has no meeting at Zoom for this session." in self.refused(visit, at_zoom)

    def test_once_it_is_over(self, visit, made, at_zoom):
        assert "its meeting is not started any more." in self.refused(visit, at_zoom, at=START + timedelta(hours=2))

    def test_cancelled(self, visit, made, at_zoom):
        LiveSession.objects.update(status="cancelled")
        assert "over or cancelled" in self.refused(visit, at_zoom)

    def test_without_keys(self, visit, made, at_zoom, settings):
        settings.ZOOM_ACCOUNT_ID = ""
        seen = len(at_zoom.standin.seen)
        assert BUTTON not in text_of(visit("facilitator", "sessions:session_edit", "session-5", at=BEFORE))
        answer = start(visit)
        assert (answer.status_code, len(at_zoom.standin.seen)) == (503, seen)
        assert "The portal has no keys for Zoom any more." in text_of(answer)


class TestWhenZoomDoesNot:
    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (Fault.SERVER_ERROR, "Zoom does not answer at the moment."),
            (Fault.DROP_BEFORE, "Zoom does not answer at the moment."),
            (Fault.TOO_MANY, "Zoom takes no more requests for a moment."),
            (Fault.NONSENSE, "Zoom's answer could not be read"),
            (Fault.HTML, "Zoom's answer could not be read"),
        ],
    )
    def test_a_page_says_so_after_one_try(self, visit, made, at_zoom, fault, said):
        seen = len(at_zoom.standin.seen)
        at_zoom.fail(fault)
        answer = start(visit)
        assert answer.status_code == 503
        assert ["The meeting could not be started" in text_of(answer), said in text_of(answer)] == [True, True]
        assert BUTTON in text_of(answer)
        assert "https://*.zoom.us" in answer["Content-Security-Policy"]
        assert len(at_zoom.standin.seen) == seen + 2

    def test_deleted_there_it_says_so(self, visit, made, at_zoom):
        at_zoom.standin.meetings.clear()
        assert start(visit).status_code == 503

    @pytest.mark.parametrize(
        "url",
        [
            "https://zoom.us.elsewhere.example/s/1", "http://us02web.zoom.us/s/1", "https://elsewhere.example/s/1",
            "https://us02web.zoom.us@elsewhere.example/s/1", "https://elsewhere.example\\.zoom.us/s/1",
            "http://127.0.0.1:1/s/1", "https://us02web.zoom.us:8443/s/1", "javascript:alert(1)", "https://zoom.us/s/\n1",
        ],
    )  # fmt: skip
    def test_a_link_that_leads_elsewhere_is_not_followed(self, visit, made, at_zoom, url):
        at_zoom.standin.meetings[85200000001]["start_url"] = url
        answer = start(visit)
        assert (answer.status_code, answer.has_header("Location")) == (503, False)

    def test_nobody_waits_for_longer(self, at_zoom, monkeypatch):
        """Real time, and a Zoom that never answers: the token and the meeting together take as long as one may wait."""
        monkeypatch.setattr(zoom_starting, "WAITED_FOR", timedelta(seconds=0.3))

        def never(request):
            waited = request.extensions["timeout"]["read"]
            time.sleep(waited)
            raise httpx.ReadTimeout("Too late.", request=request)

        monkeypatch.setattr(zoom_starting, "new_http", lambda: httpx.Client(transport=httpx.MockTransport(never)))
        began = time.monotonic()
        with account_for_a_click(timezone.now()) as zoom, pytest.raises(ZoomIsAway):
            zoom.meetings.start_link(85200000001)
        assert time.monotonic() - began < 4
        assert timedelta(seconds=5) == WAITED_FOR


def test_a_stand_in_on_this_machine_may_be_led_to(visit, made, at_zoom, settings):
    settings.ZOOM_API_URL = settings.ZOOM_OAUTH_URL = at_zoom.standin.api_url = "http://127.0.0.1:9100"
    at_zoom.standin.meetings[85200000001]["start_url"] = "http://127.0.0.1:9100/s/1"
    assert start(visit)["Location"] == "http://127.0.0.1:9100/s/1"
    page = visit("facilitator", "sessions:session_edit", "session-5", at=BEFORE)
    assert "http://127.0.0.1:9100" in page["Content-Security-Policy"]
