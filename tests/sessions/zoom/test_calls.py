from __future__ import annotations

import pytest

from sessions.zoom.calls import uuid_in_path
from sessions.zoom.errors import NotUnderstood, Refused
from tests.sessions.zoom.conftest import a_draft, asked
from tests.sessions.zoom.standin.replies import reply


@pytest.mark.parametrize(
    ("uuid", "part"),
    [
        ("/a//b==", "%252Fa%252F%252Fb%253D%253D"),
        ("abc", "abc"),
        ("a+b=", "a%252Bb%253D"),
        ("../..", "..%252F.."),
        ("a?b#c", "a%253Fb%2523c"),
    ],
)
def test_a_uuid_is_encoded_twice(uuid, part):
    assert uuid_in_path(uuid) == part


@pytest.mark.parametrize("uuid", ["/a//b==", "abc+/=", "plain", "//"])
def test_a_uuid_arrives_as_it_is(zoom, standin, uuid):
    standin.hold(1, uuid=uuid, started_at="2022-04-20T19:00:00Z", participants=[{"name": "Ana"}])
    standin.hold(1, uuid="another", started_at="2022-04-21T19:00:00Z", participants=[{"name": "Bo"}])
    assert [who.name for who in zoom.past.participants(uuid)] == ["Ana"]


@pytest.mark.parametrize("count", [0, 1, 300, 301, 650])
@pytest.mark.parametrize("size", [1000, 7])
def test_every_row_of_every_page_once(zoom, standin, count, size):
    standin.page_size = size
    standin.hold(1, uuid="u", started_at="2022-04-20T19:00:00Z", participants=[{"name": f"P{n}"} for n in range(count)])

    found = [who.name for who in zoom.past.report("u")]

    assert found == [f"P{n}" for n in range(count)]
    assert len(asked(standin)) == max(1, -(-count // min(size, 300)))


@pytest.mark.parametrize("tokens", [["same"] * 500, [f"page-{n}" for n in range(500)]])
def test_pages_that_never_end_are_left(zoom, standin, monkeypatch, tokens):
    left = list(tokens)
    answer = lambda *_: reply(200, {"participants": [{"name": "Ana"}], "next_page_token": left.pop(0)})  # noqa: E731
    monkeypatch.setattr("tests.sessions.zoom.standin.account.route", answer)
    with pytest.raises(NotUnderstood, match="next_page_token"):
        zoom.past.participants("u")
    assert len(asked(standin)) <= 200


def test_a_list_that_breaks_off_gives_no_part_of_it(zoom, standin, monkeypatch):
    pages = [reply(200, {"participants": [{"name": "Ana"}], "next_page_token": "2"}), reply(200, {"participants": "?"})]
    monkeypatch.setattr("tests.sessions.zoom.standin.account.route", lambda *_: pages.pop(0))
    with pytest.raises(NotUnderstood, match="participants"):
        zoom.past.participants("u")


def test_the_name_of_a_host_leads_nowhere_else(zoom, standin):
    with pytest.raises(Refused):
        zoom.meetings.create(a_draft(host="../../users/x?y=1#z"), never_asked=True)
    assert asked(standin) == [("POST", "/v2/users/..%2F..%2Fusers%2Fx%3Fy%3D1%23z/meetings")]
