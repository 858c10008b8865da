"""Answer first, then read the others: what stands behind the gate is found nowhere before one's own answer stands there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.enums import BoardKind
from discussions.models import Post
from discussions.operations.posts import delete_post, restore_post
from discussions.queries import board_rows, thread_rows, threads_with_news
from discussions.queries.gate import is_behind_gate
from discussions.querysets import open_gates
from tests.discussions.pages import by_id, form_values, parsed, sent, text_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import AttachmentFactory, BoardFactory, PostDraftFactory, PostFactory, ThreadFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory

CANARY = "canary-behind-the-gate"


@pytest.fixture(autouse=True)
def answers_first(cast):
    cast.cohort.answer_first = True
    cast.cohort.save()


@pytest.fixture
def prompt(cast, now):
    """The prompt of a session that is over."""
    live_session = LiveSessionFactory(cohort=cast.cohort, starts_at=now - timedelta(days=2))
    return PromptFactory(live_session=live_session).thread


@pytest.fixture
def theirs(cast, prompt):
    cast["coach"].name = "canary-author"
    cast["coach"].save()
    return PostFactory(thread=prompt, author=cast["coach"], body=CANARY, body_html=f"<p>{CANARY}</p>")


def addresses(cast, prompt, post):
    """Every page on which a post, its author or an excerpt could stand."""
    base, slug = prompt.get_absolute_url(), cast.cohort.slug
    return [
        *(base, f"{base}?post={post.pk}", f"{base}?reply_to={post.pk}", f"{base}?last=1", f"{base}?from={post.number}"),
        *(f"{base}?sort=newest", f"{base}?sort=newest&before=9", f"{base}posts/{post.pk}/share/"),
        *(f"{base}posts/{post.pk}/{act}/" for act in ("edit", "delete", "erase", "flag", "react", "versions")),
        *(reverse("discussions:board_list", args=[slug]), prompt.board.get_absolute_url()),
        *("/new/", f"/cohorts/{slug}/new/", "/search/?q=behind+the+gate", f"/search/?q=gate&cohort={slug}"),
        *("/", cast.cohort.get_absolute_url(), prompt.prompt.live_session.get_absolute_url()),
    ]


def found_in(client, pages):
    return [page for page in pages if "canary-" in client.get(page, follow=True).content.decode()]


def test_before_the_answer_one_reads_how_many_there_are_and_nothing_of_them(cast, prompt, theirs, sign_in):
    client = sign_in("participant")
    assert found_in(client, [*addresses(cast, prompt, theirs), f"{prompt.get_absolute_url()}?unread=1"]) == []
    said = text_of(by_id(parsed(client.get(prompt.get_absolute_url())), "conversation"))
    assert "One answer stands here already." in said
    assert "In this cohort people answer first" in said


def test_with_the_answer_the_others_are_there(cast, prompt, theirs, sign_in):
    client, base = sign_in("participant"), prompt.get_absolute_url()
    form = by_id(parsed(client.get(base)), "answer")
    client.post(f"{base}posts/", form_values(form) | {"body": "What I see."})
    assert CANARY in client.get(base).content.decode()
    assert [news.latest for news in threads_with_news(cast["participant"], theirs.created_at + timedelta(days=9))] == [
        theirs
    ]
    client.post(f"{base}posts/", sent("I see it too.", parent=str(theirs.pk)))
    assert Post.objects.get(body="I see it too.").parent == theirs


def test_a_file_of_a_post_is_behind_the_gate_with_it(cast, theirs, sign_in):
    address = f"/files/{AttachmentFactory(post=theirs).pk}/"
    assert sign_in("participant").get(address).status_code == 404
    PostFactory(thread=theirs.thread, author=cast["participant"])
    sent_file = sign_in("participant").get(address)
    assert sent_file.status_code == 200
    sent_file.close()


def test_the_search_finds_it_once_one_has_answered(cast, theirs, sign_in):
    """So that the twin above has something to find."""
    PostFactory(thread=theirs.thread, author=cast["participant"])
    assert "canary-" in sign_in("participant").get("/search/?q=behind+the+gate").content.decode()
    assert (
        CANARY
        in sign_in("participant").get(f"{theirs.thread.get_absolute_url()}posts/{theirs.pk}/react/").content.decode()
    )


def test_lists_tell_neither_news_nor_the_latest_author(cast, prompt, theirs, now):
    viewer = cast["participant"]
    (row,) = thread_rows(prompt.board, viewer, now)
    assert (row.last_number, row.new_posts, row.latest_author) == (1, 0, None)
    assert [row.new_posts for row in board_rows(cast.cohort, viewer, now)] == [0]
    assert threads_with_news(viewer, now) == []
    assert list(Post.objects.visible_to(viewer, now)) == []


@pytest.mark.parametrize("role", ["facilitator", "coordinator", "coach", "site_admin"])
def test_those_who_hold_the_cohort_read_everything(role, cast, prompt, theirs, sign_in, now):
    assert CANARY in sign_in(role).get(prompt.get_absolute_url()).content.decode()
    assert list(Post.objects.visible_to(cast[role], now)) == [theirs]


def test_nobody_replies_to_what_they_cannot_read(prompt, theirs, sign_in):
    answer = sign_in("participant").post(f"{prompt.get_absolute_url()}posts/", sent("Blind.", parent=str(theirs.pk)))
    assert answer.status_code == 403
    assert CANARY not in answer.content.decode()
    assert form_values(by_id(parsed(answer), "answer"))["body"] == "Blind."
    assert not Post.objects.filter(body="Blind.").exists()


def test_an_answer_taken_back_closes_the_gate_and_brought_back_opens_it(cast, prompt, theirs, sign_in, now):
    person = cast["participant"]
    own = PostFactory(thread=prompt, author=person)
    assert list(Post.objects.visible_to(person, now).order_by("pk")) == [theirs, own]
    delete_post(post=own, by=person, now=now)
    assert list(Post.objects.visible_to(person, now)) == [own]
    assert CANARY not in sign_in("participant").get(prompt.get_absolute_url()).content.decode()
    restore_post(post=own, by=person, now=now)
    assert theirs in Post.objects.visible_to(person, now)


def test_a_reply_of_ones_own_or_an_answer_elsewhere_opens_nothing(cast, prompt, theirs, now):
    PostFactory(thread=prompt, parent=theirs, author=cast["participant"])
    PostFactory(thread=PromptFactory(live_session=prompt.prompt.live_session).thread, author=cast["participant"])
    assert theirs not in Post.objects.visible_to(cast["participant"], now)
    assert is_behind_gate(prompt, cast["participant"])


def test_an_own_reply_from_before_does_not_tell_whom_it_answers(cast, prompt, theirs, sign_in):
    PostFactory(thread=prompt, parent=theirs, author=cast["participant"], body_html="<p>Mine.</p>")
    page = sign_in("participant").get(prompt.get_absolute_url()).content.decode()
    assert ("Mine." in page, "a post of somebody else" in page, "canary-" in page) == (True, True, False)


def test_a_topic_has_no_gate(cast, prompt, sign_in):
    topic = ThreadFactory(board=prompt.board)
    PostFactory(thread=topic, body_html=f"<p>{CANARY}</p>")
    assert CANARY in sign_in("participant").get(topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize("change", ["nothing", "switched off", "locked", "completed", "their part is done", "coach"])
def test_rows_and_rule_agree(change, cast, prompt, theirs, now):
    viewer = cast["coach" if change == "coach" else "participant"]
    if change == "switched off":
        cast.cohort.answer_first = False
    elif change == "completed":
        cast.cohort.status = CohortStatus.COMPLETED
    elif change == "locked":
        prompt.is_locked = True
    elif change == "their part is done":
        cast.cohort.enrollments.filter(person=viewer).update(status=EnrollmentStatus.COMPLETED)
    cast.cohort.save()
    prompt.save()
    prompt.board.cohort = cast.cohort
    is_open = type(prompt).objects.filter(open_gates(viewer, thread=""), pk=prompt.pk).exists()
    assert is_open == (theirs in Post.objects.visible_to(viewer, now))
    assert is_open == (not is_behind_gate(prompt, viewer))
    assert is_open == (change != "nothing")


def test_a_draft_tells_nothing_of_whom_it_answers(cast, prompt, theirs, sign_in):
    client = sign_in("participant")
    draft = sent("To you", parent=str(theirs.pk), version="0")
    assert client.post(f"{prompt.get_absolute_url()}posts/draft/", draft).status_code == 403
    assert client.post(f"{prompt.get_absolute_url()}posts/", draft | {"preview": "1"}).status_code == 200
    # One from before the gate, or from before their own answer was taken away.
    PostDraftFactory(thread=prompt, parent=theirs, person=cast["participant"], body="To you")
    assert found_in(client, ["/me/drafts/"]) == []
    assert "in reply to a post of somebody else" in text_of(parsed(client.get("/me/drafts/")))
    PostFactory(thread=prompt, author=cast["participant"])
    assert found_in(client, ["/me/drafts/"]) == ["/me/drafts/"]


def test_the_way_to_the_next_unread_post_does_not_end_before_the_gate(cast, prompt, theirs, sign_in):
    way_on = sign_in("participant").get(f"{prompt.get_absolute_url()}?next=0.0.0").url
    assert way_on == f"/cohorts/{cast.cohort.slug}/new/"


def test_splitting_says_that_what_is_split_off_stands_behind_no_gate(cast, prompt, theirs, sign_in):
    split = f"{prompt.get_absolute_url()}posts/{theirs.pk}/split/"
    assert "everybody reads this at once" in text_of(parsed(sign_in("facilitator").get(split)))


def test_marking_all_as_read_is_not_offered_for_what_was_not_read(prompt, theirs, sign_in):
    page = sign_in("participant").get(prompt.get_absolute_url()).content.decode()
    assert "Mark all as read" not in page
    assert "data-seen-url" not in page


def test_without_a_name_an_answer_opens_it_too(cast, prompt, theirs, now):
    pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"])
    PostFactory(thread=prompt, author=cast["participant"], pseudonym=pseudonym)
    assert theirs in Post.objects.visible_to(cast["participant"], now)


def test_the_gate_of_one_cohort_holds_in_no_other(cast, theirs, now):
    other = PostFactory(
        thread=PromptFactory(
            live_session=LiveSessionFactory(
                cohort=cast.neighbor_cohort,
                starts_at=now - timedelta(days=2),
                board=BoardFactory(cohort=cast.neighbor_cohort, kind=BoardKind.SESSION),
            )
        ).thread
    )
    cast.neighbor_cohort.enrollments.create(person=cast["participant"], status=EnrollmentStatus.ACTIVE)
    assert list(Post.objects.visible_to(cast["participant"], now)) == [other]


@pytest.mark.parametrize("posts", [1, 3])
def test_the_page_costs_two_queries_more_and_the_form_the_same(posts, cast, prompt, sign_in, django_assert_num_queries):
    PostFactory.create_batch(posts, thread=prompt)
    client = sign_in("participant")
    # Session, person, thread, standing, whether they have answered, how many have, their own posts.
    with django_assert_num_queries(7):
        client.get(prompt.get_absolute_url())
    # As anywhere: whoever answers stands before no gate for their own words.
    with django_assert_num_queries(13):
        assert client.post(f"{prompt.get_absolute_url()}posts/", sent()).status_code == 302
