"""Moving threads to other boards, splitting them and joining them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cohorts.enums import CohortStatus
from cohorts.models import Cohort
from discussions.enums import BoardKind, FlagAbout, ThreadKind
from discussions.models import Flag, Post, ReadingPosition, Thread, ThreadAddress
from discussions.operations.checks import CohortIsCompleted, NotYours, ThreadIsLocked
from discussions.operations.flags import flag
from discussions.operations.hidden_topics import hide_topic
from discussions.operations.joining import UnableToJoin, join_threads
from discussions.operations.moving import move_thread
from discussions.operations.order import BelongsToSession, WouldBeReadByMore
from discussions.operations.posts import PostIsGone, delete_post, write_post
from discussions.operations.splitting import StandsTooDeep, split_thread
from discussions.operations.threads import UnableToKeepOrder, UnableToNameTopic, start_topic
from discussions.tree import segment
from tests.discussions.order import outline, stand_in_order
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, PostFactory, ReadingPositionFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort, name="Everybody")


@pytest.fixture
def team_board(cast):
    return BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team, name="Team")


@pytest.fixture
def thread(cast, board):
    return ThreadFactory(board=board, title="Rent", slug="rent", body="Who?", author=cast["participant"])


@pytest.fixture
def talk(thread):
    """one, (two, (three, six), four), five: in the order of writing by their names."""
    at = iter(NOW + timedelta(minutes=minute) for minute in range(10))
    one = PostFactory(thread=thread, body="one", created_at=next(at))
    two = PostFactory(thread=thread, body="two", created_at=next(at))
    three = PostFactory(thread=thread, parent=two, body="three", created_at=next(at))
    four = PostFactory(thread=thread, parent=two, body="four", created_at=next(at))
    five = PostFactory(thread=thread, body="five", created_at=next(at))
    six = PostFactory(thread=thread, parent=three, body="six", created_at=next(at))
    return {"one": one, "two": two, "three": three, "four": four, "five": five, "six": six}


def reasons(row, number=1) -> list[str]:
    return [line.history_change_reason for line in row.history.all()[:number]]


class TestMoving:
    def move(self, cast, thread, board, role="facilitator", **facts):
        return move_thread(thread=thread, board=board, by=cast[role], now=NOW, **facts)

    def test_it_stands_on_the_other_board_and_back(self, cast, thread, talk, board):
        other = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION)
        ThreadFactory(board=other, slug="rent")
        Thread.objects.filter(pk=thread.pk).update(is_pinned=True)
        moved = self.move(cast, thread, other)
        assert (moved.board, moved.slug, moved.is_pinned) == (other, "rent-2", False)
        assert ThreadAddress.objects.values_list("board", "slug", "thread").get() == (board.pk, "rent", thread.pk)
        assert reasons(moved) == ["moved from “Everybody”"]
        # The old address isn't given out again.
        new = start_topic(board=board, by=cast["participant"], title="Rent", body="?", submission=uuid4(), now=NOW)
        assert new.slug == "rent-2"
        assert self.move(cast, moved, board).slug == "rent"
        assert ThreadAddress.objects.values_list("board", "slug").get() == (other.pk, "rent-2")
        assert self.move(cast, moved, board).slug == "rent"

    def test_a_prompts_thread_stays(self, cast, board):
        prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT)
        with pytest.raises(BelongsToSession):
            self.move(cast, prompt, BoardFactory(cohort=cast.cohort))

    def test_it_stays_in_its_cohort(self, cast, thread):
        with pytest.raises(NotYours):
            self.move(cast, thread, BoardFactory(cohort=cast.neighbor_cohort), role="site_admin")

    def test_only_to_a_board_one_reads(self, cast, thread, team_board):
        with pytest.raises(NotYours):
            self.move(cast, thread, team_board)

    @pytest.mark.parametrize("role", ["participant", "coach"])
    def test_only_by_those_who_keep_order(self, cast, thread, role):
        with pytest.raises(UnableToKeepOrder):
            self.move(cast, thread, BoardFactory(cohort=cast.cohort), role=role)

    def test_what_was_said_among_few_is_shown_to_more_on_purpose_only(self, cast, board, team_board):
        Cohort.objects.filter(pk=cast.cohort.pk).update(staff_see_team_boards=True)
        said = ThreadFactory(board=team_board)
        with pytest.raises(WouldBeReadByMore):
            self.move(cast, said, board)
        assert self.move(cast, said, board, widening=True).board == board

    def test_a_completed_cohort_stays_as_it_is(self, cast, thread):
        Cohort.objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.COMPLETED)
        with pytest.raises(CohortIsCompleted):
            self.move(cast, thread, BoardFactory(cohort=cast.cohort), role="site_admin")


class TestSplitting:
    def split(self, cast, post, role="facilitator", title="Of two"):
        return split_thread(thread=post.thread, post=post, title=title, by=cast[role], now=NOW)

    def test_a_post_and_all_below_it(self, cast, thread, talk):
        topic = self.split(cast, talk["two"])
        stand_in_order(topic)
        stand_in_order(thread)
        assert outline(topic) == [(0, "two"), (1, "three"), (2, "six"), (1, "four")]
        assert outline(thread) == [(0, "one"), (0, "five")]
        assert (topic.title, topic.slug, topic.author, topic.kind) == ("Of two", "of-two", cast["facilitator"], "topic")
        assert (topic.last_post_at, thread.last_post_at) == (talk["six"].created_at, talk["five"].created_at)
        assert (topic.post_count, thread.post_count) == (4, 2)
        assert reasons(topic) == [f"split off from thread {thread.pk}"]
        assert reasons(thread) == [f"thread {topic.pk} was split off"]
        assert reasons(Post.objects.get(pk=talk["two"].pk)) == [f"split off from thread {thread.pk}"]

    def test_a_reply_from_deep_below_and_the_talk_goes_on_in_both(self, cast, thread, talk):
        topic = self.split(cast, talk["three"])
        for place, parent in ((topic, talk["six"]), (thread, talk["four"])):
            facts = {"body": "on", "submission": uuid4(), "now": NOW + timedelta(hours=1)}
            write_post(thread=place, by=cast["participant"], parent=parent.pk, **facts)
        assert outline(topic) == [(0, "three"), (1, "six"), (2, "on")]
        assert outline(thread) == [(0, "one"), (0, "two"), (1, "four"), (2, "on"), (0, "five")]
        stand_in_order(topic)
        stand_in_order(thread)

    def test_sent_twice_it_is_one_topic(self, cast, thread, talk):
        topic = self.split(cast, talk["two"])
        assert split_thread(thread=thread, post=talk["two"], title="Again", by=cast["facilitator"], now=NOW) == topic
        assert Thread.objects.count() == 2

    def test_how_far_people_have_read_goes_along(self, cast, thread, talk):
        for role, number in (("coach", 3), ("participant", 6), ("team_lead", 0)):
            ReadingPositionFactory(person=cast[role], thread=thread, read_number=number)
        topic = self.split(cast, talk["two"])
        read = dict(ReadingPosition.objects.filter(thread=topic).values_list("person__name", "read_number"))
        assert read == {"Coach": 3, "Participant": 6, "Team Lead": 0}
        unread = topic.posts.filter(number__gt=3).order_by("number").values_list("body", flat=True)
        assert list(unread) == ["four", "six"]

    def test_flags_go_along(self, cast, thread, talk):
        for name in ("three", "one"):
            flag(thread=thread, post=talk[name], by=cast["coach"], about=FlagAbout.UNKIND, now=NOW)
        topic = self.split(cast, talk["two"])
        assert dict(Flag.objects.values_list("post__body", "thread")) == {"three": topic.pk, "one": thread.pk}

    def test_what_is_refused(self, cast, thread, talk):
        with pytest.raises(UnableToNameTopic):
            self.split(cast, talk["two"], title=" ")
        with pytest.raises(UnableToKeepOrder):
            self.split(cast, talk["two"], role="participant")
        with pytest.raises(NotYours):
            self.split(cast, talk["two"], role="neighbor")
        delete_post(post=talk["two"], by=cast["facilitator"], reason="No", now=NOW)
        with pytest.raises(PostIsGone):
            self.split(cast, talk["two"])

    def test_where_replies_stand_side_by_side(self, cast, thread):
        parent = None
        for _ in range(401):
            parent = PostFactory(thread=thread, parent=parent)
        with pytest.raises(StandsTooDeep):
            self.split(cast, parent)
        topic = self.split(cast, thread.posts.get(number=2))
        assert (topic.post_count, thread.posts.count()) == (400, 1)

    @pytest.mark.parametrize("number", [1, 30])
    def test_it_costs_the_same_for_any_number(self, cast, thread, number, django_assert_num_queries):
        root = PostFactory(thread=thread)
        PostFactory.create_batch(number, thread=thread, parent=root)
        ReadingPositionFactory.create_batch(number, thread=thread)
        with django_assert_num_queries(24):
            self.split(cast, root)


class TestJoining:
    @pytest.fixture
    def other(self, cast, board):
        other = ThreadFactory(board=board, title="*Rent*", slug="rents", body="And food?", author=cast["coach"])
        first = PostFactory(thread=other, body="a", created_at=NOW - timedelta(days=1))
        PostFactory(thread=other, parent=first, body="b", created_at=NOW - timedelta(days=1))
        PostFactory(thread=other, body="c", created_at=NOW - timedelta(days=1))
        return other

    def join(self, cast, source, target, role="facilitator", **facts):
        return join_threads(source=source, target=target, by=cast[role], now=NOW, **facts)

    def test_all_of_it_stands_in_the_other_behind_what_was_there(self, cast, thread, talk, other, board):
        posts = dict(other.posts.values_list("body", "pk"))
        self.join(cast, other, thread)
        stand_in_order(thread)
        assert outline(thread)[-4:] == [(0, r"**\*Rent\***" + "\n\nAnd food?"), (1, "a"), (2, "b"), (1, "c")]
        assert dict(thread.posts.filter(pk__in=posts.values()).values_list("body", "pk")) == posts
        opening = thread.posts.get(number=7)
        assert (opening.author, opening.created_at, opening.word_count) == (cast["coach"], other.created_at, 3)
        assert thread.last_post_at == talk["six"].created_at
        assert not Thread.objects.filter(pk=other.pk).exists()
        assert ThreadAddress.objects.values_list("board", "slug", "thread").get() == (board.pk, "rents", thread.pk)
        assert reasons(thread) == [f"thread {other.pk} became part of it"]
        gone = Thread.history.filter(id=other.pk, history_type="-").get()
        assert (gone.history_user, gone.history_change_reason) == (
            cast["facilitator"],
            f"became part of thread {thread.pk}",
        )

    def test_split_and_joined_again_it_is_the_same_talk(self, cast, thread, talk):
        ReadingPositionFactory(person=cast["coach"], thread=thread, read_number=6)
        topic = split_thread(thread=thread, post=talk["five"], title="Five", by=cast["facilitator"], now=NOW)
        again = split_thread(thread=thread, post=talk["three"], title="Three", by=cast["facilitator"], now=NOW)
        self.join(cast, again, topic)
        self.join(cast, topic, thread)
        stand_in_order(thread)
        assert [body for _depth, body in outline(thread)] == ["one", "two", "four", "five", "three", "six"]
        # Addresses of addresses lead on.
        assert set(ThreadAddress.objects.values_list("slug", "thread")) == {("five", thread.pk), ("three", thread.pk)}

    def test_how_far_people_have_read(self, cast, thread, talk, other):
        """Of what came, whoever had read all that was there has read as much as there; others find it new."""
        for role, here, there in (("coach", 6, 2), ("participant", 4, 3), ("team_lead", 6, None)):
            ReadingPositionFactory(person=cast[role], thread=thread, read_number=here)
            if there is not None:
                ReadingPositionFactory(person=cast[role], thread=other, read_number=there)
        self.join(cast, other, thread)
        read = dict(ReadingPosition.objects.values_list("person__name", "read_number"))
        assert read == {"Coach": 9, "Participant": 4, "Team Lead": 6}
        assert list(thread.posts.filter(number__gt=9).values_list("body", flat=True)) == ["c"]

    def test_a_pseudonym_stays_one_and_flags_go_along(self, cast, thread, other):
        other.pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["coach"])
        other.save()
        flag(thread=other, by=cast["participant"], about=FlagAbout.UNKIND, now=NOW)
        self.join(cast, other, thread)
        opening = thread.posts.get(number=1)
        assert opening.pseudonym == other.pseudonym
        assert Flag.objects.values_list("thread", "post").get() == (thread.pk, opening.pk)

    def test_words_that_were_taken_away_stay_away(self, cast, thread, other):
        hide_topic(thread=other, by=cast["coordinator"], reason="Names a patient", now=NOW)
        self.join(cast, Thread.objects.get(pk=other.pk), thread)
        opening = thread.posts.get(number=1)
        assert (opening.deleted_by, opening.deletion_reason) == (cast["coordinator"], "Names a patient")
        assert opening.body.endswith("And food?")

    def test_what_is_refused(self, cast, thread, other, team_board):
        prompt = ThreadFactory(board=thread.board, kind=ThreadKind.PROMPT)
        with pytest.raises(BelongsToSession):
            self.join(cast, prompt, thread)
        with pytest.raises(UnableToJoin):
            self.join(cast, thread, thread)
        with pytest.raises(UnableToKeepOrder):
            self.join(cast, other, thread, role="participant")
        with pytest.raises(NotYours):
            self.join(cast, other, ThreadFactory(board=BoardFactory(cohort=cast.neighbor_cohort)), role="site_admin")
        Cohort.objects.filter(pk=cast.cohort.pk).update(staff_see_team_boards=True)
        with pytest.raises(WouldBeReadByMore):
            self.join(cast, ThreadFactory(board=team_board), thread)
        Thread.objects.filter(pk=thread.pk).update(is_locked=True)
        with pytest.raises(ThreadIsLocked):
            self.join(cast, other, thread)

    def test_a_long_thread_goes_in_a_few_statements(self, cast, thread, board, django_assert_num_queries):
        long = ThreadFactory(board=board, body="Long")
        facts = {"thread": long, "body": "x", "body_html": "x", "created_at": NOW}
        numbers = range(1, 1200)
        posts = [Post(number=number, path=segment(number), submission=uuid4(), **facts) for number in numbers]
        Post.objects.bulk_create(posts)
        Thread.objects.filter(pk=long.pk).update(last_number=1199)
        with django_assert_num_queries(50):
            self.join(cast, long, thread)
        stand_in_order(thread)
        assert thread.post_count == 1200
