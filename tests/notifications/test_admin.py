from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.factories.accounts import SiteAdminFactory
from tests.factories.notifications import OutboxMailFactory

pytestmark = pytest.mark.django_db

LIST = "admin:notifications_outboxmail_changelist"


@pytest.fixture
def browser(client):
    client.force_login(SiteAdminFactory(email="admin@example.org"))
    return client


def try_again(browser, *mails):
    return browser.post(reverse(LIST), {"action": "let_try_again", "_selected_action": [mail.pk for mail in mails]})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_list_says_what_went_to_whom_and_why_not(browser):
    OutboxMailFactory(recipient__email="gone@example.org", state=MailState.FAILED, reason="550 no such person")

    page = browser.get(reverse(LIST)).content.decode()

    for words in ("tests.sample", "gone@example.org", "failed", "550 no such person"):
        assert words in page


def test_a_mail_is_found_by_its_recipient(browser):
    OutboxMailFactory(recipient__email="ana@example.org")
    OutboxMailFactory(recipient__email="ben@example.org")

    response = browser.get(reverse(LIST), {"q": "ana@example.org"})

    assert [mail.recipient.email for mail in response.context["cl"].result_list] == ["ana@example.org"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_however_long(browser, django_assert_num_queries, number):
    OutboxMailFactory.create_batch(number)
    browser.get(reverse(LIST))

    with django_assert_num_queries(5):  # session and person, the kinds for the filter, the count, the rows
        browser.get(reverse(LIST))


def test_nothing_can_be_edited_added_or_deleted(browser):
    mail = OutboxMailFactory(params={"session": 7})
    page = reverse("admin:notifications_outboxmail_change", args=[mail.pk])

    assert browser.post(page, {"kind": "other"}).status_code == 403
    assert browser.get(reverse("admin:notifications_outboxmail_add")).status_code == 403
    assert browser.post(reverse("admin:notifications_outboxmail_delete", args=[mail.pk])).status_code == 403
    shown = browser.get(page).content.decode()
    assert mail.message_id.strip("<>") in shown
    assert 'name="_save"' not in shown


def test_a_failed_mail_can_be_tried_again(browser):
    failed, sent = OutboxMailFactory(state=MailState.FAILED, attempts=6), OutboxMailFactory(state=MailState.SENT)

    response = try_again(browser, failed, sent)

    assert said(response) == ["1 mail is tried again."]
    assert list(OutboxMail.objects.order_by("pk").values_list("state", "attempts")) == [("waiting", 0), ("sent", 0)]


def test_what_did_not_fail_is_not_tried_again(browser):
    response = try_again(browser, OutboxMailFactory(state=MailState.SKIPPED))

    assert said(response) == ["Only mails that failed and aren't too late can be tried again."]


def test_staff_who_are_no_site_administrators_do_not_get_in(client):
    client.force_login(SiteAdminFactory(is_superuser=False))

    assert client.get(reverse(LIST)).status_code == 403
