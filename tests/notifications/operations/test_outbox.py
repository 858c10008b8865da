from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app

from notifications.enums import MailState
from notifications.kinds import UnknownKind
from notifications.models import OutboxMail
from notifications.operations.outbox import Posting, post_mail, post_mails, try_again
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.notifications import OutboxMailFactory
from tests.notifications.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]


@pytest.fixture
def rings(monkeypatch):
    """Which tasks were started."""
    heard = []
    task = current_app.tasks["notifications.deliver_mail"]
    monkeypatch.setattr(task, "apply_async", lambda **options: heard.append(task.name))
    return heard


def test_post_mail_puts_it_into_the_outbox():
    person = UserFactory()

    mail = post_mail(kind="tests.sample", recipient=person, params={"thing": 7}, dedupe_key="sample:7", now=NOW)

    assert OutboxMail.objects.values_list(
        "kind", "recipient", "params", "dedupe_key", "due_at", "expires_at", "state", "attempts", "created_at"
    ).get(pk=mail.pk) == ("tests.sample", person.pk, {"thing": 7}, "sample:7", NOW, None, "waiting", 0, NOW)


def test_post_mail_twice_is_one_mail():
    person = UserFactory()
    first = post_mail(kind="tests.sample", recipient=person, params={"thing": 7}, dedupe_key="sample:7", now=NOW)

    later = NOW + timedelta(days=1)
    second = post_mail(kind="tests.sample", recipient=person, params={"thing": 8}, dedupe_key="sample:7", now=later)

    assert (second.pk, second.params, second.created_at) == (first.pk, {"thing": 7}, NOW)
    assert OutboxMail.objects.count() == 1


def test_post_mail_refuses_a_kind_that_nobody_writes():
    with pytest.raises(UnknownKind):
        post_mail(kind="tests.other", recipient=UserFactory(), params={}, dedupe_key="other:1", now=NOW)


def test_post_mail_rings_once_it_is_committed(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post_mail(kind="tests.sample", recipient=UserFactory(), params={}, dedupe_key="sample:1", now=NOW)
        assert rings == []

    assert rings == ["notifications.deliver_mail"]


def test_post_mail_does_not_ring_for_what_is_due_later(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = post_mail(
            kind="tests.sample",
            recipient=UserFactory(),
            params={},
            dedupe_key="sample:1",
            due_at=NOW + timedelta(hours=1),
            expires_at=NOW + timedelta(hours=2),
            now=NOW,
        )

    assert rings == []
    assert (mail.due_at, mail.expires_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=2))


def test_post_mails_tells_the_id_of_each_key_old_and_new():
    old = OutboxMailFactory(dedupe_key="sample:old")
    person = UserFactory()

    ids = post_mails(
        kind="tests.sample", postings=[Posting(person.pk, "sample:old"), Posting(person.pk, "sample:new")], now=NOW
    )

    new = OutboxMail.objects.get(dedupe_key="sample:new")
    assert ids == {"sample:old": old.pk, "sample:new": new.pk}
    assert new.recipient == person


def test_post_mails_of_nobody_rings_for_nothing(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert post_mails(kind="tests.sample", postings=[], now=NOW) == {}

    assert rings == []


@pytest.mark.parametrize("people", [1, 3])
def test_post_mails_takes_two_queries(django_assert_num_queries, people):
    postings = [Posting(person.pk, f"sample:{person.pk}") for person in UserFactory.create_batch(people)]

    with django_assert_num_queries(2):
        assert len(post_mails(kind="tests.sample", postings=postings, now=NOW)) == people


def test_try_again_puts_failed_mails_back_into_the_queue(rings, django_capture_on_commit_callbacks):
    mail = OutboxMailFactory(state=MailState.FAILED, attempts=6, reason="550 no such person")

    with django_capture_on_commit_callbacks(execute=True):
        count = try_again(mails=OutboxMail.objects.all(), by=SiteAdminFactory(), now=NOW)

    mail.refresh_from_db()
    assert (count, mail.state, mail.attempts, mail.due_at) == (1, MailState.WAITING, 0, NOW)
    assert rings == ["notifications.deliver_mail"]


@pytest.mark.parametrize("state", [state for state in MailState if state != MailState.FAILED])
def test_try_again_leaves_all_others_alone(rings, django_capture_on_commit_callbacks, state):
    mail = OutboxMailFactory(state=state)

    with django_capture_on_commit_callbacks(execute=True):
        count = try_again(mails=OutboxMail.objects.all(), by=SiteAdminFactory(), now=NOW)

    mail.refresh_from_db()
    assert (count, mail.state, rings) == (0, state, [])


def test_try_again_leaves_alone_what_is_too_late():
    OutboxMailFactory(state=MailState.FAILED, expires_at=NOW)

    assert try_again(mails=OutboxMail.objects.all(), by=SiteAdminFactory(), now=NOW) == 0
