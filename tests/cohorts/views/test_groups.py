from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.companions import open_companions
from cohorts.enums import GroupStatus
from cohorts.models import AffinityGroup, GroupMeeting, GroupMembership
from tests.factories.cohorts import (
    AffinityGroupFactory,
    EnrollmentFactory,
    GroupMeetingFactory,
    GroupMembershipFactory,
    OrganizationFactory,
)

pytestmark = pytest.mark.django_db
KEPT_OUT = "A coordinator has taken you out of this group"


@pytest.fixture
def group(cast):
    group = AffinityGroupFactory(cohort=cast.cohort, name="Transport", slug="transport")
    open_companions(group, by=None, now=datetime.now(UTC))
    return group


def address(name, group, *args):
    return reverse(f"cohorts:{name}", args=[group.cohort.slug, group.slug, *args])


def groups_of(cohort):
    return reverse("cohorts:group_list", args=[cohort.slug])


def text_of(client, url):
    return client.get(url).content.decode()


def test_proposed_opened_joined_met_and_left(client, cast):
    client.force_login(cast["participant"])
    propose = reverse("cohorts:group_propose", args=[cast.cohort.slug])
    client.post(propose, {"name": "Transport", "purpose": "Buses."})
    group = AffinityGroup.objects.get()
    assert "Your proposal waits for the coordinators." in text_of(client, group.get_absolute_url())

    client.force_login(cast["coordinator"])
    assert "Waiting for your answer" in text_of(client, groups_of(cast.cohort))
    client.post(address("group_open", group))

    client.force_login(cast["team_lead"])
    page = text_of(client, group.get_absolute_url())
    assert ("Join this group" in page, "Open the board" in page) == (True, False)
    answer = client.post(address("group_join", group), follow=True)
    page = answer.content.decode()
    assert ("Join this group" in page, "Open the board" in page, "Leave this group" in page) == (False, True, True)
    meeting = {"title": "", "day": "2030-01-15", "wall_time": "15:00", "minutes": "60", "place": "Room <7>"}
    page = client.post(address("meeting_add", group), meeting, follow=True).content.decode()
    assert "3:00 – 4:00 pm" in page
    assert "Room &lt;7&gt;" in page
    # Three in the afternoon on the cohort's clock, which is Eastern.
    assert GroupMeeting.objects.get().starts_at == datetime(2030, 1, 15, 20, tzinfo=UTC)
    client.post(address("group_leave", group))
    assert "Room" not in text_of(client, group.get_absolute_url())


def test_a_name_that_is_taken_is_said_at_its_field_and_nothing_is_lost(client, cast, group):
    client.force_login(cast["participant"])
    words = {"name": "transport", "purpose": "The words I typed."}
    answer = client.post(reverse("cohorts:group_propose", args=[cast.cohort.slug]), words)
    assert answer.context["form"].errors == {
        "name": ["This cohort has a group called “Transport” already. Join it, or choose another name."]
    }
    assert "The words I typed." in answer.content.decode()


def test_who_was_taken_out_reads_why_there_is_no_button(client, cast, group):
    GroupMembershipFactory(group=group, person=cast["participant"])
    client.force_login(cast["coordinator"])
    remove = address("group_remove", group, cast.enrollment("participant").pk)
    assert client.post(remove, {"reason": ""}).context["form"].errors
    client.post(remove, {"reason": "Named somebody's illness"})
    assert "Named somebody&#x27;s illness" in text_of(client, group.get_absolute_url())

    client.force_login(cast["participant"])
    page = client.post(address("group_join", group), follow=True).content.decode()
    assert KEPT_OUT in page
    assert ("illness" in page, "Join this group" in page, "Open the board" in page) == (False, False, False)

    client.force_login(cast["coordinator"])
    client.post(address("group_let_in", group, GroupMembership.objects.get().pk))
    client.force_login(cast["participant"])
    page = client.post(address("group_join", group), follow=True).content.decode()
    assert (KEPT_OUT in page, "Open the board" in page) == (False, True)


def test_declined_and_closed_say_so(client, cast, group):
    client.force_login(cast["coordinator"])
    waiting = AffinityGroupFactory(cohort=cast.cohort, status=GroupStatus.PROPOSED, proposed_by=cast["participant"])
    client.post(address("group_decline", waiting), {"answer": "Ask the board first."})
    client.post(address("group_close", group))
    client.force_login(cast["participant"])
    assert "Ask the board first." in text_of(client, waiting.get_absolute_url())
    page = text_of(client, group.get_absolute_url())
    assert ("This group is closed" in page, "Join this group" in page) == (True, False)
    client.force_login(cast["team_lead"])
    assert client.get(waiting.get_absolute_url()).status_code == 404


def test_observers_see_that_there_are_groups_and_no_buttons(client, cast, group):
    client.force_login(cast["observer"])
    assert "Transport" in text_of(client, groups_of(cast.cohort))
    page = text_of(client, group.get_absolute_url())
    assert ("Join this group" in page, "Open the board" in page) == (False, False)


def test_a_group_of_the_neighbors_is_not_there(client, cast):
    other = AffinityGroupFactory(cohort=cast.neighbor_cohort, slug="other")
    client.force_login(cast["participant"])
    assert client.get(reverse("cohorts:group_detail", args=[cast.cohort.slug, other.slug])).status_code == 404
    meeting = GroupMeetingFactory(group=other)
    own = AffinityGroupFactory(cohort=cast.cohort)
    GroupMembershipFactory(group=own, person=cast["participant"])
    assert client.post(address("meeting_cancel", own, meeting.pk)).status_code == 404
    assert GroupMeeting.objects.get().cancelled_at is None


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ({"day": "2030-03-10", "wall_time": "02:30"}, {"wall_time"}),
        ({"day": "0001-01-01"}, {"day"}),
        ({"day": "2020-01-01"}, {"day"}),
        ({"minutes": "9"}, {"minutes"}),
    ],
)
def test_dates_that_cannot_be(client, cast, group, written, wrong):
    GroupMembershipFactory(group=group, person=cast["participant"])
    client.force_login(cast["participant"])
    meeting = {"day": "2030-01-15", "wall_time": "15:00", "minutes": "60"} | written
    assert set(client.post(address("meeting_add", group), meeting).context["form"].errors) == wrong
    assert not GroupMeeting.objects.exists()


def test_changing_a_date_begins_with_what_is_known(client, cast, group):
    GroupMembershipFactory(group=group, person=cast["participant"])
    meeting = GroupMeetingFactory(group=group, starts_at=datetime(2030, 7, 1, 19, tzinfo=UTC), place="Room 2")
    client.force_login(cast["participant"])
    form = client.get(address("meeting_edit", group, meeting.pk)).context["form"]
    assert (str(form["wall_time"].value()), form["place"].value()) == ("15:00:00", "Room 2")
    moved = {"day": "2030-07-02", "wall_time": "09:00", "minutes": "45", "place": "Room 3"}
    client.post(address("meeting_edit", group, meeting.pk), moved)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.minutes, meeting.place) == (datetime(2030, 7, 2, 13, tzinfo=UTC), 45, "Room 3")


def test_dates_that_are_over_or_canceled_are_not_shown(client, cast, group):
    now = datetime.now(UTC)
    GroupMeetingFactory(group=group, title="Was", starts_at=now - timedelta(hours=2))
    GroupMeetingFactory(group=group, title="Runs", starts_at=now - timedelta(minutes=30))
    GroupMeetingFactory(group=group, title="Will not", starts_at=now + timedelta(hours=2), cancelled_at=now)
    client.force_login(cast["participant"])
    dates = client.get(group.get_absolute_url()).context["dates"]
    assert [meeting.title for meeting in dates] == ["Runs"]


@pytest.mark.parametrize("more", [1, 3])
def test_list_and_page_take_the_same_queries_for_any_number(client, cast, more, django_assert_num_queries):
    for _ in range(more):
        group = AffinityGroupFactory(cohort=cast.cohort, proposed_by=cast["team_lead"])
        open_companions(group, by=None, now=datetime.now(UTC))
        AffinityGroupFactory(cohort=cast.cohort, proposed_by=cast["participant"], status=GroupStatus.PROPOSED)
    GroupMembershipFactory(group=group, person=cast["participant"])
    for _ in range(more):
        organization = OrganizationFactory()
        enrollment = EnrollmentFactory(cohort=cast.cohort, organization=organization)
        GroupMembershipFactory(group=group, person=enrollment.person)
        GroupMeetingFactory(group=group, added_by=enrollment.person, place="Room")
    client.force_login(cast["participant"])
    client.get(group.get_absolute_url())
    # Session, person, cohort; the groups, the viewer's own groups, the viewer's enrollments.
    with django_assert_num_queries(6):
        client.get(groups_of(cast.cohort))
    # Session, person, cohort; the group, the viewer's membership, enrollments, groups; dates, members, board.
    with django_assert_num_queries(10):
        client.get(group.get_absolute_url())


def test_a_group_is_not_flooded_with_dates_and_nothing_typed_is_lost(client, cast, group, time_machine):
    """Each date, change and cancellation is a mail to everybody in the group."""
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    for role in ("participant", "team_lead"):
        GroupMembershipFactory(group=group, person=cast[role])
    meeting = {"day": "2030-01-15", "wall_time": "15:00", "minutes": "60", "place": "Room 0"}
    client.force_login(cast["participant"])
    client.post(address("meeting_add", group), meeting)
    edit = address("meeting_edit", group, GroupMeeting.objects.get().pk)
    answers = [client.post(edit, meeting | {"place": f"Room {number}"}) for number in range(1, 21)]
    assert [answer.status_code for answer in answers] == [302] * 19 + [429]
    assert answers[-1].context["form"]["place"].value() == "Room 20"
    assert "You have changed a lot of dates" in answers[-1].content.decode()
    cancel = address("meeting_cancel", group, GroupMeeting.objects.get().pk)
    assert "You have changed a lot of dates" in client.post(cancel, follow=True).content.decode()
    assert (GroupMeeting.objects.get().place, GroupMeeting.objects.get().cancelled_at) == ("Room 19", None)

    client.force_login(cast["team_lead"])  # others are not held up
    assert client.post(edit, meeting | {"place": "Room 7"}).status_code == 302
