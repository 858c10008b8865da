from __future__ import annotations

import pytest
from django.urls import reverse

from sessions.enums import EventState, ZoomState
from sessions.models import ZoomEvent, ZoomMeeting, ZoomRegistrant
from sessions.operations.zoom_events import apply_waiting_events
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.webhook.events import MIDDAY, body, file, joined, recorded

pytestmark = pytest.mark.django_db
SECRETS = [
    "join-secret",
    "tk=registrant",
    "passcode-1",
    "pass-of-the-recording",
    "token-of-the-download",
    "secret-in-a-link",
]


def url(model, page, *args):
    return reverse(f"admin:live_sessions_{model}_{page}", args=args)


@pytest.fixture
def registered(at_zoom):
    """Makes so many meetings, with somebody registered for each and an event of each."""

    def make(number=1):
        for count in range(number):
            cohort = CohortFactory(zoom_registration=True)
            EnrollmentFactory(cohort=cohort)
            at_zoom.made(cohort, title=f"Theme {count}")
            tell(joined("1", count))
        return ZoomMeeting.objects.order_by("pk").last()

    return make


@pytest.mark.parametrize("model", ["zoommeeting", "zoomregistrant", "zoomevent"])
@pytest.mark.parametrize("number", [1, 3])
def test_each_list_takes_as_many_queries_however_long(desk, registered, model, number, django_assert_num_queries):
    registered(number)
    desk.get(url(model, "changelist"))
    with django_assert_num_queries(6):
        assert desk.get(url(model, "changelist"), {"q": "85"}).status_code == 200


def test_no_link_and_no_secret_is_shown(desk, registered):
    meeting = registered()
    tell(recorded("recording.completed", 9, file("MP4")))
    pages = [desk.get(url(model, "changelist")) for model in ("zoommeeting", "zoomregistrant", "zoomevent")]
    pages += [desk.get(url("zoommeeting", "change", meeting.pk))]
    pages += [desk.get(url("zoomregistrant", "change", ZoomRegistrant.objects.get().pk))]
    pages += [desk.get(url("zoomevent", "change", event.pk)) for event in ZoomEvent.objects.all()]
    assert [page.status_code for page in pages] == [200] * 7
    assert [secret for secret in SECRETS for page in pages if secret in page.content.decode()] == []


def test_nothing_is_written_here(desk, registered):
    registered()
    for model, row in [
        ("zoommeeting", ZoomMeeting.objects.get()),
        ("zoomregistrant", ZoomRegistrant.objects.get()),
        ("zoomevent", ZoomEvent.objects.get()),
    ]:
        assert desk.get(url(model, "add")).status_code == 403
        assert desk.post(url(model, "change", row.pk), {}).status_code == 403
        assert desk.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_what_failed_says_why_and_is_tried_again(desk, at_zoom, registered):
    at_zoom.be_away()
    meeting = registered()
    page = desk.get(url("zoommeeting", "changelist"), {"state": "failed"}).content.decode()
    assert "Zoom does not answer at the moment." in page
    ZoomMeeting.objects.update(wanted={**meeting.wanted})
    from sessions.models import LiveSession

    LiveSession.objects.update(starts_at="2100-01-01T00:00:00Z")
    said = desk.post(
        url("zoommeeting", "changelist"), {"action": "try_again", "_selected_action": [meeting.pk]}, follow=True
    )
    assert "1 meeting is brought along." in said.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == ZoomState.WAITING


def test_one_that_is_over_is_left_with_a_sentence(desk, at_zoom, registered):
    at_zoom.be_away()
    meeting = registered()
    said = desk.post(
        url("zoommeeting", "changelist"), {"action": "try_again", "_selected_action": [meeting.pk]}, follow=True
    )
    assert "This session is over; its meeting at Zoom stays as it is." in said.content.decode()


class TestTheInbox:
    @pytest.fixture
    def event(self, at_zoom):
        tell(body("meeting.started", 0))
        apply_waiting_events(now=MIDDAY)
        return ZoomEvent.objects.get()

    def test_it_says_what_became_of_each_and_why(self, desk, event):
        page = desk.get(url("zoomevent", "changelist"), {"state": "let_be", "q": "85200000001"}).content.decode()
        assert "No session of the portal has this meeting." in page
        assert "meeting.started" in desk.get(url("zoomevent", "change", event.pk)).content.decode()

    def test_it_is_applied_again(self, desk, event):
        data = {"action": "let_apply_again", "_selected_action": [event.pk]}
        said = desk.post(url("zoomevent", "changelist"), data, follow=True)
        assert "1 event is applied again." in said.content.decode()
        event.refresh_from_db()
        assert event.state == EventState.WAITING
        said = desk.post(url("zoomevent", "changelist"), data, follow=True)
        assert "These wait already, or speak of no meeting." in said.content.decode()

    def test_who_may_look_may_not_act(self, client, event):
        from django.contrib.auth.models import Permission

        helper = UserFactory(is_staff=True)
        helper.user_permissions.add(Permission.objects.get(codename="view_zoomevent"))
        client.force_login(helper)
        data = {"action": "let_apply_again", "_selected_action": [event.pk]}
        client.post(url("zoomevent", "changelist"), data)
        event.refresh_from_db()
        assert event.state == EventState.LET_BE
