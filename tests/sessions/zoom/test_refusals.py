from __future__ import annotations

import json
from datetime import timedelta

import pytest

from sessions.zoom import errors
from sessions.zoom.refusals import is_expired, refusal_of, retry_moment
from sessions.zoom.wire import Answer
from tests.sessions.zoom.conftest import NOW


def answer(status, content=None, **headers):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer(status, {name.replace("_", "-").lower(): value for name, value in headers.items()}, body)


def coded(status, code, message="Words of Zoom."):
    return answer(status, {"code": code, "message": message})


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (coded(401, 124), errors.KeysRefused),
        (coded(400, 4711), errors.PermissionMissing),
        (coded(401, 4711), errors.PermissionMissing),
        (coded(400, 200), errors.PlanMissing),
        (coded(200, 200), errors.PlanMissing),
        (coded(404, 1001), errors.HostUnknown),
        (coded(401, 1010), errors.HostUnknown),
        (coded(400, 1120), errors.HostUnknown),
        (coded(400, 3161), errors.HostMayNot),
        (coded(404, 3001), errors.MeetingIsGone),
        (coded(400, "3001"), errors.MeetingIsGone),
        (coded(404, 3301), errors.NothingRecorded),
        (coded(400, 12702), errors.NothingKept),
        (coded(400, 404), errors.RegistrationClosed),
        (coded(400, 3038), errors.RegistrationClosed),
        (coded(400, 300), errors.Refused),
        (coded(404, 2300), errors.Refused),
        (coded(429, 429), errors.TooManyCalls),
        (coded(500, 500), errors.ZoomIsAway),
        (coded(503, 3001), errors.ZoomIsAway),
        (answer(502, b"<html>"), errors.ZoomIsAway),
        (answer(404, b"<html>"), errors.NotUnderstood),
        (answer(302, b""), errors.NotUnderstood),
        (answer(401, b""), errors.KeysRefused),
        (answer(400, {"code": [], "message": 3}), errors.NotUnderstood),
        (answer(400, b"[" * 100_000), errors.NotUnderstood),
    ],
)
def test_each_answer_is_one_error(given, kind):
    found = refusal_of(given, NOW)
    assert type(found) is kind
    assert "%(" not in str(found)


@pytest.mark.parametrize("given", [answer(200, {"id": 1}), answer(204, b""), answer(201, {"code": 7}), answer(200, [])])
def test_a_good_answer_is_none(given):
    assert refusal_of(given, NOW) is None


def test_after_a_creation_a_server_error_says_nothing():
    assert type(refusal_of(answer(500, b""), NOW, repeatable=False)) is errors.OutcomeUnknown


@pytest.mark.parametrize(
    ("given", "expired"),
    [
        (coded(401, 124), True),
        (coded(400, 124), True),
        (answer(401, b""), True),
        (coded(401, 4711), False),
        (coded(401, 1010), False),
    ],
)
def test_which_refusal_is_about_the_token(given, expired):
    assert is_expired(given) is expired


def test_the_fields_zoom_names_are_said_on_one_line():
    fields = [
        {"field": "start_time", "message": "Invalid field."},
        {"field": "a\r\nb", "message": "\x00" + "x" * 1000},
        "?",
    ]
    found = refusal_of(answer(400, {"code": 300, "message": "Validation Failed.", "errors": fields}), NOW)
    assert str(found).startswith("Zoom refused this: Validation Failed. start_time: Invalid field. a b: xxx")
    assert len(str(found)) < 400
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "30"}, 30),
        ({"Retry_After": "2022-04-01T12:00:30Z"}, 30),
        ({"Retry_After": "2022-04-01T08:00:30-04:00"}, 30),
        ({"Retry_After": "Fri, 01 Apr 2022 12:00:30 GMT"}, 30),
        ({"X_RateLimit_Reset": "1648814430"}, 30),
        ({"Retry_After": "5", "X_RateLimit_Reset": "1648814430"}, 5),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "9999-99-99"}, None),
        ({"Retry_After": "-3"}, None),
        ({}, None),
    ],
)
def test_when_to_come_back_in_every_form(headers, seconds):
    moment = retry_moment(answer(429, None, **headers), NOW)
    assert moment == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "kind", "retry_at"),
    [
        ({"X_RateLimit_Type": "QPS"}, errors.TooManyCalls, None),
        ({"Retry_After": "2"}, errors.TooManyCalls, NOW + timedelta(seconds=2)),
        ({"Retry_After": "2022-04-02T00:00:00Z"}, errors.DailyLimitReached, NOW + timedelta(hours=12)),
        ({"X_RateLimit_Type": "Daily-limit"}, errors.DailyLimitReached, NOW + timedelta(hours=12)),
    ],
)
def test_a_second_and_a_day_are_told_apart(headers, kind, retry_at):
    found = refusal_of(answer(429, {"code": 429, "message": "…"}, **headers), NOW)
    assert (type(found), found.retry_at) == (kind, retry_at)
