from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.sessions.zoom.conftest import HOST, asked


def file(file_type, start, **more):
    return {
        "file_type": file_type,
        "recording_start": start,
        "recording_end": start,
        "download_url": "https://zoom.us/rec/d",
        **more,
    }


VIDEO = file(
    "MP4",
    "2022-04-20T19:01:00Z",
    id="f1",
    file_size=9,
    recording_type="active_speaker",
    status="completed",
    file_extension="MP4",
)
AGAIN = {**VIDEO, "id": "f2", "recording_start": "2022-04-20T19:50:00Z"}
CAPTIONS = file("CC", "2022-04-20T19:01:00Z", file_extension="VTT")
TIMELINE = file("TIMELINE", "2022-04-20T19:01:00Z")


def test_every_file_of_a_holding_also_those_without_an_id(zoom, standin):
    standin.hold(85, uuid="/u//1=", started_at="2022-04-20T19:00:00Z", files=[VIDEO, AGAIN, CAPTIONS, TIMELINE])

    recording = zoom.recordings.of("/u//1=")

    assert (recording.meeting_id, recording.uuid) == (85, "/u//1=")
    assert [(f.file_type, f.kind, f.id, f.size, f.extension) for f in recording.files] == [
        ("MP4", "active_speaker", "f1", 9, "mp4"),
        ("MP4", "active_speaker", "f2", 9, "mp4"),
        ("CC", "", "", 0, "vtt"),
        ("TIMELINE", "", "", 0, ""),
    ]
    assert len({f.key for f in recording.files}) == 4
    assert recording.files[1].starts_at == datetime(2022, 4, 20, 19, 50, tzinfo=UTC)
    assert [
        word for word in ("passcode", "rec/share", "rec/d") if word in repr(recording).replace("passcode=…", "")
    ] == []


def test_nothing_recorded_or_nothing_yet(zoom, standin):
    standin.hold(85, uuid="u", started_at="2022-04-20T19:00:00Z")
    assert zoom.recordings.of("u") is None
    assert zoom.recordings.of("unknown") is None


@pytest.mark.parametrize("days", [0, 1, 28, 29, 30, 31, 100])
def test_a_long_time_is_asked_for_in_spans_without_a_gap(zoom, standin, days):
    first = date(2022, 4, 1)
    for day in range(days + 1):
        started = datetime(2022, 4, 1, 23, 59, tzinfo=UTC) + timedelta(days=day)
        standin.hold(day + 1, uuid=f"u{day}", started_at=started.strftime("%Y-%m-%dT%H:%M:%SZ"), files=[VIDEO])

    found = zoom.recordings.between(HOST, first, first + timedelta(days=days))

    assert [recording.meeting_id for recording in found] == [*range(1, days + 2)]


def test_a_span_the_wrong_way_round_asks_nothing(zoom, standin):
    assert zoom.recordings.between(HOST, date(2022, 5, 1), date(2022, 4, 1)) == ()
    assert asked(standin) == []
