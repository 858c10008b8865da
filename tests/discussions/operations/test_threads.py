from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.enums import BoardKind, ThreadKind
from discussions.models import Thread
from discussions.operations import threads
from discussions.operations.checks import (
    CohortIsCompleted,
    FormOfAnother,
    NotTakingPart,
    NotYours,
    TextIsEmpty,
    TextIsTooLong,
    ThreadIsLocked,
    TooMuchAtOnce,
)
from discussions.operations.hidden_topics import hide_topic, restore_topic
from discussions.operations.threads import (
    UnableToKeepOrder,
    UnableToNameTopic,
    UnableToRemoveThread,
    edit_thread,
    edit_topic,
    open_prompt_thread,
    remove_thread,
    reschedule_opening,
    start_topic,
)
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort)


def start(board, by, **changes) -> Thread:
    facts = {"title": "Who maps rent?", "body": "We *do*.", "submission": uuid4(), "now": NOW}
    return start_topic(board=board, by=by, **(facts | changes))


# --- Topics ---------------------------------------------------------------------------------------


def test_a_topic_is_started(cast, board):
    topic = start(board, cast["participant"], title="  Who   maps rent? ", body="We *do*.\r\nAnd \x00you? \n\n")
    topic.refresh_from_db()
    assert (topic.kind, topic.slug, topic.title) == (ThreadKind.TOPIC, "who-maps-rent", "Who maps rent?")
    assert (topic.body, topic.body_html) == (
        "We *do*.\nAnd you?",
        "<p>We <em>do</em>.<br>\nAnd you?</p>\n",
    )
    assert (topic.author, topic.created_at, topic.last_post_at, topic.opens_at) == (
        cast["participant"],
        NOW,
        NOW,
        None,
    )
    kept = topic.history.get()
    assert (kept.history_user, kept.history_change_reason) == (cast["participant"], "started")


def test_the_same_form_sent_twice_is_one_topic(cast, board):
    submission = uuid4()
    first = start(board, cast["participant"], submission=submission)
    assert start(board, cast["participant"], submission=submission) == first
    assert Thread.objects.count() == 1


def test_a_form_belongs_to_one_person_and_one_board(cast, board):
    submission = uuid4()
    start(board, cast["participant"], submission=submission)
    with pytest.raises(FormOfAnother):
        start(board, cast["team_lead"], submission=submission)
    with pytest.raises(FormOfAnother):
        start(BoardFactory(cohort=cast.cohort), cast["participant"], submission=submission)
    assert Thread.objects.count() == 1


def test_addresses_differ_and_none_is_taken_by_a_page(cast, board):
    assert [start(board, cast["participant"], title=title).slug for title in ("Rent", "rent!", "New", "漢字")] == [
        "rent",
        "rent-2",
        "new-2",
        "topic",
    ]


@pytest.mark.parametrize("title", ["", "  \x00 ", "a" * 301])
def test_a_topic_needs_a_title_of_a_line(cast, board, title):
    with pytest.raises(UnableToNameTopic) as refusal:
        start(board, cast["participant"], title=title)
    assert refusal.value.field == "title"
    assert Thread.objects.count() == 0


def test_a_topic_needs_words_and_not_a_book(cast, board):
    with pytest.raises(TextIsEmpty):
        start(board, cast["participant"], body=" \n ")
    with pytest.raises(TextIsTooLong):
        start(board, cast["participant"], body="a" * 20_001)
    start(board, cast["participant"], body="a" * 20_000)


@pytest.mark.parametrize("role", ["observer", "invited", "withdrawn", "neighbor", "outsider"])
def test_those_outside_the_talk_start_none(cast, board, role):
    with pytest.raises(NotYours):
        start(board, cast[role])
    assert Thread.objects.count() == 0


def test_nobody_starts_one_on_a_board_they_cannot_read(cast):
    with pytest.raises(NotYours):
        start(BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS), cast["participant"])


def test_the_completed_start_none(cast, board):
    cast.cohort.enrollments.update(status=EnrollmentStatus.COMPLETED)
    with pytest.raises(NotTakingPart):
        start(board, cast["participant"])


def test_a_completed_cohort_takes_none_from_anybody(cast, board):
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    for role in ("participant", "facilitator", "site_admin"):
        with pytest.raises(CohortIsCompleted):
            start(board, cast[role])


def test_a_few_topics_in_a_few_minutes_and_the_others_are_not_held_up(cast, board):
    for minute in range(5):
        start(board, cast["participant"], now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooMuchAtOnce):
        start(board, cast["participant"], now=NOW + timedelta(minutes=5))
    start(board, cast["team_lead"], now=NOW + timedelta(minutes=5))
    start(board, cast["participant"], now=NOW + timedelta(minutes=10))


def test_the_author_changes_a_topic_and_its_address_stays(cast, board):
    topic = start(board, cast["participant"])
    edit_topic(topic=topic, by=cast["participant"], title="Who maps heat?", body="**We**", now=NOW)
    topic.refresh_from_db()
    assert (topic.title, topic.slug, topic.body_html) == (
        "Who maps heat?",
        "who-maps-rent",
        "<p><strong>We</strong></p>\n",
    )
    assert [kept.title for kept in topic.history.all()] == ["Who maps heat?", "Who maps rent?"]
    edit_topic(topic=topic, by=cast["participant"], title="Who maps heat?", body="**We**", now=NOW)
    assert topic.history.count() == 2


@pytest.mark.parametrize("role", ["team_lead", "facilitator", "site_admin", "outsider"])
def test_nobody_else_changes_it(cast, board, role):
    topic = start(board, cast["participant"])
    with pytest.raises(NotYours):
        edit_topic(topic=topic, by=cast[role], title="Other", body="Other", now=NOW)


def test_a_locked_topic_is_not_changed(cast, board):
    topic = start(board, cast["participant"])
    threads.lock_thread(thread=topic, by=cast["facilitator"], now=NOW)
    with pytest.raises(ThreadIsLocked):
        edit_topic(topic=topic, by=cast["participant"], title="Other", body="Other", now=NOW)


# --- Prompts --------------------------------------------------------------------------------------


def pose(board, **changes) -> Thread:
    facts = {"slug": "water", "title": "Whose water?", "body": "One\nline.", "opens_at": NOW, "by": None, "now": NOW}
    return open_prompt_thread(board=board, **(facts | changes))


def test_a_prompt_is_posed_once(cast, board):
    thread = pose(board, by=cast["facilitator"])
    thread.refresh_from_db()
    assert (thread.kind, thread.title, thread.opens_at, thread.last_post_at) == (
        ThreadKind.PROMPT,
        "Whose water?",
        NOW,
        None,
    )
    # Texts from a file are wrapped anyhow.
    assert thread.body_html == "<p>One\nline.</p>\n"
    assert pose(board) == thread
    assert Thread.objects.count() == 1


def test_an_opening_is_moved_and_the_move_is_kept(cast, board):
    thread = pose(board)
    later = NOW + timedelta(days=7)
    assert reschedule_opening(thread=thread, opens_at=later, by=cast["facilitator"]).opens_at == later
    reschedule_opening(thread=thread, opens_at=later)
    thread.refresh_from_db()
    assert thread.opens_at == later
    assert [(kept.opens_at, kept.history_user) for kept in thread.history.all()] == [
        (later, cast["facilitator"]),
        (NOW, None),
    ]


def test_the_words_of_a_prompt_are_changed(cast, board):
    thread = pose(board)
    edit_thread(thread=thread, title="Whose land?", body="# Land", by=cast["facilitator"], now=NOW)
    thread.refresh_from_db()
    assert (thread.title, thread.body_html) == ("Whose land?", "<h2>Land</h2>\n")


def test_a_thread_without_posts_is_removed_and_one_with_posts_is_not(cast, board):
    thread = pose(board)
    PostFactory(thread=thread)
    with pytest.raises(UnableToRemoveThread):
        remove_thread(thread=thread, by=cast["facilitator"], now=NOW)
    empty = pose(board, slug="empty")
    remove_thread(thread=empty, by=cast["facilitator"], now=NOW)
    remove_thread(thread=empty, by=cast["facilitator"], now=NOW)
    assert list(Thread.objects.all()) == [thread]


# --- Lock and pin ---------------------------------------------------------------------------------

SWITCHES = [
    (threads.lock_thread, threads.unlock_thread, "is_locked"),
    (threads.pin_thread, threads.unpin_thread, "is_pinned"),
]


@pytest.mark.parametrize(("switch_on", "switch_off", "field"), SWITCHES)
@pytest.mark.parametrize("role", ["facilitator", "coordinator", "site_admin"])
def test_those_who_run_the_sessions_lock_and_pin(cast, board, role, switch_on, switch_off, field):
    thread = ThreadFactory(board=board)
    for switch, value in ((switch_on, True), (switch_on, True), (switch_off, False)):
        switch(thread=thread, by=cast[role], now=NOW)
        thread.refresh_from_db()
        assert getattr(thread, field) is value
    # Twice the same is kept once (the factory's own row comes first).
    assert thread.history.count() == 3


@pytest.mark.parametrize(("switch_on", "switch_off", "field"), SWITCHES)
@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("participant", UnableToKeepOrder),
        ("team_lead", UnableToKeepOrder),
        ("coach", UnableToKeepOrder),
        ("observer", NotYours),
        ("neighbor", NotYours),
        ("withdrawn", NotYours),
    ],
)
def test_nobody_else_does(cast, board, role, refusal, switch_on, switch_off, field):
    thread = ThreadFactory(board=board)
    for switch in (switch_on, switch_off):
        with pytest.raises(refusal):
            switch(thread=thread, by=cast[role], now=NOW)
    thread.refresh_from_db()
    assert getattr(thread, field) is False


def test_power_needs_read_access_first(cast):
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team))
    with pytest.raises(NotYours):
        threads.lock_thread(thread=thread, by=cast["facilitator"], now=NOW)


def test_a_right_taken_away_is_gone_at_once(cast, board):
    thread = ThreadFactory(board=board)
    facilitator = cast["facilitator"]
    assert facilitator.has_perm("discussions.moderate_thread", thread)
    cast.cohort.enrollments.filter(person=facilitator).update(role="participant")
    # The person's object still remembers the right; the rows are asked.
    with pytest.raises(UnableToKeepOrder):
        threads.lock_thread(thread=thread, by=facilitator, now=NOW)


def test_the_words_of_a_hidden_title_do_not_stand_in_its_address(cast):
    board, by = BoardFactory(cohort=cast.cohort), {"by": cast["facilitator"], "now": NOW}
    topic = start_topic(board=board, title="Maria Lopez is ill", body="x", submission=uuid4(), **by)
    hide_topic(thread=topic, reason="a name", **by)
    topic.refresh_from_db()
    assert topic.slug == "a-topic-that-was-taken-away"
    assert topic.old_addresses.get().slug == "maria-lopez-is-ill"
    restore_topic(thread=topic, **by)
    topic.refresh_from_db()
    assert (topic.slug, topic.old_addresses.count()) == ("maria-lopez-is-ill", 0)
