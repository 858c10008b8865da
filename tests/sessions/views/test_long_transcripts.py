"""More than an hour of talk: a page has some of them, every place is reached, and words are found in all."""

from __future__ import annotations

import re

import pytest

from sessions.models import TranscriptCue
from sessions.queries.recording_page import MOST_PLACES
from tests.factories.sessions import AgendaItemFactory, RecordingFactory, RecordingFileFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
LINES = 1100


@pytest.fixture
def recording(live_session):
    made = RecordingFactory(live_session=live_session, transcript="Line", transcript_from="file")
    TranscriptCue.objects.bulk_create(
        TranscriptCue(
            recording=made, position=n, starts=n * 4000, ends=n * 4000 + 3900, speaker="Ana" if n % 2 else "Tom",
            text=f"Line {n} of a long talk about who sits at the kitchen table, and what they need to stay well",
        )
        for n in range(1, LINES + 1)
    )  # fmt: skip
    return made


@pytest.fixture
def ask(visit, recording):
    def to(query="", role="participant"):
        return visit(role, "sessions:recording_detail", "place-matters", recording.pk, query=query, at=END)

    return to


def shown(answer):
    """The first and the last time of the lines on the page, how many there are, and which part the page says it is."""
    page = answer.content.decode()
    times = re.findall(r'<li id="cue-\d+"[^>]*><a href="\?t=(\d+)', page)
    parts = re.findall(r'part=(\d+)#transcript" data-from="\d+" aria-current="true"', page)
    return int(times[0]), int(times[-1]), len(times), parts


def test_a_page_has_a_part_of_it_and_is_light(ask):
    answer = ask()
    assert shown(answer) == (4, 1000, 250, ["1"])
    assert len(answer.content) < 100_000
    assert re.findall(r'data-from="(\d+)"', answer.content.decode()) == ["4", "1004", "2004", "3004", "4004"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?part=5", (4004, 4400, 100, ["5"])),
        ("?part=2&t=7", (1004, 2000, 250, ["2"])),
        ("?part=all", (4, 4400, LINES, [])),
        *((f"?part={part}", (4, 1000, 250, ["1"])) for part in ("0", "6", "99999", "²", "x", "-1")),
    ],
)
def test_a_part_has_an_address(ask, query, expected):
    assert shown(ask(query)) == expected


def test_a_time_leads_to_the_line_whatever_part_it_is_in(ask, recording):
    answer = ask("?t=1:02:03")
    assert shown(answer) == (3004, 4000, 250, ["4"])
    cue = recording.cues.get(starts=3720 * 1000)
    assert re.findall(r'<li id="cue-(\d+)" aria-current="true">', answer.content.decode()) == [str(cue.pk)]


def test_words_are_found_in_all_parts(ask, recording):
    answer = ask("?q=1050")
    assert "1 line has “1050”." in text_of(answer)
    [(at, pk)] = re.findall(r'href="\?q=1050&amp;t=(\d+)#cue-(\d+)"', answer.content.decode())
    there = ask(f"?q=1050&t={at}")
    assert shown(there)[3] == ["5"]
    assert f'<li id="cue-{pk}" aria-current="true">' in there.content.decode()
    assert there.content.decode().count("<mark>1050</mark>") == 2


def test_of_a_word_that_stands_everywhere_the_first_places_are_listed(ask):
    answer = ask("?q=kitchen")
    assert f"{LINES} lines have “kitchen”. The first {MOST_PLACES} of them:" in text_of(answer)
    assert answer.content.decode().count("<mark>kitchen</mark>") == MOST_PLACES + 250
    assert re.search(r'href="\?q=kitchen&amp;part=2#transcript"', answer.content.decode())


def test_a_short_one_has_no_parts(ask, recording):
    recording.cues.filter(position__gt=250).delete()
    answer = ask()
    assert shown(answer) == (4, 1000, 250, [])
    assert "data-parts" not in answer.content.decode()


@pytest.mark.parametrize("lines", [1, 300, LINES])
def test_it_costs_the_same_however_long_it_is(counted, recording, lines):
    RecordingFileFactory(recording=recording)
    AgendaItemFactory(live_session=recording.live_session)
    recording.cues.filter(position__gt=lines).delete()
    counted(11, "participant", "sessions:recording_detail", "place-matters", recording.pk, at=END)
