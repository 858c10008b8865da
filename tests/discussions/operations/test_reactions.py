from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.enums import BoardKind
from discussions.models import Reaction
from discussions.operations.checks import CohortIsCompleted, NotTakingPart, NotYours, ThreadIsLocked, ThreadNotOpen
from discussions.operations.posts import PostIsGone
from discussions.operations.reactions import NoSuchReaction, OwnPost, react, take_back_reaction
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def post(cast):
    return PostFactory(thread__board__cohort=cast.cohort, author=cast["team_lead"])


def say(cast, post, kind="thanks", role="participant"):
    react(post=post, kind=kind, by=cast[role], now=NOW)


def said():
    return sorted(Reaction.objects.values_list("person__name", "kind"))


def test_a_word_is_put_once_and_taken_back(cast, post):
    for kind in ("thanks", "thanks", "tried"):
        say(cast, post, kind)
    say(cast, post, role="coach")
    assert said() == [("Coach", "thanks"), ("Participant", "thanks"), ("Participant", "tried")]
    post.refresh_from_db()
    assert post.reaction_counts == "thanks 2,tried 1"
    for _ in range(2):
        take_back_reaction(post=post, kind="thanks", by=cast["participant"], now=NOW)
    assert said() == [("Coach", "thanks"), ("Participant", "tried")]
    post.refresh_from_db()
    assert post.reaction_counts == "thanks 1,tried 1"
    # The words' history is not about it.
    assert post.history.count() == 1


@pytest.mark.parametrize("kind", ["", "love", "THANKS", "x" * 500])
def test_there_are_four(cast, post, kind):
    with pytest.raises(NoSuchReaction):
        say(cast, post, kind)
    assert said() == []


def test_ones_own_post_is_for_others_to_react_to(cast, post):
    with pytest.raises(OwnPost):
        say(cast, post, role="team_lead")
    nameless = PostFactory(
        thread=post.thread, author=cast["participant"], pseudonym=PseudonymFactory(cohort=cast.cohort)
    )
    with pytest.raises(OwnPost):
        say(cast, nameless)
    assert said() == []


@pytest.mark.parametrize("role", ["observer", "neighbor", "outsider", "invited", "withdrawn"])
def test_those_outside_the_talk_find_no_post(cast, post, role):
    with pytest.raises(NotYours):
        say(cast, post, role=role)


def test_nor_do_those_outside_the_room(cast):
    board = BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS)
    with pytest.raises(NotYours):
        say(cast, PostFactory(thread__board=board))
    assert said() == []


def test_what_takes_no_posts_takes_no_reactions(cast, post):
    def refused(error, **thread):
        place = ThreadFactory(board=post.thread.board, **thread)
        with pytest.raises(error):
            say(cast, PostFactory(thread=place), role="facilitator")

    refused(ThreadIsLocked, is_locked=True)
    refused(ThreadNotOpen, opens_at=NOW + timedelta(hours=1))
    with pytest.raises(PostIsGone):
        say(cast, PostFactory(thread=post.thread, deleted_at=NOW))
    cast.cohort.enrollments.update(status=EnrollmentStatus.COMPLETED)
    with pytest.raises(NotTakingPart):
        say(cast, post)
    type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
    with pytest.raises(CohortIsCompleted):
        say(cast, post)
    assert said() == []


def test_a_reaction_costs_the_same_however_many_there_are(cast, post, django_assert_num_queries):
    for role in ("coach", "facilitator", "coordinator"):
        say(cast, post, role=role)
    # The transaction's begin and end, the post with what is asked of it, the reaction, the count of them, the post.
    with django_assert_num_queries(6):
        say(cast, post)
