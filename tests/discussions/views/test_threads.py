from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.enums import ThreadKind
from discussions.models import ReadingPosition, Thread
from tests.discussions.pages import by_id, form_values, parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory, ThreadFactory


def posts_on(tree) -> list:
    return list(tree.iter("article"))


# --- Reading --------------------------------------------------------------------------------------


def test_a_thread_as_a_participant_reads_it(cast, thread, sign_in):
    first = PostFactory(thread=thread, author=UserFactory(name="Amina Reyes"), body_html="<p>We <em>do</em>.</p>")
    reply = PostFactory(thread=thread, author=cast["participant"], parent=first)
    tree = parsed(sign_in("participant").get(thread.get_absolute_url()))
    assert [text_of(heading) for heading in tree.iter("h1")] == ["Who maps rent?"]
    articles = posts_on(tree)
    assert [(a.get("id"), a.get("class")) for a in articles] == [
        (f"post-{first.pk}", "post depth-0"),
        (f"post-{reply.pk}", "post depth-1"),
    ]
    assert [text_of(a.find(".//h3")) for a in articles] == ["Amina Reyes", "Participant"]
    assert [a.get("aria-labelledby") for a in articles] == [a.find(".//h3").get("id") for a in articles]
    links = [(text_of(a), a.get("href")) for a in articles[1].iter("a")]
    base = thread.get_absolute_url()
    assert links[1:] == [
        ("Reply Participant", f"{base}?reply_to={reply.pk}#reply"),
        ("Quote Participant", f"{base}?reply_to={reply.pk}&quote=1#reply"),
        ("Keep", f"{base}posts/{reply.pk}/react/"),
        ("Change", f"{base}posts/{reply.pk}/edit/"),
        ("Take away", f"{base}posts/{reply.pk}/delete/"),
    ]
    assert links[0][1] == f"{base}?post={reply.pk}#post-{reply.pk}"
    assert [text_of(a) for a in articles[0].iter("a")][1:] == [
        "Reply Amina Reyes",
        "Quote Amina Reyes",
        "React or keep",
        "Flag",
    ]


def test_new_posts_are_marked_for_those_who_were_here_before(cast, thread, sign_in, now):
    PostFactory.create_batch(3, thread=thread, author=cast["coach"])
    client, base = sign_in("participant"), thread.get_absolute_url()

    def marked():
        tree = parsed(client.get(base))
        leads = [a.get("href") for a in tree.iter("a") if a.get("href") == f"{base}?unread=1"]
        return [text_of(article.find(".//h3")) for article in posts_on(tree)], len(leads)

    assert marked() == (["Coach", "Coach", "Coach"], 0)
    ReadingPosition.objects.create(person=cast["participant"], thread=thread, read_number=2, read_at=now)
    assert marked() == (["Coach", "Coach", "Coach new"], 1)
    ReadingPosition.objects.update(read_number=3)
    assert marked() == (["Coach", "Coach", "Coach"], 0)


@pytest.mark.parametrize("posts", [1, 20, 45])
@pytest.mark.parametrize("role", ["participant", "facilitator"])
def test_a_page_costs_the_same_in_any_thread_and_writes_nothing(
    cast, thread, sign_in, django_assert_num_queries, posts, role
):
    for _ in range(posts):
        PostFactory(thread=thread)
    client = sign_in(role)
    # Session, person, thread, standing, posts with what is known of their authors.
    with django_assert_num_queries(5) as asked:
        assert client.get(thread.get_absolute_url()).status_code == 200
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize("where", ["?from=21", "?last=1", "?post={post}", "?reply_to={post}"])
def test_a_later_page_asks_for_what_stands_before_it_too(cast, thread, sign_in, django_assert_num_queries, where):
    posts = PostFactory.create_batch(45, thread=thread)
    client = sign_in("participant")
    with django_assert_num_queries(6):
        response = client.get(thread.get_absolute_url() + where.format(post=posts[30].pk))
    assert 0 < len(posts_on(parsed(response))) <= 20


def test_the_ways_to_other_pages(cast, thread, sign_in):
    posts = PostFactory.create_batch(45, thread=thread)
    client, base = sign_in("participant"), thread.get_absolute_url()

    def ways(query):
        tree = parsed(client.get(base + query))
        navs = [nav for nav in tree.iter("nav") if nav.get("class") == "pages"]
        return [[(text_of(a), a.get("href")) for a in nav.iter("a")] for nav in navs]

    to_the_end = [("Later", f"{base}?from=41"), ("Last", f"{base}?last=1")]
    assert ways("") == [[("Later", f"{base}?from=21"), ("Last", f"{base}?last=1")]]
    assert ways("?from=21") == [
        [("First", base), ("Earlier", f"{base}?from=1")],
        [("First", base), ("Earlier", f"{base}?from=1"), *to_the_end],
    ]
    assert ways("?last=1")[1] == [("First", base), ("Earlier", f"{base}?from=6")]
    assert ways(f"?post={posts[0].pk}") == ways("")


@pytest.mark.parametrize(
    "query",
    [
        "?from=x",
        "?from=-1",
        "?from=" + "9" * 400,
        "?from=٣",
        "?post=0",
        "?reply_to=9999999999999999999",
        "?from=&post=",
    ],
)
def test_addresses_that_make_no_sense_show_the_beginning(cast, thread, sign_in, query):
    post = PostFactory(thread=thread)
    response = sign_in("participant").get(thread.get_absolute_url() + query)
    assert response.status_code == 200
    assert [a.get("id") for a in posts_on(parsed(response))] == [f"post-{post.pk}"]


def test_unread_leads_to_the_first_new_post(cast, thread, sign_in, now):
    client, base = sign_in("participant"), thread.get_absolute_url()
    posts = PostFactory.create_batch(30, thread=thread)
    ReadingPosition.objects.create(person=cast["participant"], thread=thread, read_number=25, read_at=now)
    response = client.get(base + "?unread=1")
    assert (response.status_code, response.url) == (302, f"{base}?post={posts[25].pk}#post-{posts[25].pk}")
    ReadingPosition.objects.update(read_number=30)
    assert client.get(base + "?unread=1").url == base


def test_a_prompt_that_has_not_opened_is_not_there(cast, board, sign_in, now):
    thread = ThreadFactory(
        board=board, kind=ThreadKind.PROMPT, title="canary-future", opens_at=now + timedelta(hours=1)
    )
    response = sign_in("participant").get(thread.get_absolute_url())
    assert response.status_code == 404
    assert b"canary" not in response.content
    page = parsed(sign_in("facilitator").get(thread.get_absolute_url()))
    assert "This opens on" in text_of(page)
    assert by_id(page, "answer") is None


def test_a_deleted_post_is_a_tombstone(cast, thread, sign_in, now):
    PostFactory(
        thread=thread,
        author=UserFactory(name="canary-author"),
        body_html="<p>canary-words</p>",
        deleted_at=now,
        deleted_by=cast["facilitator"],
        deletion_reason="canary-reason",
    )
    page = sign_in("participant").get(thread.get_absolute_url())
    assert b"canary" not in page.content
    (tombstone,) = posts_on(parsed(page))
    assert tombstone.get("class") == "post gone depth-0"
    assert "This post was taken away by those who run the sessions." in text_of(tombstone)
    told = text_of(posts_on(parsed(sign_in("coordinator").get(thread.get_absolute_url())))[0])
    assert "Reason: canary-reason" in told
    assert "canary-words" not in told
    assert "Bring back" in told


def test_what_can_not_be_written_has_a_sentence_instead_of_a_form(cast, thread, sign_in):
    PostFactory(thread=thread)

    def said(role="participant"):
        tree = parsed(sign_in(role).get(thread.get_absolute_url()))
        assert by_id(tree, "answer") is None
        assert "?reply_to=" not in "".join(a.get("href") for a in tree.iter("a"))
        return text_of(by_id(tree, "conversation"))

    Thread.objects.update(is_locked=True)
    assert "This thread is locked." in said()
    assert "This thread is locked." in said("site_admin")
    Thread.objects.update(is_locked=False)
    cast.cohort.enrollments.active().update(status=EnrollmentStatus.COMPLETED)
    assert "you don't take part in this cohort now" in said()
    type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
    assert "This cohort is completed." in said()


def test_names_are_text(cast, thread, sign_in):
    hostile = "<img src=x onerror=alert(1)>\"'&"
    cast["participant"].name = cast["participant"].title = hostile
    cast["participant"].save()
    cast.team.organization.name = hostile
    cast.team.organization.save()
    thread.board.name = thread.board.description = thread.title = hostile
    thread.board.save()
    thread.author = cast["participant"]
    thread.save()
    first = PostFactory(thread=thread, author=cast["participant"])
    PostFactory(thread=thread, parent=first)
    client = sign_in("team_lead")
    base = thread.get_absolute_url()
    for address in (
        base,
        f"{base}?reply_to={first.pk}",
        thread.board.get_absolute_url(),
        f"/cohorts/{cast.cohort.slug}/discussions/",
    ):
        tree = parsed(client.get(address))
        assert list(tree.iter("img")) == []
        assert hostile in "".join(tree.itertext())


# --- Answering and replying without JavaScript ----------------------------------------------------


def test_the_form_stands_at_the_end_or_under_the_post_that_is_answered(cast, thread, sign_in):
    first, second = PostFactory(thread=thread, author=UserFactory(name="Amina")), PostFactory(thread=thread)
    client, base = sign_in("participant"), thread.get_absolute_url()
    tree = parsed(client.get(base))
    assert form_values(by_id(tree, "answer"))["parent"] == ""
    assert by_id(tree, "reply") is None
    tree = parsed(client.get(f"{base}?reply_to={first.pk}"))
    assert by_id(tree, "answer") is None
    under = by_id(tree, f"post-{first.pk}")
    form = by_id(under, "reply")
    assert form_values(form)["parent"] == str(first.pk)
    assert text_of(form.find("h3")) == "Your reply to Amina"
    assert by_id(by_id(tree, f"post-{second.pk}"), "reply") is None


def test_a_way_leads_over_the_posts_to_the_form(cast, thread, sign_in):
    client, base, way = sign_in("participant"), thread.get_absolute_url(), b'<a href="#answer">Your post</a>'
    assert way not in client.get(base).content  # nothing lies between
    post = PostFactory(thread=thread)
    assert client.get(base).content.count(way) == 1
    assert way not in client.get(f"{base}?reply_to={post.pk}").content  # there is no such form


def test_a_deleted_post_can_not_be_answered(cast, thread, sign_in, now):
    post = PostFactory(thread=thread, deleted_at=now)
    tree = parsed(sign_in("participant").get(f"{thread.get_absolute_url()}?reply_to={post.pk}"))
    assert by_id(tree, "reply") is None
    assert by_id(tree, "answer") is not None


def test_each_form_is_one_submission(cast, thread, sign_in):
    client = sign_in("participant")
    forms = [form_values(by_id(parsed(client.get(thread.get_absolute_url())), "answer")) for _ in range(2)]
    assert forms[0]["submission"] != forms[1]["submission"]


def test_drafts_are_kept_per_person_thread_and_post(cast, thread, sign_in):
    post = PostFactory(thread=thread)

    def key(role, query=""):
        tree = parsed(sign_in(role).get(thread.get_absolute_url() + query))
        return next(field.get("data-form-draft") for field in tree.iter("input") if field.get("data-form-draft"))

    keys = [key("participant"), key("participant", f"?reply_to={post.pk}"), key("team_lead")]
    assert keys == [
        f"post-{thread.pk}-0-{cast['participant'].pk}",
        f"post-{thread.pk}-{post.pk}-{cast['participant'].pk}",
        f"post-{thread.pk}-0-{cast['team_lead'].pk}",
    ]


# --- With htmx ------------------------------------------------------------------------------------


def test_htmx_gets_the_form_of_a_reply_alone(cast, thread, sign_in):
    post = PostFactory(thread=thread)
    response = sign_in("participant").get(
        f"{thread.get_absolute_url()}?reply_to={post.pk}",
        headers={"HX-Request": "true", "HX-Target": f"reply-to-{post.pk}"},
    )
    assert response.templates[0].name == "discussions/_post_form.html"
    fragment = parsed(response)
    assert [child.get("id") for child in fragment] == ["reply"]
    assert next(fragment.iter("textarea")).get("data-focus") is not None


def test_htmx_gets_the_conversation_with_the_post_in_view(cast, thread, sign_in):
    post = PostFactory(thread=thread)
    base = thread.get_absolute_url()
    response = sign_in("participant").get(
        f"{base}?post={post.pk}", headers={"HX-Request": "true", "HX-Target": "conversation"}
    )
    assert [child.get("id") for child in parsed(response)] == ["conversation"]
    assert response.headers["HX-Push-Url"] == f"{base}?post={post.pk}#post-{post.pk}"
    assert response.headers["HX-Reswap"] == f"outerHTML show:#post-{post.pk}:top"


# --- How far somebody has read --------------------------------------------------------------------


def test_a_page_says_what_was_on_the_screen_while_there_is_something_new(cast, thread, sign_in):
    PostFactory.create_batch(25, thread=thread)
    client, base = sign_in("participant"), thread.get_absolute_url()

    def beacons(query=""):
        tree = parsed(client.get(base + query))
        return [(e.get("data-seen-url"), e.get("data-seen")) for e in tree.iter("div") if e.get("data-seen-url")]

    assert beacons() == [(f"{base}read/", "first=1&last=20&seen=25")]
    assert client.post(f"{base}read/", {"first": 1, "last": 20, "seen": 25}).status_code == 204
    assert ReadingPosition.objects.get().read_number == 20
    assert beacons("?from=21") == [(f"{base}read/", "first=21&last=25&seen=25")]
    assert client.post(f"{base}read/", {"first": 21, "last": 25, "seen": 25}).status_code == 204
    assert ReadingPosition.objects.get().read_number == 25
    assert beacons() == []


def test_a_topic_without_posts_has_been_looked_at(cast, thread, sign_in):
    client, base = sign_in("participant"), thread.get_absolute_url()
    assert 'data-seen="seen=0"' in client.get(base).content.decode()
    assert client.post(f"{base}read/", {"seen": 0}).status_code == 204
    assert ReadingPosition.objects.get().read_number == 0
    assert "data-seen=" not in client.get(base).content.decode()


def test_the_button_marks_all_as_read(cast, thread, sign_in):
    PostFactory.create_batch(3, thread=thread)
    client, base = sign_in("participant"), thread.get_absolute_url()
    assert "Mark all as read" in client.get(base).content.decode()
    response = client.post(f"{base}read/")
    assert (response.status_code, response.url) == (302, base)
    assert ReadingPosition.objects.get().read_number == 3
    page = client.get(base).content.decode()
    assert "All posts are marked as read." in page
    assert "Mark all as read" not in page


@pytest.mark.parametrize(
    "sent", [{"first": "x", "last": "", "seen": "9" * 40}, {"seen": "-1"}, {"first": 7, "last": 9, "seen": 99}]
)
def test_a_beacon_that_makes_no_sense_does_no_harm(cast, thread, sign_in, sent):
    PostFactory(thread=thread)
    response = sign_in("participant").post(f"{thread.get_absolute_url()}read/", sent)
    assert response.status_code in {204, 302}
    assert set(ReadingPosition.objects.values_list("read_number", flat=True)) <= {0, 1}
