from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from cohorts.enums import CohortStatus, EnrollmentStatus
from cohorts.models import AffinityGroup, Cohort
from discussions.enums import BoardKind
from discussions.models import Board, Post, Thread
from discussions.queries import thread_for
from tests.cast import ROLES
from tests.factories.cohorts import AffinityGroupFactory, CoachingPairFactory, GroupMembershipFactory, TeamFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)

READERS = {
    BoardKind.COHORT: {"participant", "team_lead", "facilitator", "coach", "coordinator", "site_admin"},
    BoardKind.SESSION: {"participant", "team_lead", "facilitator", "coach", "coordinator", "site_admin"},
    BoardKind.TEAM: {"participant", "team_lead", "site_admin"},
    BoardKind.GROUP: {"participant", "coach", "site_admin"},
    BoardKind.COACHING: {"participant", "team_lead", "coach", "site_admin"},
    BoardKind.FACILITATORS: {"facilitator", "coordinator", "site_admin"},
}
# All in the group: who isn't inside, or takes no part in the talk, reads it as little as the rest of the cohort.
IN_THE_GROUP = ("participant", "coach", "observer", "invited", "withdrawn", "neighbor", "outsider")


def board_of(cast, kind) -> Board:
    team = cast.team if kind == BoardKind.TEAM else None
    group = group_of(cast) if kind == BoardKind.GROUP else None
    pair = CoachingPairFactory(team=cast.team, coach=cast["coach"]) if kind == BoardKind.COACHING else None
    return BoardFactory(cohort=cast.cohort, kind=kind, team=team, group=group, pair=pair)


def group_of(cast) -> AffinityGroup:
    group = AffinityGroupFactory(cohort=cast.cohort)
    for role in IN_THE_GROUP:
        GroupMembershipFactory(group=group, person=cast[role])
    GroupMembershipFactory(group=group, person=cast["facilitator"], left_at=NOW)
    GroupMembershipFactory(group=group, person=cast["team_lead"], removed_at=NOW)
    return group


def fresh(person: User) -> User:
    """The person of the next request."""
    return User.objects.get(pk=person.pk)


def those_who(cast, may) -> set[str]:
    return {role for role in ROLES[1:] if may(fresh(cast[role]))}


def agree(cast, board: Board) -> set[str]:
    """Who reads the board: the predicate, the boards, the threads and the posts must say the same."""
    thread = ThreadFactory(board=board)
    post = PostFactory(thread=thread, author=cast["participant"])
    readers = those_who(cast, lambda person: person.has_perm("discussions.read_board", board))
    assert readers == those_who(cast, lambda person: Board.objects.visible_to(person).filter(pk=board.pk).exists())
    assert readers == those_who(
        cast, lambda person: Thread.objects.visible_to(person, NOW).filter(pk=thread.pk).exists()
    )
    assert readers == those_who(cast, lambda person: Post.objects.visible_to(person, NOW).filter(pk=post.pk).exists())
    return readers


@pytest.mark.parametrize("kind", BoardKind)
def test_who_reads_a_board(cast, kind):
    assert agree(cast, board_of(cast, kind)) == READERS[kind]


def test_a_coach_reads_what_they_wrote_with_a_team_as_long_as_they_accompany_it(cast):
    board = board_of(cast, BoardKind.COACHING)
    # Whoever runs the cohort reads none of it, also where they read the teams' boards.
    cast.cohort.staff_see_team_boards = True
    cast.cohort.save()
    assert agree(cast, board) == READERS[BoardKind.COACHING]
    board.pair.ended_at = NOW
    board.pair.save()
    assert agree(cast, Board.objects.get(pk=board.pk)) == {"participant", "team_lead", "site_admin"}


def test_another_teams_people_and_coach_read_nothing_of_it(cast):
    others = TeamFactory(cohort=cast.cohort)
    pair = CoachingPairFactory(team=others, coach=cast["facilitator"])
    cast.team.coach = cast["coach"]
    cast.team.save()
    board = BoardFactory(cohort=cast.cohort, kind=BoardKind.COACHING, pair=pair)
    assert agree(cast, board) == {"facilitator", "site_admin"}


def test_a_coach_reads_the_boards_of_their_teams(cast):
    cast.team.coach = cast["coach"]
    cast.team.save()
    assert agree(cast, board_of(cast, BoardKind.TEAM)) == READERS[BoardKind.TEAM] | {"coach"}


def test_those_who_run_the_cohort_read_team_boards_where_it_says_so(cast):
    cast.cohort.staff_see_team_boards = True
    cast.cohort.save()
    readers = agree(cast, board_of(cast, BoardKind.TEAM))
    assert readers == READERS[BoardKind.TEAM] | {"facilitator", "coordinator"}


@pytest.mark.parametrize("kind", BoardKind)
def test_the_completed_still_read_and_the_withdrawn_do_not(cast, kind):
    board = board_of(cast, kind)
    cast.cohort.enrollments.active().update(status=EnrollmentStatus.COMPLETED)
    assert agree(cast, board) == READERS[kind]
    cast.cohort.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert agree(cast, board) == {"site_admin"}


@pytest.mark.parametrize("kind", BoardKind)
@pytest.mark.parametrize("opens_in", [None, timedelta(hours=-1), timedelta(0), timedelta(hours=1)])
@pytest.mark.parametrize("status", EnrollmentStatus)
def test_the_page_of_a_thread_opens_to_those_who_see_its_row(cast, kind, opens_in, status):
    opens_at = None if opens_in is None else NOW + opens_in
    thread = ThreadFactory(board=board_of(cast, kind), opens_at=opens_at)
    cast.cohort.enrollments.active().update(status=status)
    address = {"cohort": cast.cohort.slug, "board": thread.board.slug, "thread": thread.slug}
    assert those_who(cast, lambda person: thread_for(person, NOW, **address) is not None) == those_who(
        cast, lambda person: Thread.objects.visible_to(person, NOW).filter(pk=thread.pk).exists()
    )


def test_anonymous_people_see_nothing(cast):
    from django.contrib.auth.models import AnonymousUser

    post = PostFactory(thread__board=board_of(cast, BoardKind.COHORT))
    nobody = AnonymousUser()
    assert list(Board.objects.visible_to(nobody)) == []
    assert list(Thread.objects.visible_to(nobody, NOW)) == []
    assert list(Post.objects.visible_to(nobody, NOW)) == []
    assert not nobody.has_perm("discussions.read_board", post.thread.board)


@pytest.mark.parametrize("kind", BoardKind)
def test_who_reads_also_writes_while_active(cast, kind):
    board = board_of(cast, kind)
    thread = ThreadFactory(board=board)

    def writers():
        said = those_who(cast, lambda person: person.has_perm("discussions.post_in_thread", thread))
        assert said == those_who(cast, lambda person: person.has_perm("discussions.start_topic", board))
        # The operations ask the rows; both must say the same.
        assert said == those_who(
            cast,
            lambda person: any(
                found.may_talk and (found.board.cohort.is_open or person.is_site_admin)
                for found in Thread.objects.visible_to(person, NOW).with_rights(person).filter(pk=thread.pk)
            ),
        )
        return said

    assert writers() == READERS[kind]
    cast.cohort.enrollments.active().update(status=EnrollmentStatus.COMPLETED)
    assert writers() == {"site_admin"}
    cast.cohort.enrollments.filter(status=EnrollmentStatus.COMPLETED).update(status=EnrollmentStatus.ACTIVE)
    Cohort.objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.COMPLETED)
    board.cohort.refresh_from_db()
    assert writers() == {"site_admin"}


def test_nobody_of_the_cohort_writes_in_a_locked_thread(cast):
    thread = ThreadFactory(board=board_of(cast, BoardKind.COHORT), is_locked=True)
    assert those_who(cast, lambda person: person.has_perm("discussions.post_in_thread", thread)) == {"site_admin"}


@pytest.mark.parametrize(
    ("kind", "those"),
    [
        (BoardKind.COHORT, {"facilitator", "coordinator", "site_admin"}),
        # A facilitator's power needs read access first.
        (BoardKind.TEAM, {"site_admin"}),
        (BoardKind.FACILITATORS, {"facilitator", "coordinator", "site_admin"}),
    ],
)
def test_who_keeps_order(cast, kind, those):
    thread = ThreadFactory(board=board_of(cast, kind))
    assert those_who(cast, lambda person: person.has_perm("discussions.moderate_thread", thread)) == those
    post = PostFactory(thread=thread, author=cast["outsider"])
    assert those_who(cast, lambda person: person.has_perm("discussions.delete_post", post)) == those
    assert those_who(cast, lambda person: person.has_perm("discussions.restore_post", post)) == those
    # The rows say the same of those who can read at all.
    assert those == those_who(
        cast,
        lambda person: any(
            found.may_moderate for found in Post.objects.visible_to(person, NOW).with_rights(person).filter(pk=post.pk)
        ),
    )


def test_the_author_changes_and_takes_back_their_own_words(cast):
    post = PostFactory(thread__board=board_of(cast, BoardKind.COHORT), author=cast["participant"])
    assert those_who(cast, lambda person: person.has_perm("discussions.edit_post", post)) == {
        "participant",
        "facilitator",
        "coordinator",
        "site_admin",
    }
    assert those_who(cast, lambda person: person.has_perm("discussions.delete_post", post)) == {
        "participant",
        "facilitator",
        "coordinator",
        "site_admin",
    }


def test_the_author_brings_back_what_they_took_away_themselves(cast):
    author = cast["participant"]
    post = PostFactory(thread__board=board_of(cast, BoardKind.COHORT), author=author, deleted_by=author)
    assert fresh(author).has_perm("discussions.restore_post", post)
    post.deleted_by = cast["facilitator"]
    assert not fresh(author).has_perm("discussions.restore_post", post)


def test_a_topic_is_changed_by_who_began_it(cast):
    topic = ThreadFactory(board=board_of(cast, BoardKind.COHORT), author=cast["participant"])
    assert those_who(cast, lambda person: person.has_perm("discussions.edit_topic", topic)) == {
        "participant",
        "site_admin",
    }


def test_a_prompt_to_come_is_seen_by_those_who_run_the_sessions(cast):
    thread = ThreadFactory(board=board_of(cast, BoardKind.SESSION), opens_at=NOW + timedelta(seconds=1))

    def seen_at(now):
        return those_who(cast, lambda person: Thread.objects.visible_to(person, now).filter(pk=thread.pk).exists())

    assert seen_at(NOW) == {"facilitator", "coordinator", "site_admin"}
    # Nothing has to run: the clock is asked.
    assert seen_at(NOW + timedelta(seconds=1)) == READERS[BoardKind.SESSION]
