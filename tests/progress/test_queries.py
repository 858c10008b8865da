from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from progress.queries import participation_grid, parts_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, PseudonymFactory
from tests.factories.discussions import PostFactory, ThreadFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 21, 20, 0, tzinfo=UTC)


@pytest.fixture
def rule():
    return ParticipationRuleFactory()


def held_session(cohort, days_ago=1, prompts=2):
    """A session that is over, with prompts that opened at its end."""
    live_session = LiveSessionFactory(cohort=cohort, starts_at=NOW - timedelta(days=days_ago))
    PromptFactory.create_batch(prompts, live_session=live_session)
    return live_session


def threads_of(live_session):
    return [prompt.thread for prompt in live_session.prompts.order_by("position")]


def test_a_prompt_opened_early_is_owed_when_the_session_is_over(rule):
    learner = EnrollmentFactory(cohort=rule.cohort)
    live_session = LiveSessionFactory(cohort=rule.cohort, starts_at=NOW - timedelta(minutes=30), minutes=90)
    opened = NOW - timedelta(days=1)
    PromptFactory(live_session=live_session, opens_at=opened, thread__opens_at=opened)
    assert (parts_of(learner.person, NOW), participation_grid(rule.cohort, NOW).live_sessions) == ([], [])
    after = NOW + timedelta(hours=1)
    assert [part.live_session for part in parts_of(learner.person, after)] == [live_session]
    assert participation_grid(rule.cohort, after).live_sessions == [live_session]


def test_nothing_is_owed_before_the_prompts_open(rule):
    learner = EnrollmentFactory(cohort=rule.cohort)
    PromptFactory(live_session=LiveSessionFactory(cohort=rule.cohort, starts_at=NOW - timedelta(minutes=30)))
    assert parts_of(learner.person, NOW) == []


def test_moved_session_takes_its_open_prompts_along(rule):
    learner = EnrollmentFactory(cohort=rule.cohort)
    live_session = held_session(rule.cohort, prompts=1)
    (thread,) = threads_of(live_session)
    thread.opens_at = NOW + timedelta(days=3)
    thread.save()
    assert parts_of(learner.person, NOW) == []


def test_part_says_what_is_missing(rule):
    learner, peer = EnrollmentFactory.create_batch(2, cohort=rule.cohort)
    first, second = threads_of(held_session(rule.cohort))
    theirs = PostFactory(thread=first, author=peer.person)
    PostFactory(thread=second, author=learner.person)
    PostFactory(thread=first, parent=theirs, author=learner.person)
    (part,) = parts_of(learner.person, NOW)
    assert (part.standing.needs_response, part.standing.replies_missing) == (False, 1)
    assert [prompt.thread for prompt in part.prompts] == [first, second]


def test_deleted_post_and_post_in_another_session_count_for_nothing(rule):
    learner = EnrollmentFactory(cohort=rule.cohort)
    (here,) = threads_of(held_session(rule.cohort, days_ago=1, prompts=1))
    (elsewhere,) = threads_of(held_session(rule.cohort, days_ago=30, prompts=1))
    PostFactory(thread=here, author=learner.person, deleted_at=NOW)
    PostFactory(thread=elsewhere, author=learner.person)
    newest, oldest = parts_of(learner.person, NOW)
    assert newest.standing.needs_response
    assert not oldest.standing.needs_response


def test_reply_to_another_organization_is_known_by_the_enrollments(rule):
    rule.reply_outside_organization = True
    rule.replies_required = 1
    rule.save()
    home, away = OrganizationFactory.create_batch(2)
    learner = EnrollmentFactory(cohort=rule.cohort, organization=home)
    colleague = EnrollmentFactory(cohort=rule.cohort, organization=home)
    stranger = EnrollmentFactory(cohort=rule.cohort, organization=away)
    (thread,) = threads_of(held_session(rule.cohort, prompts=1))
    near = PostFactory(thread=thread, author=colleague.person)
    far = PostFactory(thread=thread, author=stranger.person)
    PostFactory(thread=thread, parent=near, author=learner.person)
    assert parts_of(learner.person, NOW)[0].standing.needs_outside_reply
    PostFactory(thread=thread, parent=far, author=learner.person)
    assert not parts_of(learner.person, NOW)[0].standing.needs_outside_reply


def test_who_stands_for_no_organization_is_of_no_other_one(rule):
    rule.reply_outside_organization = True
    rule.save()
    learner = EnrollmentFactory(cohort=rule.cohort, organization=OrganizationFactory())
    neighbor = EnrollmentFactory(cohort=rule.cohort, organization=None)
    (thread,) = threads_of(held_session(rule.cohort, prompts=1))
    for author in (neighbor.person, UserFactory()):
        PostFactory(thread=thread, parent=PostFactory(thread=thread, author=author), author=learner.person)
    (part,) = parts_of(learner.person, NOW)
    assert (part.standing.replies_missing, part.standing.needs_outside_reply) == (0, True)
    stands_for_none = parts_of(neighbor.person, NOW)[0]
    own = PostFactory(thread=thread, author=learner.person)
    PostFactory(thread=thread, parent=own, author=neighbor.person)
    assert stands_for_none.standing.needs_outside_reply
    assert not parts_of(neighbor.person, NOW)[0].standing.needs_outside_reply


def test_what_is_missing_is_said_in_words(rule):
    rule.reply_outside_organization = True
    rule.save()
    learner, peer = EnrollmentFactory.create_batch(2, cohort=rule.cohort)
    (thread,) = threads_of(held_session(rule.cohort, prompts=1))
    everything = "an answer to one of its prompts, replies to 2 more peers, a reply to somebody of another organization"
    assert parts_of(learner.person, NOW)[0].missing == everything
    PostFactory(thread=thread, author=learner.person)
    PostFactory(thread=thread, parent=PostFactory(thread=thread, author=peer.person), author=learner.person)
    rule.reply_outside_organization = False
    rule.replies_required = 1
    rule.save()
    assert parts_of(learner.person, NOW)[0].missing == ""


def test_a_counted_post_that_goes_makes_it_undone_and_another_one_done_later(rule):
    """Done is done at the last thing needed: with the first answer gone, that is the second answer."""
    rule.replies_required = 0
    rule.save()
    learner = EnrollmentFactory(cohort=rule.cohort)
    first, second = threads_of(held_session(rule.cohort))
    answer = PostFactory(thread=first, author=learner.person, created_at=NOW - timedelta(hours=9))
    assert parts_of(learner.person, NOW)[0].standing.done_at == NOW - timedelta(hours=9)
    answer.deleted_at = NOW
    answer.save()
    assert not parts_of(learner.person, NOW)[0].standing.is_done
    PostFactory(thread=second, author=learner.person, created_at=NOW - timedelta(hours=1))
    assert parts_of(learner.person, NOW)[0].standing.done_at == NOW - timedelta(hours=1)


def test_a_topic_on_the_sessions_board_counts_for_nothing(rule):
    learner, peer = EnrollmentFactory.create_batch(2, cohort=rule.cohort)
    live_session = held_session(rule.cohort, prompts=1)
    topic = ThreadFactory(board=live_session.board)
    PostFactory(thread=topic, author=learner.person)
    PostFactory(thread=topic, parent=PostFactory(thread=topic, author=peer.person), author=learner.person)
    (part,) = parts_of(learner.person, NOW)
    assert (part.standing.needs_response, part.standing.replies_missing) == (True, 2)


def test_somebody_without_a_name_is_a_peer_of_their_own_and_of_no_organization(rule):
    """Counted as the person they are, what is still missing would tell who they are."""
    rule.reply_outside_organization = True
    rule.save()
    home, away = OrganizationFactory.create_batch(2)
    learner = EnrollmentFactory(cohort=rule.cohort, organization=home)
    stranger = EnrollmentFactory(cohort=rule.cohort, organization=away)
    heron = PseudonymFactory(cohort=rule.cohort, person=stranger.person)
    (thread,) = threads_of(held_session(rule.cohort, prompts=1))
    without_name = PostFactory(thread=thread, author=stranger.person, pseudonym=heron)
    PostFactory(thread=thread, parent=without_name, author=learner.person)
    (part,) = parts_of(learner.person, NOW)
    assert (part.standing.replies_missing, part.standing.needs_outside_reply) == (1, True)
    with_name = PostFactory(thread=thread, author=stranger.person)
    PostFactory(thread=thread, parent=with_name, author=learner.person)
    (part,) = parts_of(learner.person, NOW)
    assert (part.standing.replies_missing, part.standing.needs_outside_reply) == (0, False)


def test_a_reply_to_oneself_without_a_name_is_none(rule):
    learner = EnrollmentFactory(cohort=rule.cohort)
    heron = PseudonymFactory(cohort=rule.cohort, person=learner.person)
    (thread,) = threads_of(held_session(rule.cohort, prompts=1))
    own = PostFactory(thread=thread, author=learner.person, pseudonym=heron)
    PostFactory(thread=thread, parent=own, author=learner.person)
    (part,) = parts_of(learner.person, NOW)
    assert (part.standing.needs_response, part.standing.replies_missing) == (False, 2)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.COACH, Role.COORDINATOR, Role.OBSERVER])
def test_nothing_is_expected_of_those_who_hold_the_cohort(rule, role):
    held_session(rule.cohort)
    assert parts_of(EnrollmentFactory(cohort=rule.cohort, role=role).person, NOW) == []


@pytest.mark.parametrize("status", [EnrollmentStatus.INVITED, EnrollmentStatus.WITHDRAWN, EnrollmentStatus.COMPLETED])
def test_nothing_is_expected_of_those_who_are_not_active(rule, status):
    held_session(rule.cohort)
    assert parts_of(EnrollmentFactory(cohort=rule.cohort, status=status).person, NOW) == []


def test_nothing_is_expected_in_a_completed_cohort_or_one_without_a_rule():
    finished = ParticipationRuleFactory(cohort__status=CohortStatus.COMPLETED).cohort
    without = CohortFactory()
    learner = EnrollmentFactory(cohort=finished)
    EnrollmentFactory(cohort=without, person=learner.person)
    held_session(finished)
    held_session(without)
    assert parts_of(learner.person, NOW) == []


@pytest.mark.parametrize("sessions", [1, 3])
def test_parts_take_five_queries(rule, sessions, django_assert_num_queries):
    learner, peer = EnrollmentFactory.create_batch(2, cohort=rule.cohort)
    for number in range(sessions):
        for thread in threads_of(held_session(rule.cohort, days_ago=30 * number + 1)):
            PostFactory(thread=thread, author=learner.person, parent=PostFactory(thread=thread, author=peer.person))
    with django_assert_num_queries(5):
        assert len(parts_of(learner.person, NOW)) == sessions


@pytest.mark.parametrize("people", [1, 3])
def test_grid_has_a_row_a_learner_and_the_same_queries_for_any_number(rule, people, django_assert_num_queries):
    thread = threads_of(held_session(rule.cohort))[0]
    EnrollmentFactory(cohort=rule.cohort, role=Role.FACILITATOR)
    for enrollment in EnrollmentFactory.create_batch(people, cohort=rule.cohort):
        PostFactory(thread=thread, author=enrollment.person)
    with django_assert_num_queries(5):
        grid = participation_grid(rule.cohort, NOW)
    assert [row.standings[0].needs_response for row in grid.rows] == [False] * people
    assert len(grid.live_sessions) == 1


def test_a_session_that_was_over_when_the_person_came_in_is_not_owed(rule):
    held_session(rule.cohort, days_ago=30)
    came_between = EnrollmentFactory(cohort=rule.cohort, activated_at=NOW - timedelta(days=15))
    held_session(rule.cohort, days_ago=1)
    assert [part.is_owed for part in parts_of(came_between.person, NOW)] == [True, False]
    of_all = EnrollmentFactory(cohort=rule.cohort, activated_at=NOW - timedelta(days=30))
    assert [part.is_owed for part in parts_of(of_all.person, NOW)] == [True, True]
