"""Who follows a post: the same walls as on the pages, asked from the other side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from cohorts.models import Cohort, Enrollment
from discussions.enums import BoardKind, FollowLevel
from discussions.models import Post, Thread
from discussions.queries.following import followers_of, hears_of_mentions, readers_of, unmuted_readers_of, watchers_of
from tests.cast import ROLES
from tests.discussions.test_rules import board_of, those_who
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, FollowingFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def roles(cast, people) -> set[str]:
    return {role for role in ROLES[1:] if cast[role] in set(people)}


def agree(cast, thread) -> set[str]:
    """Those whom a post is told are those who find it on the pages; who only stands above the cohort is told nothing."""
    seeing = those_who(cast, lambda person: Thread.objects.visible_to(person, NOW).filter(pk=thread.pk).exists())
    told = roles(cast, readers_of(Thread.objects.get(pk=thread.pk), NOW))
    assert told == seeing - {"site_admin"}
    return told


@pytest.mark.parametrize("kind", BoardKind)
def test_readers_are_those_who_see_it(cast, kind):
    thread = ThreadFactory(board=board_of(cast, kind))
    assert agree(cast, thread) != set()
    Cohort.objects.filter(pk=cast.cohort.pk).update(staff_see_team_boards=True)
    type(cast.team).objects.filter(pk=cast.team.pk).update(coach=cast["coach"])
    agree(cast, thread)
    Enrollment.objects.filter(person=cast["team_lead"]).update(status=EnrollmentStatus.WITHDRAWN)
    Enrollment.objects.filter(person=cast["participant"]).update(status=EnrollmentStatus.COMPLETED)
    agree(cast, thread)
    Thread.objects.update(opens_at=NOW + timedelta(hours=1))
    agree(cast, thread)


def test_a_coach_from_elsewhere_is_told_nothing(cast):
    type(cast.team).objects.filter(pk=cast.team.pk).update(coach=cast["neighbor"])
    assert "neighbor" not in agree(cast, ThreadFactory(board=board_of(cast, BoardKind.TEAM)))


def test_who_has_left_the_portal_is_told_nothing(cast):
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort))
    type(cast["coach"]).objects.filter(pk=cast["coach"].pk).update(is_active=False)
    assert "coach" not in roles(cast, readers_of(thread, NOW))


@pytest.fixture
def post(cast):
    return PostFactory(thread__board__cohort=cast.cohort, author=cast["participant"])


def levels(cast, post) -> dict[str, str]:
    said = {person.email: person.level for person in followers_of(post, NOW)}
    return {role: said[cast[role].email] for role in ROLES[1:] if cast[role].email in said}


def test_what_is_said_of_the_thread_goes_before_what_is_said_of_the_board(cast, post):
    for role, level in (("coach", "watching"), ("team_lead", "muted"), ("facilitator", "watching")):
        FollowingFactory(person=cast[role], board=post.thread.board, thread=None, level=level)
    for role, level in (("facilitator", "muted"), ("team_lead", "normal")):
        FollowingFactory(person=cast[role], thread=post.thread, level=level)
    # Elsewhere, and outside.
    FollowingFactory(person=cast["coordinator"], thread=ThreadFactory(board=post.thread.board))
    for role in ("observer", "withdrawn", "neighbor", "site_admin"):
        FollowingFactory(person=cast[role], thread=post.thread)
    assert levels(cast, post) == {
        "team_lead": "normal",
        "facilitator": "muted",
        "coach": "watching",
        "coordinator": "normal",
    }
    assert roles(cast, watchers_of(post, NOW)) == {"coach"}
    assert roles(cast, unmuted_readers_of(post, NOW)) == {"team_lead", "coach", "coordinator"}


def test_who_hears_of_mentions_only_is_told_of_those_alone(cast, post):
    FollowingFactory(person=cast["coach"], board=post.thread.board, thread=None, level="mentions")
    FollowingFactory(person=cast["team_lead"], thread=post.thread, level="muted")
    FollowingFactory(person=cast["facilitator"], board=post.thread.board, thread=None, level="muted")
    FollowingFactory(person=cast["facilitator"], thread=post.thread, level="mentions")
    assert roles(cast, unmuted_readers_of(post, NOW)) == {"coordinator"}
    heard = {role for role in ROLES[1:] if hears_of_mentions(cast[role], post.thread, NOW)}
    assert heard == {"participant", "coach", "facilitator", "coordinator"}


def test_the_author_is_not_told_of_it_also_without_their_name(cast, post):
    FollowingFactory(person=cast["participant"], thread=post.thread)
    assert "participant" not in levels(cast, post)
    pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"])
    nameless = PostFactory(thread=post.thread, author=cast["participant"], pseudonym=pseudonym)
    assert "participant" not in levels(cast, nameless)
    # Nor is it left out who else follows.
    assert set(levels(cast, nameless)) == {"team_lead", "facilitator", "coach", "coordinator"}


@pytest.mark.parametrize("people", [1, 3])
def test_it_is_one_query_for_any_number(cast, post, django_assert_num_queries, people):
    for _ in range(people):
        person = EnrollmentFactory(cohort=cast.cohort, person=UserFactory()).person
        FollowingFactory(person=person, thread=post.thread, level=FollowLevel.WATCHING)
    found = Post.objects.select_related("thread__board__cohort", "thread__board__team").get(pk=post.pk)
    with django_assert_num_queries(1):
        assert len(watchers_of(found, NOW)) == people
