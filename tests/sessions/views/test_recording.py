from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from sessions.models import Recording, RecordingFile, RecordingOpening
from tests.factories.sessions import (
    AgendaItemFactory,
    RecordingFactory,
    RecordingFileFactory,
    TranscriptCueFactory,
)
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
CONTENT = b"\x00\x00\x00\x18ftypmp42canary-film" + bytes(range(256))
INSIDE = ["participant", "team_lead", "facilitator", "coach", "coordinator", "observer", "site_admin"]
OUTSIDE = ["outsider", "neighbor", "invited", "withdrawn"]


@pytest.fixture
def recording(live_session):
    return RecordingFactory(
        live_session=live_session, title="The talk", url="", has_captions=True, missing_reason="",
        transcript="Ana: Good morning", transcript_from="file",
    )  # fmt: skip


@pytest.fixture
def film(recording):
    return RecordingFileFactory(recording=recording, file=ContentFile(CONTENT, name="a.mp4"), size=len(CONTENT))


@pytest.fixture
def cues(recording):
    said = ["Good morning, everybody", "The kitchen <table>", "Where is the Kitchen?", "A table and a chair"]
    return [
        TranscriptCueFactory(recording=recording, position=n, starts=n * 10_000, speaker=speaker, text=text)
        for n, (speaker, text) in enumerate(zip(["Ana", "Ana", "Tom", ""], said, strict=True), start=1)
    ]


@pytest.fixture
def ask(visit, recording):
    def to(role, name="recording_detail", *args, **kwargs):
        return visit(role, f"sessions:{name}", "place-matters", recording.pk, *args, at=kwargs.pop("at", END), **kwargs)

    return to


def content_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:
        close()
    return content


class TestPage:
    def test_the_player_its_captions_and_the_lines(self, ask, film, cues):
        page = ask("participant").content.decode()
        base = film.recording.get_absolute_url()
        assert f'<source src="{base}files/{film.pk}/" type="video/mp4">' in page
        assert f'<track kind="captions" src="{base}captions.vtt"' in page
        assert re.findall(r'href="\?t=(\d+)#cue-\d+">([\d:]+)<', page) == [
            ("10", "0:10"), ("20", "0:20"), ("30", "0:30"), ("40", "0:40"),
        ]  # fmt: skip
        assert page.count("<strong>Ana</strong>") == 1
        assert ["<table>" in page, "&lt;table&gt;" in page] == [False, True]
        assert "Correct" not in text_of(ask("participant"))

    def test_words_are_looked_for_and_each_place_is_a_way_to_play_from_there(self, ask, film, cues):
        answer = ask("participant", query="?q=kitchen")
        page = answer.content.decode()
        assert "2 lines have “kitchen”." in text_of(answer)
        assert re.findall(r'href="\?q=kitchen&amp;t=(\d+)#cue-(\d+)"', page) == [
            ("20", str(cues[1].pk)), ("30", str(cues[2].pk)),
        ]  # fmt: skip
        assert page.count("<mark>kitchen</mark>") == 2
        assert page.count("<mark>Kitchen</mark>") == 2

    def test_where_no_line_has_all_words_those_with_some_are_shown(self, ask, cues):
        text = text_of(ask("participant", query="?q=chair kitchen"))
        assert "All of these words stand in no line; 3 lines have some of them:" in text
        assert "0 lines have “nowhere”." in text_of(ask("participant", query="?q=nowhere"))

    def test_what_is_looked_for_is_no_markup(self, ask, cues):
        page = ask("participant", query="?q=%3Cscript%3E%22").content.decode()
        assert "<script>&quot;" not in page
        assert '<script>"' not in page

    def test_a_place_is_gone_to(self, ask, film, cues):
        for query in ("?t=25", "?t=0:25"):
            page = ask("participant", query=query).content.decode()
            assert f"files/{film.pk}/#t=25" in page
            assert re.findall(r'<li id="cue-(\d+)" aria-current="true">', page) == [str(cues[1].pk)]
        for query in ("?t=soon", "?t=-1", "?t=" + "9" * 50, "?t=%00", "?t=1"):
            assert 'aria-current="true"' not in ask("participant", query=query).content.decode().partition("<main")[2]

    def test_a_video_elsewhere_is_a_link_and_a_typed_transcript_a_text(self, visit, live_session):
        linked = RecordingFactory(live_session=live_session, transcript="ANA: Good <b>morning</b>\n\nTOM: Hi")
        answer = visit(
            "participant", "sessions:recording_detail", "place-matters", linked.pk, query="?q=morning", at=END
        )
        page = answer.content.decode()
        assert f'href="{linked.url}" rel="noopener noreferrer"' in page
        assert ["<video" in page, "<track" in page, "1 place found." in page] == [False, False, True]
        assert "&lt;b&gt;<mark>morning</mark>&lt;/b&gt;" in page

    def test_the_agenda_proposes_chapters(self, ask, live_session):
        AgendaItemFactory(live_session=live_session, position=1, title="Welcome", minutes=5)
        AgendaItemFactory(live_session=live_session, position=2, title="Presentation", minutes=85)
        text = text_of(ask("participant"))
        assert (
            "After the agenda; the recording may have begun a little earlier or later. 0:00 Welcome 5:00 Presentation"
            in text
        )

    def test_a_reason_is_given_while_something_is_missing(self, ask, recording):
        Recording.objects.update(missing_reason="Captions are being made.")
        assert "with captions, with transcript: Captions" not in text_of(ask("participant"))
        Recording.objects.update(has_captions=False)
        assert "without captions, with transcript: Captions are being made." in text_of(ask("participant"))

    def test_sound_alone_plays_too(self, ask, film):
        RecordingFile.objects.update(kind="sound", content_type="audio/mpeg")
        assert "<audio controls" in ask("participant").content.decode()

    @pytest.mark.parametrize("lines", [1, 3])
    def test_it_costs_the_same_whatever_is_in_it(self, counted, recording, lines):
        RecordingFileFactory.create_batch(lines, recording=recording)
        TranscriptCueFactory.create_batch(lines, recording=recording)
        AgendaItemFactory.create_batch(lines, live_session=recording.live_session)
        counted(10, "participant", "sessions:recording_detail", "place-matters", recording.pk, query="?q=line", at=END)


class TestFile:
    @pytest.mark.parametrize("role", INSIDE)
    def test_for_those_inside(self, ask, film, role):
        answer = ask(role, "recording_file", film.pk)
        assert (answer.status_code, content_of(answer)) == (200, CONTENT)
        assert {name: answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
            "Content-Type": "video/mp4",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
        }
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("role", OUTSIDE)
    def test_for_nobody_else_neither_in_part(self, ask, film, role):
        for headers in ({}, {"range": "bytes=0-9"}):
            answer = ask(role, "recording_file", film.pk, headers=headers)
            assert answer.status_code == 404
            assert b"canary" not in content_of(answer)

    def test_a_part(self, ask, film):
        answer = ask("participant", "recording_file", film.pk, headers={"range": "bytes=12-22"})
        assert (answer.status_code, content_of(answer)) == (206, b"canary-film")
        assert answer["Content-Range"] == f"bytes 12-22/{len(CONTENT)}"
        assert ask("participant", "recording_file", film.pk, headers={"range": "bytes=9999-"}).status_code == 416

    def test_one_that_is_hidden_or_a_right_taken_away_is_gone_on_the_next_request(self, ask, film, cast):
        def heard():
            answers = [
                ask("participant"),
                ask("participant", "recording_file", film.pk, headers={"range": "bytes=0-1"}),
            ]
            answers += [ask("participant", "recording_captions"), ask("participant", "recording_opened", data={})]
            for answer in answers:
                content_of(answer)
            return [answer.status_code for answer in answers]

        TranscriptCueFactory(recording=film.recording)
        assert heard() == [200, 206, 200, 204]
        recordings = Recording.objects.filter(pk=film.recording.pk)
        recordings.update(published_at=None)
        assert heard() == [404] * 4
        recordings.update(published_at=END)
        Enrollment.objects.filter(pk=cast.enrollment("participant").pk).update(status=EnrollmentStatus.WITHDRAWN)
        assert heard() == [404] * 4

    def test_held_back_it_plays_for_those_who_run_the_session(self, ask, film):
        Recording.objects.update(published_at=None)
        answer = ask("facilitator", "recording_file", film.pk)
        assert (answer.status_code, content_of(answer)) == (200, CONTENT)

    @pytest.mark.parametrize("state", ["waiting", "failed", "fetching", "left"])
    def test_what_is_not_here_is_not_found(self, ask, film, state):
        RecordingFile.objects.update(state=state)
        assert ask("participant", "recording_file", film.pk).status_code == 404

    def test_a_file_of_another_recording_is_not_found_below_this_one(self, ask, live_session):
        other = RecordingFileFactory(recording__live_session=live_session)
        assert ask("participant", "recording_file", other.pk).status_code == 404

    def test_a_file_gone_from_the_storage_is_said_in_the_log(self, ask, film, caplog):
        film.file.storage.delete(film.file.name)
        assert ask("participant", "recording_file", film.pk).status_code == 404
        assert f"The file {film.pk} of a recording is not in the storage." in caplog.text


class TestCaptions:
    def test_they_are_made_of_what_the_lines_read_now(self, ask, cues):
        answer = ask("participant", "recording_captions")
        assert answer["Content-Type"] == "text/vtt; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "00:00:20.000 --> 00:00:24.000\n<v Ana>The kitchen &lt;table&gt;</v>" in answer.content.decode()

    def test_without_lines_there_are_none(self, ask):
        assert ask("participant", "recording_captions").status_code == 404


class TestOpening:
    def test_looking_notes_nothing_and_the_page_tells_by_itself(self, ask, recording):
        address = f'data-seen-url="{recording.get_absolute_url()}opened/"'
        assert address in ask("participant").content.decode()
        assert not RecordingOpening.objects.exists()

    def test_it_is_noted_once_for_a_person(self, ask, cast):
        for _twice in range(2):
            assert ask("participant", "recording_opened", data={}).status_code == 204
        opening = RecordingOpening.objects.get()
        assert (opening.person, opening.first_opened_at) == (cast["participant"], END)

    def test_without_a_script_by_a_button(self, ask, recording):
        assert "<noscript>" in ask("participant").content.decode()
        answer = ask("participant", "recording_opened", data={"by": "hand"})
        assert answer["Location"] == recording.get_absolute_url()
        assert RecordingOpening.objects.count() == 1
