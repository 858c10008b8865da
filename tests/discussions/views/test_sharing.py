from __future__ import annotations

from uuid import uuid4

import pytest

from cohorts.enums import CohortStatus
from discussions.enums import BoardKind
from discussions.models import Thread
from discussions.operations.checks import NotYours
from discussions.operations.posts import PostIsGone
from discussions.operations.sharing import NoSuchBoard, StaysBehindTheGate, StaysInItsRoom, share_post
from tests.discussions.pages import form_values, parsed, text_of
from tests.discussions.test_rules import board_of
from tests.discussions.views.test_expired_sign_in import sign_in_again
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory


@pytest.fixture
def post(cast, thread):
    return PostFactory(thread=thread, author=cast["coach"], body_html="<p>We <em>do</em>.</p>")


@pytest.fixture
def there(thread, post) -> str:
    return f"{thread.get_absolute_url()}posts/{post.pk}/share/"


@pytest.fixture
def other(cast):
    return BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION, name="Session 1")


def form_on(page):
    return next(form for form in page.iter("form") if form.find(".//textarea") is not None)


def test_a_new_topic_quotes_the_post_and_leads_to_it(cast, thread, post, other, there, sign_in):
    client = sign_in("participant")
    form = form_on(parsed(client.get(there)))
    assert [text_of(option) for option in form.iter("option")] == ["Session 1"]
    sent = form_values(form) | {"board": other.pk, "words": "For *us*, too."}
    responses = [client.post(there, sent) for _ in range(2)]
    topic = Thread.objects.get(board=other)
    assert [response.url for response in responses] == [topic.get_absolute_url()] * 2
    assert (topic.author, topic.title, topic.pseudonym) == (cast["participant"], "Who maps rent?", None)
    assert topic.body_html == (
        "<p>For <em>us</em>, too.</p>\n<blockquote>\n<p>We do.</p>\n"
        f'<p><a href="{post.get_absolute_url()}" rel="nofollow noopener ugc">Coach in “Who maps rent?”</a></p>\n'
        "</blockquote>\n"
    )


def test_the_name_that_stands_on_the_post_is_quoted(cast, thread, other, sign_in):
    heron = PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="Heron", speaks_as="community")
    nameless = PostFactory(thread=thread, author=cast["team_lead"], pseudonym=heron)
    address = f"{thread.get_absolute_url()}posts/{nameless.pk}/share/"
    client = sign_in("participant")
    form = form_on(parsed(client.get(address)))
    client.post(address, form_values(form) | {"board": other.pk, "words": "Look"})
    page = client.get(Thread.objects.get(board=other).get_absolute_url()).content.decode()
    assert (str(heron) in page, "Team Lead" in page) == (True, False)


def test_what_is_quoted_is_words_and_no_markup(cast, other, now):
    hostile = "[x](javascript:alert(1)) *b* `c` # d | e <script> & \\"
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort), title=hostile)
    post = PostFactory(thread=thread, author=cast["coach"], body_html="<p>*not strong* [no](/link) 1. - ~~gone~~</p>")
    topic = share_post(
        post=post, board=other, by=cast["participant"], title="x", words="y", submission=uuid4(), now=now
    )
    assert "<p>*not strong* [no](/link) 1. - ~~gone~~</p>" in topic.body_html
    assert topic.body_html.count("<a ") == 1
    assert "Coach in “[x](javascript:alert(1)) *b* `c` # d | e &lt;script&gt; &amp; \\”" in topic.body_html


@pytest.mark.parametrize("kind", [BoardKind.TEAM, BoardKind.GROUP])
def test_what_was_said_among_few_stays_there(cast, board, kind, sign_in, now):
    room = board_of(cast, kind)
    post = PostFactory(thread__board=room)
    page = sign_in("participant").get(f"{post.thread.get_absolute_url()}posts/{post.pk}/share/")
    assert page.status_code == 403
    assert "so it stays there." in page.content.decode()
    with pytest.raises(StaysInItsRoom):
        share_post(post=post, board=board, by=cast["participant"], title="x", words="y", submission=uuid4(), now=now)
    panel = sign_in("participant").get(f"{post.thread.get_absolute_url()}posts/{post.pk}/react/")
    assert b"/share/" not in panel.content


def test_an_answer_is_not_carried_past_those_who_have_not_answered(cast, board, sign_in, now):
    cast.cohort.answer_first = True
    cast.cohort.save()
    answer = PostFactory(thread__board=BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION), thread__kind="prompt")
    page = sign_in("facilitator").get(f"{answer.thread.get_absolute_url()}posts/{answer.pk}/share/")
    assert page.status_code == 403
    assert "people answer a prompt before they read the others" in page.content.decode()
    with pytest.raises(StaysBehindTheGate):
        share_post(post=answer, board=board, by=cast["facilitator"], title="x", words="y", submission=uuid4(), now=now)
    panel = sign_in("facilitator").get(f"{answer.thread.get_absolute_url()}posts/{answer.pk}/react/")
    assert b"/share/" not in panel.content


def test_only_to_a_board_of_the_cohort_that_one_reads(cast, board, post, desk_board, there, sign_in, now):
    client = sign_in("participant")
    for foreign in (desk_board, board, BoardFactory(cohort=cast.neighbor_cohort, name="canary-next-door")):
        refused = client.post(there, {"board": foreign.pk, "title": "x", "words": "canary-typed"})
        assert refused.status_code == 422
        assert (b"canary-typed" in refused.content, b"canary-next-door" in refused.content) == (True, False)
    facts = {"by": cast["participant"], "title": "x", "words": "y", "submission": uuid4(), "now": now}
    for foreign, error in ((board, NoSuchBoard), (BoardFactory(), NoSuchBoard), (desk_board, NotYours)):
        with pytest.raises(error):
            share_post(post=post, board=foreign, **facts)
    with pytest.raises(NotYours):
        share_post(post=PostFactory(), board=board, **facts)
    with pytest.raises(PostIsGone):
        share_post(post=PostFactory(thread=post.thread, deleted_at=now), board=desk_board, **facts)
    assert Thread.objects.filter(title="x").count() == 0


def test_without_words_it_is_refused_with_a_sentence(post, other, there, sign_in):
    refused = sign_in("participant").post(there, {"board": other.pk, "title": "x", "words": " "})
    assert refused.status_code == 422
    assert "Write something first." in text_of(parsed(refused))


def test_a_locked_thread_is_shared_from_and_a_completed_cohort_is_not(cast, post, other, there, sign_in):
    client = sign_in("participant")
    Thread.objects.update(is_locked=True)
    assert client.get(there).status_code == 200
    type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
    assert client.post(there, {"board": other.pk, "title": "x", "words": "y"}).status_code in {403, 422}
    assert not Thread.objects.filter(board=other).exists()


def test_what_was_typed_survives_the_end_of_the_sign_in(cast, post, other, there, sign_in):
    client = sign_in("participant")
    form = form_values(form_on(parsed(client.get(there)))) | {"board": other.pk, "words": "canary-typed"}
    client.session.flush()
    page = sign_in_again(client, cast["participant"], client.post(there, form))
    back = form_values(form_on(parsed(page)))
    assert (back["words"].strip(), back["submission"]) == ("canary-typed", form["submission"])


@pytest.mark.parametrize("boards", [1, 3])
def test_the_page_costs_the_same_for_any_number(cast, post, there, sign_in, django_assert_num_queries, boards):
    for _ in range(boards):
        BoardFactory(cohort=cast.cohort)
    client = sign_in("participant")
    # Session, person, thread, standing, post, the boards, each time the form draws them.
    with django_assert_num_queries(7):
        client.get(there)
