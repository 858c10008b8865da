from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from sessions.zoom.errors import NotUnderstood
from sessions.zoom.fields import Fields
from sessions.zoom.meetings import _meeting
from sessions.zoom.participants import _participant
from sessions.zoom.recordings import recording_of

ODD = [
    None,
    "",
    "x",
    0,
    -1,
    2**70,
    1.5,
    True,
    [],
    {},
    [1],
    {"id": 1},
    "\x00",
    "\ud800",
    "9" * 5000,
    "2022-13-01",
    "0001-01-01T00:00:00+14:00",
]


@pytest.mark.parametrize(("value", "read"), [(85_200_000_001, 85_200_000_001), ("85200000001", 85_200_000_001), (0, 0)])
def test_a_number_is_read_from_both_its_forms(value, read):
    assert Fields({"id": value}).whole("id") == read


@pytest.mark.parametrize("value", [None, "", "x", "٣", "1.5", 1.5, -1, True, 2**63, [], {}])
def test_what_is_no_number(value):
    with pytest.raises(NotUnderstood, match=r"answer\.id"):
        Fields({"id": value}).whole("id")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2022-04-20T19:00:00Z", datetime(2022, 4, 20, 19, tzinfo=UTC)),
        ("2022-04-20T15:00:00-04:00", datetime(2022, 4, 20, 19, tzinfo=UTC)),
        ("2022-04-20T19:00:00", datetime(2022, 4, 20, 19, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_moments_are_utc(value, read):
    assert Fields({"at": value}).moment("at") == read


def test_names_of_people_are_kept_but_for_what_no_database_takes():
    name = Fields.of_json(b'{"name": "Ana \\ud83d\\u0000 \\ud83c\\udf32 (she/her)"}').text("name")
    assert name == "Ana ? 🌲 (she/her)"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"1", b'"x"', b"\xff", b"[" * 100_000, b"null"])
def test_a_body_that_is_no_object(body):
    with pytest.raises(NotUnderstood):
        Fields.of_json(body)


GOOD = [
    (
        _meeting,
        {
            "id": 1,
            "uuid": "u",
            "join_url": "https://zoom.us/j/1",
            "start_time": "2022-04-20T19:00:00Z",
            "settings": {"approval_type": 0},
        },
    ),
    (_participant, {"user_id": "1", "name": "Ana", "join_time": "2022-04-20T19:00:00Z", "duration": 3}),
    (
        recording_of,
        {
            "id": 1,
            "uuid": "u",
            "recording_files": [{"id": "f", "file_size": 1, "recording_start": "2022-04-20T19:00:00Z"}],
        },
    ),
]


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("read", "good"), GOOD, ids=["meeting", "participant", "recording"])
def test_any_value_anywhere_is_read_or_not_understood(read, good, seed):
    chance = random.Random(seed)
    bad = json.loads(json.dumps(good))
    for _ in range(3):
        chance.choice([bad, *[part for part in bad.values() if isinstance(part, dict)]])[chance.choice([*bad])] = (
            chance.choice(ODD)
        )
    read(Fields(good))
    with suppress(NotUnderstood):
        read(Fields(bad))
