from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import CohortStatus
from discussions.enums import BoardKind, ThreadKind
from tests.discussions.pages import parsed, text_of
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory


@pytest.fixture
def list_address(cast) -> str:
    return f"/cohorts/{cast.cohort.slug}/discussions/"


def headings(response) -> list[str]:
    return [text_of(heading) for heading in parsed(response).iter("h3")]


def test_the_list_of_boards(cast, board, team_board, desk_board, sign_in, list_address):
    BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION, name="Session 1")
    PostFactory.create_batch(2, thread__board=board)
    assert headings(sign_in("participant").get(list_address)) == ["Everybody 4 new", "canary-team-board", "Session 1"]
    assert headings(sign_in("facilitator").get(list_address)) == ["Everybody 4 new", "canary-desk-board", "Session 1"]


def test_a_cohort_without_boards_says_what_will_be_there(cast, sign_in, list_address):
    assert "The cohort's boards will stand here" in text_of(parsed(sign_in("participant").get(list_address)))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("observer", 403),
        ("neighbor", 404),
        ("outsider", 404),
        ("invited", 404),
        ("withdrawn", 404),
        ("site_admin", 200),
    ],
)
def test_who_sees_the_list(cast, board, sign_in, list_address, role, status):
    assert sign_in(role).get(list_address).status_code == status


def test_observers_are_told_why(cast, board, sign_in, list_address):
    assert "Observers see reports." in sign_in("observer").get(list_address).content.decode()


@pytest.mark.parametrize("boards", [1, 3])
def test_the_list_costs_the_same_for_any_number(cast, sign_in, list_address, django_assert_num_queries, boards):
    for _ in range(boards):
        for _ in range(boards):
            PostFactory(thread__board=BoardFactory(cohort=cast.cohort))
    client = sign_in("participant")
    # Session, person, cohort, standing, announcements, threads, what is to come, boards.
    with django_assert_num_queries(8):
        client.get(list_address)


def test_a_board(cast, board, sign_in, now):
    ThreadFactory(board=board, title="Rent", last_number=3, last_post_at=now, is_pinned=True, is_locked=True)
    PostFactory(thread__board=board, thread__title="Heat")
    response = sign_in("participant").get(board.get_absolute_url())
    assert headings(response) == ["Pinned: Rent 1 new in Rent locked", "Heat 2 new in Heat"]
    assert f"{board.get_absolute_url()}new/" in response.content.decode()


def test_an_empty_board_says_what_to_do(cast, board, sign_in):
    page = text_of(parsed(sign_in("participant").get(board.get_absolute_url())))
    assert "Start a topic and the others will see it when they come." in page


def test_a_board_says_when_its_prompts_open_to_those_who_do_not_see_them(cast, sign_in, now):
    board = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION)
    ThreadFactory.create_batch(2, board=board, kind=ThreadKind.PROMPT, opens_at=now + timedelta(days=2))
    page = text_of(parsed(sign_in("participant").get(board.get_absolute_url())))
    assert "2 prompts open here from" in page
    assert "will stand here" not in page
    assert "prompts open here" not in text_of(parsed(sign_in("facilitator").get(board.get_absolute_url())))


def test_boards_that_open_later_are_folded(cast, sign_in, list_address, now):
    for days in (-1, 1, 2):
        thread = ThreadFactory(board__cohort=cast.cohort, board__kind=BoardKind.SESSION, kind=ThreadKind.PROMPT)
        type(thread).objects.filter(pk=thread.pk).update(opens_at=now + timedelta(days=days))
    (folded,) = parsed(sign_in("participant").get(list_address)).iter("details")
    assert text_of(folded.find("summary")) == "2 boards where nothing has opened yet"
    assert len(list(folded.iter("h3"))) == 2


def test_a_completed_cohort_takes_no_topics(cast, board, sign_in):
    type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
    for role in ("participant", "site_admin"):
        page = sign_in(role).get(board.get_absolute_url()).content.decode()
        assert "This cohort is completed." in page
        assert f"{board.get_absolute_url()}new/" not in page
    assert sign_in("participant").get(f"{board.get_absolute_url()}new/").status_code == 403


def test_a_long_board_has_pages(cast, board, sign_in):
    ThreadFactory.create_batch(31, board=board)
    client, base = sign_in("participant"), board.get_absolute_url()
    assert len(headings(client.get(base))) == 30
    assert "?page=2" in client.get(base).content.decode()
    assert len(headings(client.get(f"{base}?page=2"))) == 1
    for page in ("x", "-1", "0", "9" * 5000, "٢"):
        assert client.get(f"{base}?page={page}").status_code == 200


@pytest.mark.parametrize("threads", [1, 3])
def test_a_board_costs_the_same_for_any_number(cast, board, sign_in, django_assert_num_queries, threads):
    for _ in range(threads):
        PostFactory(thread__board=board)
    client = sign_in("participant")
    # Session, person, board, what is to come, how many threads, standing, the threads, how it is followed.
    with django_assert_num_queries(8):
        client.get(board.get_absolute_url())


def test_those_who_can_read_a_team_board_are_named(cast, team_board, sign_in):
    client = sign_in("participant")
    assert "Only your team and its coach read here." in client.get(team_board.get_absolute_url()).content.decode()
    cast.cohort.staff_see_team_boards = True
    cast.cohort.save()
    page = client.get(team_board.get_absolute_url()).content.decode()
    assert "Your team reads here, its coach, and the facilitators and coordinators of this cohort." in page


# --- What must not leak ---------------------------------------------------------------------------


def test_nothing_of_a_board_reaches_those_who_do_not_read_it(cast, board, team_board, desk_board, sign_in, now):
    """Names, titles and words of private boards and of prompts to come, in every byte of every answer."""
    for kind, place in (("team", team_board), ("desk", desk_board)):
        hidden = ThreadFactory(
            board=place, slug="hidden", title=f"canary-{kind}-title", body_html=f"canary-{kind}-body"
        )
        PostFactory(thread=hidden, body=f"canary-{kind}-post", body_html=f"canary-{kind}-html")
    coming = ThreadFactory(
        board=board,
        kind=ThreadKind.PROMPT,
        slug="coming",
        title="canary-future-title",
        body_html="canary-future-body",
        opens_at=now + timedelta(hours=1),
    )
    seen = PostFactory(thread__board=board, thread__slug="open", body_html="<p>canary-open</p>")
    hidden_posts = [place.threads.get().posts.get().pk for place in (team_board, desk_board)]
    list_address = f"/cohorts/{cast.cohort.slug}/discussions/"
    addresses = [list_address]
    for place in (board, team_board, desk_board):
        addresses += [place.get_absolute_url(), f"{place.get_absolute_url()}new/"]
    for thread in (*(place.threads.get() for place in (team_board, desk_board)), coming, seen.thread):
        base = thread.get_absolute_url()
        addresses += [base, *(f"{base}?post={pk}" for pk in (seen.pk, *hidden_posts)), f"{base}?unread=1"]
        addresses += [f"{base}posts/{pk}/{act}/" for pk in (seen.pk, *hidden_posts) for act in ("edit", "delete")]
        # A neighbor's address with these words in it, and the other way round.
        addresses += [base.replace(cast.cohort.slug, cast.neighbor_cohort.slug)]

    def canaries(role) -> set[str]:
        client, found = sign_in(role), set()
        for address in addresses:
            for response in (
                client.get(address),
                client.post(address, {"body": "x", "reason": "", "title": "x"}, follow=False),
            ):
                page = response.content.decode()
                found |= {f"canary-{word}" for word in ("team", "desk", "future", "open") if f"canary-{word}" in page}
        return found

    # There is something that could leak.
    assert canaries("site_admin") == {"canary-team", "canary-desk", "canary-future", "canary-open"}
    assert canaries("participant") == {"canary-team", "canary-open"}
    assert canaries("coach") == {"canary-open"}
    assert canaries("facilitator") == {"canary-desk", "canary-future", "canary-open"}
    for role in ("observer", "neighbor", "outsider", "invited", "withdrawn", "anonymous"):
        assert canaries(role) == set()
