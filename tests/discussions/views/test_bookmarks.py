from __future__ import annotations

import pytest

from cohorts.enums import EnrollmentStatus
from discussions.models import Bookmark
from discussions.operations.bookmarks import keep_post, let_post_go, note_on_bookmark
from discussions.operations.checks import NotYours
from discussions.operations.posts import PostIsGone
from discussions.queries.bookmarks import PAGE
from tests.discussions.pages import by_id, form_values, parsed, text_of
from tests.factories.cohorts import EnrollmentFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, BookmarkFactory, PostFactory

LIST = "/me/bookmarks/"


@pytest.fixture
def post(cast, thread):
    return PostFactory(thread=thread, author=cast["coach"], body_html="<p>We <em>do</em>.</p>")


@pytest.fixture
def there(thread, post) -> str:
    return f"{thread.get_absolute_url()}posts/{post.pk}/bookmark/"


def rows(page) -> list[str]:
    return [text_of(row).replace("\xa0", " ") for row in page.iter("li") if row.find(".//h3") is not None]


def test_a_post_is_kept_once_and_let_go(cast, post, there, sign_in):
    client = sign_in("participant")
    for _ in range(2):
        assert client.post(there, {"add": "1"}).url.endswith(f"#post-{post.pk}")
    assert Bookmark.objects.get().person == cast["participant"]
    assert rows(parsed(client.get(LIST)))[0].startswith("Who maps rent? We do. Coach · Everybody · ")
    for _ in range(2):
        client.post(there, {"remove": "1"})
    assert "Posts you keep will stand here" in text_of(parsed(client.get(LIST)))


def test_the_button_stands_in_the_panel_and_says_what_it_does(cast, thread, post, there, sign_in):
    client = sign_in("participant")

    def button(response):
        found = by_id(parsed(response), f"keep-{post.pk}")
        return found.get("name"), found.get("aria-pressed")

    assert button(client.get(f"{thread.get_absolute_url()}posts/{post.pk}/react/")) == ("add", "false")
    assert button(client.post(there, {"add": "1"}, headers={"HX-Request": "true"})) == ("remove", "true")


def test_ones_own_post_is_kept_too_and_a_tombstone_is_not(cast, thread, sign_in, now):
    own = PostFactory(thread=thread, author=cast["participant"])
    keep_post(post=own, by=cast["participant"], now=now)
    with pytest.raises(PostIsGone):
        keep_post(post=PostFactory(thread=thread, deleted_at=now), by=cast["participant"], now=now)
    assert Bookmark.objects.get().post == own


@pytest.mark.parametrize("role", ["observer", "neighbor", "outsider", "invited", "withdrawn"])
def test_only_what_one_reads_is_kept(cast, post, role, now):
    with pytest.raises(NotYours):
        keep_post(post=post, by=cast[role], now=now)
    assert not Bookmark.objects.exists()


def test_a_note_to_oneself(cast, post, sign_in):
    bookmark = BookmarkFactory(person=cast["participant"], post=post)
    client = sign_in("participant")
    form = next(form for form in parsed(client.get(LIST)).iter("form") if form.get("action", "").startswith(LIST))
    client.post(form.get("action"), form_values(form) | {"note": "For the\n board <b>"})
    bookmark.refresh_from_db()
    assert bookmark.note == "For the board <b>"
    assert (
        form_values(
            next(form for form in parsed(client.get(LIST)).iter("form") if form.get("action", "").startswith(LIST))
        )["note"]
        == "For the board <b>"
    )
    client.post(form.get("action"), {"note": "x" * 900})
    bookmark.refresh_from_db()
    assert len(bookmark.note) == 300
    client.post(form.get("action"), {"remove": "1", "note": "x"})
    assert not Bookmark.objects.exists()


def test_anothers_bookmark_is_not_there(cast, post, sign_in, now):
    bookmark = BookmarkFactory(person=cast["participant"], post=post, note="canary-note")
    for role in ("team_lead", "coach", "facilitator", "coordinator", "site_admin"):
        client = sign_in(role)
        assert client.post(f"{LIST}{bookmark.pk}/", {"remove": "1"}).status_code == 404
        assert b"canary-note" not in client.get(LIST).content
    with pytest.raises(NotYours):
        note_on_bookmark(bookmark=bookmark, by=cast["coach"], note="x")
    let_post_go(post=post, by=cast["coach"])
    assert Bookmark.objects.get().note == "canary-note"
    admin = sign_in("site_admin")
    for address in ("/admin/discussions/bookmark/", f"/admin/discussions/bookmark/{bookmark.pk}/change/"):
        response = admin.get(address)
        assert (response.status_code, b"canary-note" in response.content) == (200, False)


def test_who_is_out_finds_nothing_and_finds_it_again_when_back(cast, post, sign_in):
    bookmark = BookmarkFactory(person=cast["participant"], post=post, note="canary-note")
    client, enrollment = sign_in("participant"), cast.enrollment("participant")
    enrollment.status = EnrollmentStatus.WITHDRAWN
    enrollment.save()
    assert rows(parsed(client.get(LIST))) == []
    assert client.post(f"{LIST}{bookmark.pk}/", {"note": "x"}).status_code == 404
    enrollment.status = EnrollmentStatus.ACTIVE
    enrollment.save()
    assert len(rows(parsed(client.get(LIST)))) == 1


def test_across_cohorts_with_the_names_that_stand_on_the_posts(cast, post, thread, sign_in, now):
    heron = PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="Heron", speaks_as="community")
    EnrollmentFactory(cohort=cast.other_program_cohort, person=cast["participant"])
    elsewhere = PostFactory(thread__board=BoardFactory(cohort=cast.other_program_cohort))
    gone = PostFactory(thread=thread, body_html="<p>canary-words</p>", deleted_at=now)
    for one in (PostFactory(thread=thread, author=cast["team_lead"], pseudonym=heron), elsewhere, gone):
        BookmarkFactory(person=cast["participant"], post=one)
    response = sign_in("participant").get(LIST)
    assert (b"canary-words" in response.content, b"Team Lead" in response.content) == (False, False)
    taken, other, nameless = rows(parsed(response))
    assert "This post has been taken away." in taken
    assert cast.other_program_cohort.title in other
    assert str(heron) in nameless


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(cast, thread, sign_in, django_assert_num_queries, number):
    for _ in range(number):
        BookmarkFactory(person=cast["participant"], post=PostFactory(thread=thread))
    client = sign_in("participant")
    # Session, person, bookmarks.
    with django_assert_num_queries(3):
        client.get(LIST)


def test_pages_go_on(cast, thread, sign_in):
    for post in PostFactory.create_batch(PAGE + 3, thread=thread):
        BookmarkFactory(person=cast["participant"], post=post)
    client = sign_in("participant")
    page = parsed(client.get(LIST))
    (way,) = {link.get("href") for link in page.iter("a") if "?before=" in link.get("href")}
    assert (len(rows(page)), len(rows(parsed(client.get(LIST + way))))) == (PAGE, 3)
    for odd in ("x", "-1", "9" * 30):
        assert client.get(f"{LIST}?before={odd}").status_code == 200
