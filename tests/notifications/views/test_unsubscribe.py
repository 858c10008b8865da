from __future__ import annotations

import re

import pytest
from django.core import mail as mailboxes
from django.test import Client

from notifications.delivery import deliver_mail
from notifications.leaving import leaving_url
from notifications.models import MailHours, Preference
from notifications.operations.notices import tell
from tests.discussions.pages import parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.notifications import PreferenceFactory
from tests.notifications.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_matter")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def enrollment():
    return EnrollmentFactory(cohort__title="Clinics", person__language="en")


@pytest.fixture
def place(enrollment):
    return str(enrollment.cohort.pk)


@pytest.fixture
def address(enrollment, place):
    return leaving_url(person=enrollment.person, matter="tests.matter", place=place)


@pytest.fixture
def mailbox():
    """A program that presses the button: no cookies, and CSRF is checked."""
    return Client(enforce_csrf_checks=True)


def path(address):
    return address.removeprefix("http://localhost:8000")


def said():
    return list(Preference.objects.values_list("matter", "place", "channel"))


def test_the_mail_has_the_address_and_one_click_ends_such_mails(enrollment, place, mailbox):
    facts = {"matter": "tests.matter", "place": place, "params": {}, "people": [enrollment.person_id], "now": NOW}
    tell(key="thing:1", **facts)
    deliver_mail(clock=lambda: NOW)
    (mail,) = mailboxes.outbox
    headers = mail.message()
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"http://localhost:8000/unsubscribe/[\w:-]+/", address)
    assert f"End these mails: {address}" in mail.body

    for _ in range(2):
        assert mailbox.post(path(address), ONE_CLICK).status_code == 200
    assert said() == [("tests.matter", place, "portal")]

    tell(key="thing:2", **facts)
    deliver_mail(clock=lambda: NOW)
    assert len(mailboxes.outbox) == 1
    assert enrollment.person.notices.count() == 2


def test_looking_changes_nothing_and_shows_what_the_button_does(address, mailbox):
    for method in (mailbox.get, mailbox.head):
        assert method(path(address)).status_code == 200
    page = parsed(mailbox.get(path(address)))
    assert "Samples" in text_of(page)
    assert "Clinics" in text_of(page)
    assert said() == []
    assert "These mails have ended" in text_of(parsed(mailbox.post(path(address))))


def test_an_address_that_was_changed_is_not_found(address, mailbox, enrollment, place):
    other = leaving_url(person=UserFactory(), matter="tests.matter", place=place)
    token = path(address).split("/")[2]
    forged = other.split("/")[-2].rpartition(":")[0] + ":" + token.rpartition(":")[2]
    for wrong in (forged, token[:-1], token + "x", "x", "x" * 500, token.rpartition(":")[0]):
        for method in (mailbox.get, mailbox.post):
            assert method(f"/unsubscribe/{wrong}/").status_code == 404
    assert said() == []


def test_of_a_matter_that_is_no_more_nothing_is_found(enrollment, mailbox):
    address = leaving_url(person=enrollment.person, matter="tests.gone", place="1")
    assert mailbox.get(path(address)).status_code == 404


def test_whoever_wants_nothing_at_all_still_wants_nothing(enrollment, place, address, mailbox):
    PreferenceFactory(person=enrollment.person, place=place, channel="none")
    mailbox.post(path(address), ONE_CLICK)
    assert said() == [("tests.matter", place, "none")]


def test_the_digest_ends_too(enrollment, mailbox):
    address = leaving_url(person=enrollment.person, matter="notifications.digest", place="")
    assert "The digest" in text_of(parsed(mailbox.get(path(address))))
    for _ in range(2):
        assert mailbox.post(path(address), ONE_CLICK).status_code == 200
    assert MailHours.objects.values_list("person", "digest").get() == (enrollment.person_id, "never")
