from __future__ import annotations

import pytest

from sessions.operations.chapters import set_chapters
from sessions.operations.transcripts import correct_cue
from tests.factories.sessions import AgendaItemFactory, RecordingFactory, TranscriptCueFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording(live_session):
    return RecordingFactory(live_session=live_session, transcript="Ana: Good mourning", transcript_from="file")


@pytest.fixture
def cue(recording):
    return TranscriptCueFactory(recording=recording, starts=62_000, speaker="Ana", text="Good mourning")


@pytest.fixture
def desk(visit, recording):
    def ask(name, *args, role="facilitator", **kwargs):
        return visit(role, f"sessions:{name}", "place-matters", recording.pk, *args, at=END, **kwargs)

    return ask


class TestLines:
    def test_one_is_corrected_and_how_it_came_is_kept(self, desk, cue, cast):
        assert 'value="Ana: Good mourning"' in desk("cue_edit", cue.pk).content.decode()
        sent = {"speaker": "Ana", "text": "Good morning", "seen": "Ana: Good mourning"}
        answer = desk("cue_edit", cue.pk, data=sent)
        assert answer["Location"].endswith(f"/recordings/{cue.recording_id}/?t=62#cue-{cue.pk}")
        cue.refresh_from_db()
        assert (cue.text, cue.original_text, cue.corrected_by, cue.corrected_at) == (
            "Good morning", "Good mourning", cast["facilitator"], END,
        )  # fmt: skip
        again = text_of(desk("cue_edit", cue.pk))
        assert "How it came Ana: Good mourning Corrected by" in again
        assert cast["facilitator"].display_name in again

    def test_participants_read_what_was_said_and_not_how_it_came(self, desk, visit, cue, recording):
        correct_cue(cue=cue, speaker="Ana", text="Good morning", seen="Ana: Good mourning", by=None, now=END)
        page = visit("participant", "sessions:recording_detail", "place-matters", recording.pk, at=END)
        assert ["Good morning" in text_of(page), "mourning" in page.content.decode()] == [True, False]

    def test_the_page_leads_those_who_run_the_session_to_each_line(self, desk, visit, cue, recording):
        page = visit("facilitator", "sessions:recording_detail", "place-matters", recording.pk, at=END).content.decode()
        assert f"/recordings/{recording.pk}/lines/{cue.pk}/" in page

    def test_two_at_once_are_told_and_neither_loses_what_was_typed(self, desk, cue):
        correct_cue(cue=cue, speaker="Ana", text="Good evening", seen="Ana: Good mourning", by=None, now=END)
        sent = {"speaker": "Ana", "text": "Good morning", "seen": "Ana: Good mourning"}
        answer = desk("cue_edit", cue.pk, data=sent)
        page = answer.content.decode()
        assert "Somebody has corrected this line in the meantime. It reads now: “Ana: Good evening”." in text_of(answer)
        assert [">\nGood morning</textarea>" in page, 'value="Ana: Good evening"' in page] == [True, True]
        desk("cue_edit", cue.pk, data=sent | {"seen": "Ana: Good evening"})
        cue.refresh_from_db()
        assert cue.text == "Good morning"

    def test_an_empty_line_is_refused(self, desk, cue):
        answer = desk("cue_edit", cue.pk, data={"speaker": "", "text": " ", "seen": "Ana: Good mourning"})
        assert answer.status_code == 200
        cue.refresh_from_db()
        assert cue.text == "Good mourning"

    def test_a_line_of_another_recording_is_not_found_here(self, desk, live_session):
        other = TranscriptCueFactory(recording__live_session=live_session)
        assert desk("cue_edit", other.pk).status_code == 404


class TestChapters:
    @pytest.fixture(autouse=True)
    def agenda(self, live_session):
        for position, (title, minutes) in enumerate([("Welcome", 5), ("Presentation", 85)]):
            AgendaItemFactory(live_session=live_session, position=position, title=title, minutes=minutes)

    SEEN = "0:00 Welcome\n5:00 Presentation"

    def shown(self, recording):
        return [(chapter.seconds, chapter.title) for chapter in recording.chapters.order_by("seconds")]

    def test_the_agenda_stands_in_the_form_and_is_changed(self, desk, recording):
        assert ">\n0:00 Welcome\n5:00 Presentation</textarea>" in desk("chapters_edit").content.decode()
        sent = {"chapters": "0:00 Welcome\r\n\r\n 1:02:03  The long end ", "seen": self.SEEN.replace("\n", "\r\n")}
        answer = desk("chapters_edit", data=sent)
        assert answer["Location"].endswith("#chapters")
        assert self.shown(recording) == [(0, "Welcome"), (3723, "The long end")]

    @pytest.mark.parametrize("line", ["Welcome", "0:00", "soon Welcome", "1:75 Welcome", "5 Welcome"])
    def test_a_line_that_is_none_is_named_and_all_stays_typed(self, desk, recording, line):
        answer = desk("chapters_edit", data={"chapters": f"0:00 Hi\n{line}", "seen": self.SEEN})
        assert f"“{line}” is no chapter. Write a time and a title" in text_of(answer)
        assert "0:00 Hi" in answer.content.decode()
        assert self.shown(recording) == []

    def test_two_at_once_are_told(self, desk, recording):
        set_chapters(recording=recording, chapters=[(0, "Mine")], seen=self.SEEN, by=None, now=END)
        sent = {"chapters": "0:00 Yours", "seen": self.SEEN}
        answer = desk("chapters_edit", data=sent)
        assert "Somebody has set other chapters in the meantime: 0:00 Mine." in text_of(answer)
        desk("chapters_edit", data=sent | {"seen": "0:00 Mine"})
        assert self.shown(recording) == [(0, "Yours")]
