from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.operations.chapters import UnableToSetChapters, set_chapters
from sessions.queries.chapters import chapters_of, in_lines
from tests.factories.sessions import AgendaItemFactory, RecordingFactory

NOW = datetime(2022, 4, 21, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording():
    made = RecordingFactory()
    for position, (title, minutes) in enumerate([("Welcome", 5), ("Presentation", 40), ("Questions", 45)]):
        AgendaItemFactory(live_session=made.live_session, position=position, title=title, minutes=minutes)
    return made


def shown(recording):
    found = chapters_of(recording, recording.live_session)
    return [(row.clock, row.title) for row in found.rows], found.proposed


def put(recording, *chapters, seen=None):
    seen = in_lines(chapters_of(recording, recording.live_session).rows) if seen is None else seen
    return set_chapters(recording=recording, chapters=chapters, seen=seen, by=None, now=NOW)


def test_the_agenda_proposes_them(recording):
    assert shown(recording) == ([("0:00", "Welcome"), ("5:00", "Presentation"), ("45:00", "Questions")], True)


@pytest.mark.parametrize(
    ("minutes", "rows"),
    [
        (-2, [("2:00", "Welcome"), ("7:00", "Presentation"), ("47:00", "Questions")]),
        (5, [("0:00", "Presentation"), ("40:00", "Questions")]),
        (50, [("0:00", "Questions")]),
        (90, []),
    ],
)
def test_a_recording_that_begins_at_another_time_has_them_elsewhere(recording, minutes, rows):
    recording.begins_at = recording.live_session.starts_at + timedelta(minutes=minutes)
    assert shown(recording) == (rows, True)


def test_set_ones_take_their_place_in_the_order_of_time(recording):
    put(recording, (70, " The\ntable "), (0, "Hello"))
    assert shown(recording) == ([("0:00", "Hello"), ("1:10", "The table")], False)
    put(recording)
    assert shown(recording)[1] is True


def test_the_same_twice_is_once(recording):
    first = put(recording, (0, "Hello"))
    assert put(recording, (0, "Hello"), seen="what was there before") == first


def test_two_who_set_them_notice_each_other(recording):
    seen = in_lines(chapters_of(recording, recording.live_session).rows)
    put(recording, (0, "Mine"))
    with pytest.raises(UnableToSetChapters, match=r"in the meantime: 0:00 Mine\. Save again"):
        put(recording, (0, "Yours"), seen=seen)
    assert shown(recording)[0] == [("0:00", "Mine")]


@pytest.mark.parametrize(
    ("chapters", "said"),
    [
        ([(5, "One"), (5, "Two")], "Two chapters begin at 0:05"),
        ([(5, " ")], "at 0:05 needs a title"),
        ([(5, "x" * 201)], "at 0:05 needs a title"),
        ([(n, "One") for n in range(61)], "at most 60 chapters"),
    ],
)
def test_what_cannot_be_chapters(recording, chapters, said):
    with pytest.raises(UnableToSetChapters, match=said) as refused:
        put(recording, *chapters)
    assert refused.value.field == "chapters"
    assert shown(recording)[1] is True
