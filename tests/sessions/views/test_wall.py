"""What people have shared of their reflections on a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus
from tests.factories.sessions import ReflectionFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
WALL, TAKE_OFF, PAGE = "sessions:wall", "sessions:wall_take_off", "sessions:reflection"


@pytest.fixture
def shared(cast, live_session):
    return ReflectionFactory(
        person=cast["participant"], live_session=live_session, body="For <b>all</b>", created_at=END, shared=True
    )


def test_it_says_who_reads_it_and_what_will_stand_there(visit, live_session):
    page = text_of(visit("participant", WALL, SLUG, at=END))
    assert (
        "It is read by everybody who reads the posts of this cohort; what isn’t shared is read by its author alone."
        in page
    )
    assert "Nobody has shared one yet. Yours can be the first, when you like." in page


def test_newest_first_with_names_and_what_one_may_do(visit, cast, live_session, shared):
    later = ReflectionFactory(
        person=cast["coach"],
        live_session=live_session,
        body="Later",
        created_at=END + timedelta(minutes=1),
        shared=True,
    )
    ReflectionFactory(person=cast["team_lead"], live_session=live_session, body="Kept quiet")
    page = visit("participant", WALL, SLUG, at=END)
    said = text_of(page)
    assert said.index("Later") < said.index("For <b>all</b>")
    assert ("Coach" in said.split("Later")[0], "Kept quiet" in said) == (True, False)
    # One's own is taken back from here; those who run the sessions take off the others'.
    assert reverse("sessions:reflection_take_back", args=[cast.cohort.slug, SLUG]) in page.content.decode()
    take_off = [reverse(TAKE_OFF, args=[cast.cohort.slug, SLUG, row.pk]) for row in (shared, later)]
    assert not any(address in page.content.decode() for address in take_off)
    desk = visit("facilitator", WALL, SLUG, at=END).content.decode()
    assert [address in desk for address in take_off] == [True, True]


def test_pages_of_twenty(visit, live_session):
    for number in range(21):
        at = END + timedelta(minutes=number)
        ReflectionFactory(live_session=live_session, body=f"Word-{number}.", created_at=at, shared=True)
    first, second = (visit("participant", WALL, SLUG, at=END, query=query) for query in ("", "?page=2"))
    assert [text_of(page).count("Word-") for page in (first, second)] == [20, 1]
    assert ['href="?page=2"' in first.content.decode(), 'href="?page=1"' in second.content.decode()] == [True, True]


def test_what_the_withdrawn_have_shared_stays_with_their_name_and_they_are_out(visit, cast, live_session, shared):
    cast["participant"].enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    said = text_of(visit("team_lead", WALL, SLUG, at=END))
    assert "Participant" in said.split("For <b>all</b>")[0]
    told = [visit("participant", name, SLUG, at=END).status_code for name in (WALL, PAGE)]
    told.append(visit("participant", PAGE, SLUG, at=END, data={"body": "x", "version": 1}).status_code)
    assert told == [404, 404, 404]


class TestTakingOff:
    def test_with_a_reason_that_the_author_reads(self, visit, cast, shared):
        asked = text_of(visit("facilitator", TAKE_OFF, SLUG, shared.pk, at=END))
        assert ("Participant has shared this." in asked, "For <b>all</b>" in asked) == (True, True)
        empty = visit("facilitator", TAKE_OFF, SLUG, shared.pk, at=END, data={"reason": ""})
        assert "Say why; the author reads it." in text_of(empty)
        done = visit("facilitator", TAKE_OFF, SLUG, shared.pk, at=END, data={"reason": "Names a patient"}, follow=True)
        assert "It is off the wall." in text_of(done)
        assert "For <b>all</b>" not in text_of(visit("team_lead", WALL, SLUG, at=END))
        own = visit("participant", PAGE, SLUG, at=END)
        assert "Names a patient" in text_of(own)
        assert "For &lt;b&gt;all&lt;/b&gt;" in own.content.decode()
        # The reason is for the author alone.
        assert "Names a patient" not in text_of(visit("team_lead", WALL, SLUG, at=END))

    def test_what_is_not_on_the_wall_is_not_there_to_be_taken_off(self, visit, cast, live_session):
        own = ReflectionFactory(person=cast["team_lead"], live_session=live_session)
        assert visit("facilitator", TAKE_OFF, SLUG, own.pk, at=END).status_code == 404

    @pytest.mark.parametrize(("role", "status"), [("participant", 403), ("coach", 403), ("observer", 404)])
    def test_it_is_for_those_who_run_the_sessions(self, visit, shared, role, status):
        assert visit(role, TAKE_OFF, SLUG, shared.pk, at=END, data={"reason": "x"}).status_code == status
        shared.refresh_from_db()
        assert shared.is_shared

    def test_a_completed_cohort_stays_as_it_was(self, visit, cast, shared):
        type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
        refused = visit("facilitator", TAKE_OFF, SLUG, shared.pk, at=END)
        assert (refused.status_code, "has been completed" in text_of(refused)) == (403, True)
