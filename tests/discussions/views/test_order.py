"""The pages on which threads are moved, split and joined, and where old addresses lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from discussions.enums import BoardKind, ThreadKind
from discussions.models import Post, Thread
from discussions.operations.joining import join_threads
from discussions.operations.splitting import split_thread
from discussions.queries import places
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def said(response) -> str:
    return text_of(parsed(response))


@pytest.fixture
def other_board(cast):
    return BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION, name="Session 5")


def form_of(response) -> dict[str, str]:
    """What the page's own form sends, as the last of its forms."""
    forms = [form for form in parsed(response).iter("form") if form.get("method") == "post"]
    values = form_values(forms[-1])
    values.pop("csrfmiddlewaretoken", None)
    return values


def test_moving_asks_once_and_old_links_lead_on(cast, thread, other_board, sign_in):
    post = PostFactory(thread=thread)
    base, facilitator = thread.get_absolute_url(), sign_in("facilitator")
    assert f"{base}move/" in facilitator.get(base).content.decode()
    assert f"{base}move/" not in sign_in("participant").get(base).content.decode()
    assert '<option value="" selected>Choose</option>' in facilitator.get(f"{base}move/").content.decode()
    asked = facilitator.post(f"{base}move/", {"board": other_board.pk})
    assert "Move it to “Session 5”?" in said(asked)
    assert "Everybody who takes part in the talk of this cohort reads there." in said(asked)
    assert Thread.objects.get().board == thread.board
    response = facilitator.post(f"{base}move/", form_of(asked), follow=True)
    assert "It stands on the board “Session 5” now." in said(response)
    new = Thread.objects.get().get_absolute_url()
    assert new != base
    reader = sign_in("participant")
    assert reader.get(base).url == new
    assert reader.get(f"{base}?post={post.pk}").url == f"{new}?post={post.pk}"
    # What was typed on a page from before arrives, too.
    assert reader.post(f"{base}posts/", sent("From before")).url.startswith(new)
    assert sign_in("outsider").get(base).status_code == 404
    assert sign_in("observer").get(base).status_code == 404


def test_from_few_to_more_says_who_will_read_it(cast, board, team_board, sign_in):
    Cohort.objects.filter(pk=cast.cohort.pk).update(staff_see_team_boards=True)
    base = ThreadFactory(board=team_board, title="Among us").get_absolute_url()
    page = said(sign_in("facilitator").post(f"{base}move/", {"board": board.pk}))
    assert "More people will be able to read it" in page
    assert "Those who wrote here wrote for these: The team “canary-team-board” reads there, its coach" in page


def test_from_more_to_few_says_who_will_not_find_it(cast, thread, desk_board, sign_in):
    base, facilitator = thread.get_absolute_url(), sign_in("facilitator")
    asked = facilitator.post(f"{base}move/", {"board": desk_board.pk})
    assert "Fewer people will be able to read it" in said(asked)
    facilitator.post(f"{base}move/", form_of(asked))
    assert facilitator.get(base).status_code == 302
    assert sign_in("participant").get(base).status_code == 404


def test_nobody_moves_to_a_board_they_do_not_read_and_a_prompt_nowhere(cast, thread, board, team_board, sign_in):
    base, facilitator = thread.get_absolute_url(), sign_in("facilitator")
    assert "canary-team-board" not in facilitator.get(f"{base}move/").content.decode()
    assert facilitator.post(f"{base}move/", {"board": team_board.pk, "confirmed": team_board.pk}).status_code == 422
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT).get_absolute_url()
    for act in ("move", "join"):
        response = facilitator.get(f"{prompt}{act}/")
        assert response.status_code == 403
        assert "It stays with its session." in said(response)


def test_splitting_and_where_its_links_lead(cast, thread, sign_in):
    first = PostFactory(thread=thread)
    root = PostFactory(thread=thread, body_html="<p>About food.</p>")
    reply = PostFactory(thread=thread, parent=root)
    base, facilitator = thread.get_absolute_url(), sign_in("facilitator")
    address = f"{base}posts/{root.pk}/split/"
    assert address in facilitator.get(base).content.decode()
    assert address not in sign_in("participant").get(base).content.decode()
    page = said(facilitator.get(address))
    assert "This post and the one below it become a thread of their own on the board “Everybody”." in page
    response = facilitator.post(address, {"title": ""})
    assert (response.status_code, "Give the topic a title." in said(response)) == (422, True)
    response = facilitator.post(address, {"title": "Food"}, follow=True)
    assert "It is a thread of its own now." in said(response)
    new = Thread.objects.get(title="Food").get_absolute_url()
    # Sent twice.
    assert facilitator.post(address, {"title": "Food"}).url == f"{new}?post={root.pk}#post-{root.pk}"
    assert Thread.objects.count() == 2
    reader = sign_in("participant")
    assert reader.get(f"{base}?post={reply.pk}").url == f"{new}?post={reply.pk}#post-{reply.pk}"
    assert reader.get(f"{base}?post={first.pk}").status_code == 200
    # Somebody was answering it on the old page.
    answered = reader.post(f"{base}posts/", sent("I too", parent=reply.pk))
    assert answered.url.startswith(f"{new}?post=")
    assert Post.objects.get(parent=reply).thread.title == "Food"
    assert facilitator.get(f"{base}posts/{reply.pk}/delete/").status_code == 200
    page = said(reader.get(base))
    assert "1 post," in page


def test_splitting_under_a_prompt_says_what_it_means_for_their_part(cast, board, sign_in):
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT)
    post = PostFactory(thread=prompt)
    page = said(sign_in("facilitator").get(f"{prompt.get_absolute_url()}posts/{post.pk}/split/"))
    assert "who has done their part only with them will owe it again" in page


def test_joining_asks_once_and_the_old_address_leads_on(cast, thread, board, team_board, sign_in):
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT, title="The question")
    ThreadFactory(board=team_board, title="canary-team-thread")
    post = PostFactory(thread=thread)
    base, facilitator = thread.get_absolute_url(), sign_in("facilitator")
    page = facilitator.get(f"{base}join/")
    assert "The question" in said(page)
    assert "canary-team" not in page.content.decode()
    asked = facilitator.post(f"{base}join/", {"thread": prompt.pk})
    assert "counts as responses and replies for its session" in said(asked)
    assert "Make it part of “The question”?" in said(asked)
    response = facilitator.post(f"{base}join/", form_of(asked), follow=True)
    assert "All of it stands here now." in said(response)
    new, reader = prompt.get_absolute_url(), sign_in("participant")
    assert reader.get(f"{base}?post={post.pk}").url == f"{new}?post={post.pk}"
    assert reader.post(f"{base}posts/", sent("I too", parent=post.pk)).url.startswith(new)
    assert by_id(parsed(reader.get(new)), f"post-{post.pk}") is not None


@pytest.fixture
def joined(cast, thread, board):
    """The address of a topic that has become part of another one of the same author."""
    thread.author, thread.body = cast["facilitator"], "First words"
    thread.save()
    source = ThreadFactory(board=board, title="A part of it", author=cast["facilitator"], body="Words")
    base = source.get_absolute_url()
    for number in range(3):
        PostFactory(thread=thread, author=cast["coach"], body=f"{number}")
    join_threads(source=source, target=thread, by=cast["facilitator"], now=datetime.now(UTC))
    return base


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("lock", {"locked": "yes"}),
        ("pin", {"pinned": "yes"}),
        ("hide", {"reason": "a joke"}),
        ("edit", {"title": "A part of it", "body": "Reworded"}),
        ("read", {}),
        ("read", {"first": "1", "last": "2", "seen": "3"}),
        ("follow", {"level": "muted"}),
        ("move", {"board": True, "confirmed": True}),
        ("join", {"thread": True, "confirmed": True}),
    ],
)
def test_a_form_from_before_does_nothing_to_the_thread_it_became_part_of(
    act, values, cast, thread, board, other_board, joined, sign_in
):
    aim = {"join": ThreadFactory(board=board, title="Meant").pk}.get(act, other_board.pk)
    values = {name: aim if value is True else value for name, value in values.items()}
    facts = ("board", "slug", "title", "body", "is_locked", "is_pinned", "last_number")
    before = Thread.objects.filter(pk=thread.pk).values_list(*facts).first()
    response = sign_in("facilitator").post(f"{joined}{act}/", values)
    assert (response.status_code, response.get("Location")) in {(302, thread.get_absolute_url()), (204, None)}
    assert Thread.objects.filter(pk=thread.pk).values_list(*facts).first() == before
    assert not thread.reading_positions.exists()
    assert not thread.followings.exists()


def test_nor_is_somebody_elses_topic_flagged_by_it(cast, thread, joined, sign_in):
    client = sign_in("participant")
    response = client.post(f"{joined}flag/", {"about": "unkind", "words": ""})
    assert response.url == thread.get_absolute_url()
    assert not thread.flags.exists()
    assert "This thread has become part of another one." in said(client.get(response.url))


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_the_same_for_any_number(cast, thread, board, sign_in, django_assert_num_queries, number):
    posts = PostFactory.create_batch(number, thread=thread)
    BoardFactory.create_batch(number, cohort=cast.cohort)
    others = ThreadFactory.create_batch(number, board=board)
    base, facilitator = thread.get_absolute_url(), sign_in("facilitator")
    with django_assert_num_queries(5):
        facilitator.get(f"{base}move/")
    with django_assert_num_queries(5):
        facilitator.get(f"{base}join/")
    with django_assert_num_queries(5):
        facilitator.post(f"{base}join/", {"thread": others[0].pk})
    with django_assert_num_queries(6):
        facilitator.get(f"{base}posts/{posts[0].pk}/split/")


def test_every_post_can_be_split_off_at_no_query_more(thread, sign_in, django_assert_num_queries):
    PostFactory.create_batch(20, thread=thread)
    facilitator = sign_in("facilitator")
    with django_assert_num_queries(5):
        response = facilitator.get(thread.get_absolute_url())
    assert response.content.decode().count("/split/") == 20


def test_an_address_nobody_ever_had_is_a_404(board, sign_in):
    address = reverse("discussions:thread_detail", args=[board.cohort.slug, board.slug, "nowhere"])
    assert sign_in("facilitator").get(address).status_code == 404


def test_a_post_split_off_and_joined_elsewhere_is_followed_from_its_first_address(cast, thread, board, sign_in):
    root = PostFactory(thread=thread, author=cast["coach"])
    reply = PostFactory(thread=thread, parent=root)
    first = thread.get_absolute_url()
    by = {"by": cast["facilitator"], "now": datetime.now(UTC)}
    topic = split_thread(thread=thread, post=root, title="Apart", **by)
    target = join_threads(source=topic, target=ThreadFactory(board=board), **by)
    reader = sign_in("participant")
    for post in (root, reply):
        assert reader.get(f"{first}?post={post.pk}").url == f"{target.get_absolute_url()}?post={post.pk}#post-{post.pk}"
    assert reader.get(f"{first}posts/{reply.pk}/react/").status_code == 200


def test_a_thread_that_is_not_among_the_latest_is_found_by_its_title(cast, thread, board, sign_in, monkeypatch):
    monkeypatch.setattr(places, "MOST_OFFERED", 1)
    now = datetime.now(UTC)
    old = ThreadFactory(board=board, title="Old gardens of the town", last_post_at=now - timedelta(days=9))
    ThreadFactory(board=board, title="Latest", last_post_at=now)
    client, page = sign_in("facilitator"), f"{thread.get_absolute_url()}join/"
    assert "Old gardens" not in client.get(page).content.decode()
    assert "Old gardens" in client.get(f"{page}?q=TOWN+gardens").content.decode()
    assert "No thread has these words in its title." in said(client.get(f"{page}?q=nothing"))
    asked = client.post(f"{page}?q=gardens", {"thread": old.pk})
    assert "Make it part of “Old gardens of the town”?" in said(asked)
    response = client.post(page, form_of(asked), follow=True)
    assert "All of it stands here now." in said(response)
