"""Announcements: made by those who run the sessions, apart from the talk and before it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from discussions.enums import BoardKind
from discussions.models import ReadingPosition, Thread
from discussions.operations.threads import UnableToAnnounce, start_topic
from tests.discussions.pages import by_id, form_values, parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory


@pytest.fixture
def new_address(board) -> str:
    return f"{board.get_absolute_url()}new/"


def announcement(board, title, **facts):
    facts = {"author": UserFactory(name="Marcus Hale")} | facts
    return ThreadFactory(board=board, title=title, is_announcement=True, last_post_at=facts.get("created_at"), **facts)


@pytest.mark.parametrize("role", ["facilitator", "coordinator", "site_admin"])
def test_those_who_run_the_sessions_announce(cast, board, new_address, sign_in, role):
    client = sign_in(role)
    page = parsed(client.get(new_address))
    form = next(form for form in page.iter("form") if form.find(".//textarea") is not None)
    assert "This is an announcement" in text_of(form)
    client.post(new_address, form_values(form) | {"title": "We meet", "body": "At noon.", "is_announcement": "on"})
    topic = Thread.objects.get()
    assert (topic.is_announcement, topic.author) == (True, cast[role])
    assert "Announcement · started by" in text_of(parsed(client.get(topic.get_absolute_url()))).replace("\xa0", " ")


@pytest.mark.parametrize("role", ["participant", "team_lead", "coach"])
def test_others_are_offered_no_box_and_refused_with_every_word(cast, board, new_address, sign_in, role):
    client = sign_in(role)
    assert "This is an announcement" not in client.get(new_address).content.decode()
    sent = {"title": "We meet", "body": "canary-words", "submission": str(uuid4()), "is_announcement": "on"}
    refused = client.post(new_address, sent)
    assert refused.status_code == 422
    page = parsed(refused)
    assert "Only those who run this cohort's sessions can announce something." in text_of(page)
    assert "canary-words" in next("".join(area.itertext()) for area in page.iter("textarea"))
    assert not Thread.objects.exists()


def test_the_right_is_asked_as_it_stands_now(cast, board, now):
    cast.cohort.enrollments.filter(person=cast["facilitator"]).update(role="participant")
    with pytest.raises(UnableToAnnounce):
        start_topic(
            board=board,
            by=cast["facilitator"],
            title="x",
            body="x",
            submission=uuid4(),
            now=now,
            is_announcement=True,
        )


def titles(page, anchor) -> list[str]:
    heading = by_id(page, anchor)
    if heading is None:
        return []
    card = next(section for section in page.iter("section") if section.get("aria-labelledby") == anchor)
    return [text_of(link) for link in card.iter("a")]


def test_on_the_board_they_stand_apart_and_first(cast, board, sign_in, now):
    ThreadFactory(board=board, title="Rent", is_pinned=True, last_post_at=now)
    announcement(board, "We meet at noon", created_at=now - timedelta(days=9))
    page = parsed(sign_in("participant").get(board.get_absolute_url()))
    assert [title for title in titles(page, "announcements") if " new" not in title] == ["We meet at noon"]
    assert [title for title in titles(page, "threads") if " new" not in title] == ["Rent"]


@pytest.mark.parametrize("page", ["", "discussions/"])
def test_on_the_cohorts_page_and_above_the_boards_the_latest_of_what_one_reads(cast, board, sign_in, now, page):
    there = f"{cast.cohort.get_absolute_url()}{page}"
    client = sign_in("participant")
    assert titles(parsed(client.get(there)), "announcements") == []
    first = announcement(board, "First", created_at=now - timedelta(days=2))
    announcement(board, "Second", created_at=now - timedelta(days=1))
    announcement(BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS), "canary-desk", created_at=now)
    announcement(BoardFactory(cohort=cast.neighbor_cohort), "canary-neighbor", created_at=now)
    ReadingPosition.objects.create(person=cast["participant"], thread=first, read_number=0, read_at=now)
    response = client.get(there)
    tree = parsed(response)
    assert titles(tree, "announcements") == ["Second", "First"]
    assert b"canary" not in response.content
    section = next(s for s in tree.iter("section") if s.get("aria-labelledby") == "announcements")
    assert [text_of(row).split(" Marcus")[0] for row in section.iter("li")] == ["Second new", "First"]


def test_observers_read_none(cast, board, sign_in, now):
    announcement(board, "canary-said", created_at=now)
    assert b"canary" not in sign_in("observer").get(cast.cohort.get_absolute_url()).content


def test_it_is_answered_unless_it_is_locked(cast, board, sign_in, now):
    thread = announcement(board, "We meet", created_at=now)
    client = sign_in("participant")
    assert by_id(parsed(client.get(thread.get_absolute_url())), "answer") is not None
    Thread.objects.update(is_locked=True)
    assert by_id(parsed(client.get(thread.get_absolute_url())), "answer") is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_cohorts_page_costs_the_same_for_any_number(cast, board, sign_in, django_assert_num_queries, now, number):
    for day in range(number):
        PostFactory(thread=announcement(board, f"No. {day}", created_at=now - timedelta(days=day)))
    client = sign_in("participant")
    # Session, person, cohort, sessions to come, announcements, phases, talk, who holds it, standing.
    with django_assert_num_queries(10):
        client.get(cast.cohort.get_absolute_url())
