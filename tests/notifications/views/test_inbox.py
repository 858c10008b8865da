from __future__ import annotations

import pytest

from notifications.models import Notice
from notifications.queries import PAGE
from tests.discussions.pages import parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NoticeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_matter")]


@pytest.fixture
def ana(client):
    ana = UserFactory(name="Ana")
    client.force_login(ana)
    client.get("/me/")  # the one write at the beginning of a visit
    return ana


def bell(page):
    (link,) = [link for link in page.iter("a") if link.get("href") == "/notifications/"]
    return text_of(link)


def lines(page):
    return [text_of(button) for button in page.iter("button") if "btn-quiet" in (button.get("class") or "")]


def test_the_latest_first_with_its_words_and_whether_it_is_unread(client, ana):
    NoticeFactory(person=ana, params={"line": "Old <b>"}, read_at="2026-01-02T00:00Z")
    NoticeFactory(person=ana, params={"line": "New"})
    NoticeFactory(params={"line": "Another's"})

    page = parsed(client.get("/notifications/"))

    rows = [text_of(row) for row in page.iter("li") if row.find(".//p") is not None]
    assert [row.partition(" ago")[0].split("Its words.")[0].strip() for row in rows] == ["New unread", "Old <b>"]
    assert lines(page) == ["New", "Old <b>"]
    assert bell(page) == "Notifications1 unread"


def test_where_nothing_was_told_it_says_so(client, ana):
    page = parsed(client.get("/notifications/"))
    assert "Nothing to tell you yet" in text_of(page)
    assert bell(page) == "Notifications"


def test_what_one_may_not_see_any_more_is_not_shown_and_not_found(client, ana):
    secret = NoticeFactory(person=ana, params={"secret": True, "line": "canary"})
    page = parsed(client.get("/notifications/"))
    assert lines(page) == []
    assert "canary" not in text_of(page)
    assert "Some are about what you can’t see any more. They aren’t shown." in text_of(page)
    assert client.post(f"/notifications/{secret.pk}/").status_code == 404
    # It doesn't ring for ever.
    assert bell(parsed(client.get("/notifications/"))) == "Notifications"


def test_of_a_matter_that_is_no_more_nothing_is_shown(client, ana):
    NoticeFactory(person=ana, matter="tests.gone")
    assert lines(parsed(client.get("/notifications/"))) == []


def test_opening_leads_there_and_marks_it_as_read(client, ana):
    notice = NoticeFactory(person=ana)
    response = client.post(f"/notifications/{notice.pk}/")
    assert (response.status_code, response.url) == (302, f"/samples/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_anothers_is_not_found_and_stays_unread(client, ana):
    notice = NoticeFactory()
    assert client.post(f"/notifications/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_as_read_that_were_on_the_page(client, ana):
    NoticeFactory.create_batch(2, person=ana)
    page = parsed(client.get("/notifications/"))
    (up_to,) = [field.get("value") for field in page.iter("input") if field.get("name") == "up_to"]
    later = NoticeFactory(person=ana)
    page = parsed(client.post("/notifications/", {"up_to": up_to}, follow=True))
    assert "All are marked as read." in text_of(page)
    assert list(Notice.objects.unread()) == [later]
    assert bell(page) == "Notifications1 unread"


@pytest.mark.parametrize("up_to", ["", "x", "-1", "²", "9" * 19, "9" * 40])
def test_nonsense_is_refused(client, ana, up_to):
    assert client.post("/notifications/", {"up_to": up_to}).status_code == 400
    assert client.get("/notifications/", {"before": up_to}).status_code == 200


def test_page_by_page(client, ana):
    for number in range(PAGE + 2):
        NoticeFactory(person=ana, params={"line": f"Line {number}"})
    first = client.get("/notifications/")
    assert lines(parsed(first)) == [f"Line {number}" for number in range(PAGE + 1, 1, -1)]
    second = client.get("/notifications/" + first.context["next_url"])
    assert lines(parsed(second)) == ["Line 1", "Line 0"]
    assert (second.context["next_url"], second.context["first_url"]) == ("", "/notifications/")


def test_the_bell_counts_as_far_as_it_says(client, ana):
    NoticeFactory.create_batch(99, person=ana)
    assert bell(parsed(client.get("/me/"))) == "Notifications99 unread"
    NoticeFactory.create_batch(3, person=ana)
    assert bell(parsed(client.get("/me/"))) == "Notifications99+ unread"


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_bell_costs_no_page_a_query(client, ana, number, django_assert_num_queries):
    NoticeFactory.create_batch(number, person=ana)
    with django_assert_num_queries(2):  # the session; the person, who comes with the number
        client.get("/me/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, ana, number, django_assert_num_queries):
    NoticeFactory.create_batch(number, person=ana)
    with django_assert_num_queries(3):  # session, person, notices; samples ask for nothing
        client.get("/notifications/")
