"""Whose voices are heard: counts by group, nobody named, small groups told of nowhere; and what waits for an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.enums import CohortStatus, OrganizationType, Role
from cop_portal.queries import community_of
from discussions.enums import BoardKind, ThreadKind
from progress.voice_queries import MOST_LISTED, number_waiting, voices_of, waiting_in
from tests.discussions.pages import by_id, parsed, text_of
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=4)


@pytest.fixture
def cohort():
    return CohortFactory(smallest_group=3)


@pytest.fixture
def thread(cohort):
    return ThreadFactory(board=BoardFactory(cohort=cohort), kind=ThreadKind.PROMPT)


def people(cohort, number, kind, **facts):
    organization = OrganizationFactory(kind=kind)
    rows = EnrollmentFactory.create_batch(number, cohort=cohort, organization=organization, **facts)
    return [row.person for row in rows]


def told(rows):
    return [
        ("together" if row.is_several else row.label, row.people, row.spoken, row.posts, row.begun, row.answered)
        for row in rows
    ]


def test_who_speaks_and_who_is_answered_by_type_and_role(cohort, thread):
    ana, ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    dora, _eli, _fay = people(cohort, 3, OrganizationType.COMMUNITY_BASED)
    answered = PostFactory(thread=thread, author=ana)
    PostFactory(thread=thread, author=ana)
    PostFactory(thread=thread, author=ben, parent=answered)
    PostFactory(thread=thread, author=dora)
    voices = voices_of(cohort)
    assert told(voices.kinds) == [
        ("Community health center", 3, 2, 3, 2, 1),
        ("Community-based organization", 3, 1, 1, 1, 0),
    ]
    assert told(voices.roles) == [("participant", 6, 3, 4, 3, 1)]
    assert voices.hidden == set()


def test_topics_are_voices_and_answered_by_posts_of_others(cohort, thread):
    ana, ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    taken_up = ThreadFactory(board=thread.board, author=ana)
    alone = ThreadFactory(board=thread.board, author=ana)
    PostFactory(thread=taken_up, author=ben)
    PostFactory(thread=alone, author=ana)
    (row,) = voices_of(cohort).kinds
    assert (row.spoken, row.posts, row.begun, row.answered) == (2, 4, 4, 1)


def test_small_groups_are_put_together_or_left_out(cohort, thread):
    people(cohort, 5, OrganizationType.HEALTH_CENTER)
    people(cohort, 4, OrganizationType.PCA)
    (gil, *_rest) = people(cohort, 2, OrganizationType.COMMUNITY_BASED)
    PostFactory(thread=thread, author=gil)
    voices = voices_of(cohort)
    # Two alone could be reckoned from the other table: the next larger group goes in with them.
    assert told(voices.kinds) == [("Community health center", 5, 0, 0, 0, 0), ("together", 6, 1, 1, 1, 0)]
    few = CohortFactory(smallest_group=3)
    people(few, 2, OrganizationType.HEALTH_CENTER)
    alone = voices_of(few)
    assert (alone.kinds, alone.roles, alone.hidden) == ([], [], {"kinds", "roles", "levels"})


def test_those_who_hold_the_cohort_stand_only_among_the_roles(cohort, thread):
    people(cohort, 4, OrganizationType.HEALTH_CENTER)
    staff = [
        *people(cohort, 2, OrganizationType.PCA, role=Role.FACILITATOR),
        *people(cohort, 1, OrganizationType.PCA, role=Role.COACH),
    ]
    PostFactory(thread=thread, author=staff[0])
    voices = voices_of(cohort)
    assert told(voices.kinds) == [("Community health center", 4, 0, 0, 0, 0)]
    assert told(voices.roles) == [("participant", 4, 0, 0, 0, 0), ("together", 3, 1, 1, 1, 0)]
    cohort.smallest_group = 4
    voices = voices_of(cohort)
    assert told(voices.roles) == [("participant", 4, 0, 0, 0, 0)]
    assert voices.hidden == {"roles"}


def test_what_is_said_without_a_name_is_under_no_type(cohort, thread):
    ana, ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    cedar = PseudonymFactory(cohort=cohort, person=ana)
    said = PostFactory(thread=thread, author=ana, pseudonym=cedar)
    PostFactory(thread=thread, author=ben, parent=said)
    voices = voices_of(cohort)
    assert told(voices.kinds) == [("Community health center", 3, 1, 1, 0, 0)]
    nameless = voices.nameless
    assert (nameless.posts, nameless.begun, nameless.answered) == (1, 1, 1)


def test_a_reply_without_a_name_to_ones_own_post_is_an_answer_like_any_other(cohort, thread):
    """Were it none, the numbers and the list would say that Cedar is who wrote the post."""
    ana, _ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    cedar = PseudonymFactory(cohort=cohort, person=ana)
    own = PostFactory(thread=thread, author=ana, created_at=OLD)
    PostFactory(thread=thread, author=ana, parent=own)
    assert [row.answered for row in voices_of(cohort).kinds] == [0]
    assert len(waiting_in(cohort, NOW)) == 1
    PostFactory(thread=thread, author=ana, parent=own, pseudonym=cedar)
    assert [row.answered for row in voices_of(cohort).kinds] == [1]
    assert waiting_in(cohort, NOW) == []


def test_other_boards_other_cohorts_and_deleted_posts_are_not_counted(cohort, thread):
    ana, _ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    PostFactory(thread=thread, author=ana, deleted_at=NOW)
    PostFactory(thread__board__kind=BoardKind.FACILITATORS, thread__board__cohort=cohort, author=ana)
    PostFactory(author=ana)
    assert told(voices_of(cohort).kinds) == [("Community health center", 3, 0, 0, 0, 0)]


# --- What waits for an answer ---------------------------------------------------------------------


def test_what_nobody_has_answered_for_three_days_waits(cohort, thread):
    ana, ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    waits = PostFactory(thread=thread, author=ana, created_at=OLD)
    topic = ThreadFactory(board=thread.board, author=ben, created_at=OLD - timedelta(days=1))
    PostFactory(thread=thread, author=ana, created_at=NOW - timedelta(days=2))
    answered = PostFactory(thread=thread, author=ana, created_at=OLD)
    PostFactory(thread=thread, author=ben, parent=answered, created_at=OLD)
    PostFactory(thread=thread, author=EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR).person, created_at=OLD)
    PostFactory(thread__board=thread.board, thread__is_locked=True, author=ana, created_at=OLD)
    PostFactory(author=ana, created_at=OLD)
    assert [waiting.url for waiting in waiting_in(cohort, NOW)] == [waits.get_absolute_url(), topic.get_absolute_url()]
    assert number_waiting([cohort.pk], NOW) == [(cohort, 2)]
    cohort.status = CohortStatus.COMPLETED
    cohort.save()
    assert (waiting_in(cohort, NOW), number_waiting([cohort.pk], NOW)) == ([], [])


def test_an_answer_that_was_taken_away_is_none(cohort, thread):
    ana, ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    post = PostFactory(thread=thread, author=ana, created_at=OLD)
    PostFactory(thread=thread, author=ben, parent=post, deleted_at=NOW)
    assert len(waiting_in(cohort, NOW)) == 1


def test_facilitators_find_the_number_on_my_community_and_others_do_not(cohort, thread):
    ana, _ben, _cy = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    PostFactory(thread=thread, author=ana, created_at=OLD)
    facilitator = EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR).person
    coach = EnrollmentFactory(cohort=cohort, role=Role.COACH).person
    assert [(row.cohort, row.number) for row in community_of(facilitator, NOW).waiting_posts] == [(cohort, 1)]
    assert community_of(coach, NOW).waiting_posts == []
    assert community_of(ana, NOW).waiting_posts == []
    client = Client()
    client.force_login(facilitator)
    assert "has waited for an answer for three days." in client.get("/").content.decode()


# --- The page -------------------------------------------------------------------------------------


def page_for(person, cohort):
    client = Client()
    client.force_login(person)
    return client.get(reverse("progress:voices", args=[cohort.slug]))


def test_the_page_names_nobody_in_its_counts_and_shows_what_waits(cohort, thread):
    (ana, *_rest) = people(cohort, 3, OrganizationType.HEALTH_CENTER)
    ana.name = "Quenby Marlowe"
    ana.save()
    cedar = PseudonymFactory(cohort=cohort, person=ana, name="Cedar")
    PostFactory(thread=thread, author=ana, pseudonym=cedar, created_at=OLD, body_html="<p>What I live with.</p>")
    facilitator = EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR).person
    answer = page_for(facilitator, cohort)
    tree = parsed(answer)
    assert "Quenby" not in answer.content.decode()
    assert "Cedar" in text_of(tree)
    assert "What I live with." in text_of(tree)
    assert "1 post was written without a name" in text_of(tree)
    assert by_id(tree, "levels") is None
    coordinator = EnrollmentFactory(cohort=cohort, role=Role.COORDINATOR).person
    assert by_id(parsed(page_for(coordinator, cohort)), "levels") is not None


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(number, cohort, thread, django_assert_num_queries):
    for kind in (OrganizationType.HEALTH_CENTER, OrganizationType.PCA)[:number]:
        for person in people(cohort, number, kind):
            cedar = PseudonymFactory(cohort=cohort, person=person)
            PostFactory(thread=thread, author=person, created_at=OLD)
            PostFactory(thread=thread, author=person, created_at=OLD, pseudonym=cedar)
            ThreadFactory(board=thread.board, author=person, created_at=OLD)
    facilitator = EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR).person
    client = Client()
    client.force_login(facilitator)
    page = reverse("progress:voices", args=[cohort.slug])
    client.get(page)
    # Session, person, cohort, standings; people, posts, topics; posts and topics that wait.
    with django_assert_num_queries(9):
        client.get(page)


def test_the_list_ends_somewhere(cohort, thread):
    (ana, *_rest) = people(cohort, 1, OrganizationType.HEALTH_CENTER)
    PostFactory.create_batch(MOST_LISTED + 1, thread=thread, author=ana, created_at=OLD)
    assert len(waiting_in(cohort, NOW)) == MOST_LISTED
