from __future__ import annotations

import pytest

from discussions.enums import ReactionKind
from discussions.queries.reactions import MOST_NAMES, Tally, tallies_in, told_reactions
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory, ReactionFactory

pytestmark = pytest.mark.django_db


def test_tallies_are_read_from_the_post():
    assert tallies_in("") == []
    assert tallies_in("thanks 12,more 1") == [Tally("thanks", 12), Tally("more", 1)]
    assert [tally.label for tally in tallies_in("same 2,tried 1")] == ["Same here", "Tried it"]


def test_names_stand_in_the_order_they_came_and_end_somewhere(django_assert_num_queries):
    post, viewer = PostFactory(), UserFactory(name="Noor")
    for number in range(MOST_NAMES + 2):
        ReactionFactory(post=post, person__name=f"Person {number}")
    ReactionFactory(post=post, person=viewer, kind=ReactionKind.TRIED_IT)
    with django_assert_num_queries(1):
        thanks, same, tried, more = told_reactions(post, viewer)
    assert (thanks.count, thanks.names[:2], len(thanks.names), thanks.more) == (
        MOST_NAMES + 2,
        ["Person 0", "Person 1"],
        MOST_NAMES,
        2,
    )
    assert (same.count, more.count, tried.names, tried.is_own, thanks.is_own) == (0, 0, ["Noor"], True, False)
