from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.core import mail as mailboxes

from accounts.models import User
from notifications import kinds
from notifications.delivery import RESTS, deliver_mail
from notifications.enums import MailState
from notifications.kinds import Skip
from notifications.models import OutboxMail
from notifications.operations.outbox import post_mail_to_address
from tests.factories.accounts import UserFactory
from tests.factories.notifications import OutboxMailFactory
from tests.notifications.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]


def at(moment):
    """A clock that stands still."""
    return lambda: moment


def states():
    return list(OutboxMail.objects.order_by("pk").values_list("state", "reason"))


def recipients():
    return [mail.to for mail in mailboxes.outbox]


# --- What is sent -------------------------------------------------------------------------------


def test_a_due_mail_is_sent_and_noted():
    mail = OutboxMailFactory(recipient__email="ana@example.org", recipient__name="Ana", params={"title": "R&D <3"})

    assert deliver_mail(clock=at(NOW)) == {MailState.SENT: 1}

    (sent,) = mailboxes.outbox
    assert (sent.to, sent.cc, sent.bcc, sent.subject) == (["ana@example.org"], [], [], "R&D <3, Wednesday")
    # 15:00 in UTC is 8:00 in Los Angeles, where the factory's people live.
    assert sent.body == "Hello Ana,\nR&D <3 is on Wednesday at 08:00.\nhttp://localhost:8000/somewhere/\n"
    assert sent.extra_headers == {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.attempts, mail.claimed_at) == (MailState.SENT, NOW, 1, None)


def test_a_mail_is_written_in_the_language_of_its_reader():
    OutboxMailFactory(recipient__language="es", params={"title": "Sesión"})
    OutboxMailFactory(recipient__language="en", params={"title": "Session"})

    deliver_mail(clock=at(NOW))

    assert [mail.subject for mail in mailboxes.outbox] == ["Session, Wednesday", "Sesión, miércoles"]


def test_people_without_a_zone_read_times_in_the_portals_zone():
    OutboxMailFactory(recipient__time_zone="")

    deliver_mail(clock=at(NOW))

    assert "is on Wednesday at 11:00." in mailboxes.outbox[0].body


def test_a_mail_is_sent_once():
    OutboxMailFactory()
    deliver_mail(clock=at(NOW))

    assert deliver_mail(clock=at(NOW + timedelta(hours=1))) == {}
    assert len(mailboxes.outbox) == 1


def test_a_mail_due_later_waits():
    mail = OutboxMailFactory(due_at=NOW + timedelta(seconds=1))

    assert deliver_mail(clock=at(NOW)) == {}

    mail.refresh_from_db()
    assert (mail.state, recipients()) == (MailState.WAITING, [])


def test_what_is_due_last_is_sent_first_batch_after_batch():
    for minutes in range(5):
        OutboxMailFactory(recipient__email=f"{minutes}@example.org", due_at=NOW - timedelta(minutes=minutes))

    assert deliver_mail(clock=at(NOW), batch=2) == {MailState.SENT: 5}
    assert recipients() == [[f"{minutes}@example.org"] for minutes in range(5)]


def test_a_run_ends_before_its_claims_lapse():
    OutboxMailFactory.create_batch(4)
    ticks = iter(NOW + timedelta(minutes=minutes) for minutes in [0, 0, 0, 1, 2, 3, 3])

    assert deliver_mail(clock=lambda: next(ticks), batch=4) == {MailState.SENT: 2}
    assert sorted(state for state, _ in states()) == ["sent", "sent", "waiting", "waiting"]


@pytest.mark.parametrize("people", [1, 3])
def test_queries(django_assert_num_queries, people):
    OutboxMailFactory.create_batch(people)

    # Claiming takes five with its savepoint, finding nothing more three; each mail is noted by one of its own.
    with django_assert_num_queries(5 + 3 + people):
        deliver_mail(clock=at(NOW))


def test_a_quiet_minute_takes_one_query(django_assert_num_queries):
    OutboxMailFactory(state=MailState.SENT)

    with django_assert_num_queries(3):  # with its savepoint
        deliver_mail(clock=at(NOW))


# --- What is not --------------------------------------------------------------------------------


def test_a_mail_past_its_time_is_not_sent():
    OutboxMailFactory(expires_at=NOW)

    assert deliver_mail(clock=at(NOW)) == {MailState.SKIPPED: 1}
    assert states() == [("skipped", "It was too late when its turn came.")]
    assert recipients() == []


def test_a_mail_just_before_its_time_is_sent():
    OutboxMailFactory(expires_at=NOW + timedelta(seconds=1))

    assert deliver_mail(clock=at(NOW)) == {MailState.SENT: 1}


def test_the_clock_is_asked_before_each_mail():
    OutboxMailFactory.create_batch(2, expires_at=NOW + timedelta(seconds=30))
    ticks = iter(NOW + timedelta(seconds=seconds) for seconds in [0, 0, 0, 0, 30, 31, 32, 33])

    assert deliver_mail(clock=lambda: next(ticks)) == {MailState.SENT: 1, MailState.SKIPPED: 1}


def test_a_closed_account_gets_no_mail():
    OutboxMailFactory(recipient__is_active=False)

    deliver_mail(clock=at(NOW))

    assert states() == [("skipped", "The account has been closed.")]
    assert recipients() == []


def test_the_composer_may_say_why_not():
    kinds.register("tests.silent", compose=lambda mail, now: Skip("They have withdrawn."))
    OutboxMailFactory(kind="tests.silent")

    deliver_mail(clock=at(NOW))

    assert states() == [("skipped", "They have withdrawn.")]
    assert recipients() == []


def test_who_keeps_a_ledger_is_told_of_what_is_not_sent():
    told = []
    kinds.register(
        "tests.ledger",
        compose=lambda mail, now: Skip("They have withdrawn."),
        when_skipped=lambda mail, reason: told.append((mail.pk, reason)),
    )
    mail = OutboxMailFactory(kind="tests.ledger")
    late = OutboxMailFactory(kind="tests.ledger", expires_at=NOW)

    deliver_mail(clock=at(NOW))

    assert told == [(late.pk, "It was too late when its turn came."), (mail.pk, "They have withdrawn.")]


# --- One that fails doesn't stop the others -----------------------------------------------------


def test_a_composer_that_breaks_holds_nobody_up(caplog):
    def compose_badly(mail, now):
        raise KeyError("session")

    kinds.register("tests.broken", compose=compose_badly)
    OutboxMailFactory(recipient__email="first@example.org")
    OutboxMailFactory(kind="tests.broken")
    OutboxMailFactory(recipient__email="last@example.org")

    assert deliver_mail(clock=at(NOW)) == {MailState.SENT: 2, MailState.WAITING: 1}
    assert recipients() == [["last@example.org"], ["first@example.org"]]
    assert states() == [("sent", ""), ("waiting", "KeyError: 'session'"), ("sent", "")]
    assert [record.msg for record in caplog.records] == ["Mail %s (%s) could not be written."]


def test_a_kind_that_nobody_writes_holds_nobody_up(caplog):
    OutboxMailFactory(kind="tests.other")
    OutboxMailFactory()

    deliver_mail(clock=at(NOW))

    assert states() == [("waiting", "UnknownKind: Nobody writes mails of the kind tests.other."), ("sent", "")]


def test_a_header_that_can_not_be_written_holds_nobody_up(caplog):
    OutboxMailFactory(recipient=UserFactory(email="two\nlines@example.org"))
    OutboxMailFactory()

    deliver_mail(clock=at(NOW))

    assert [state for state, reason in states()] == ["waiting", "sent"]


@pytest.mark.parametrize(
    "title",
    [
        "Two\r\nBcc: everybody@example.org",
        "Two\nBcc: everybody@example.org",
        "Two\u2028Bcc: everybody@example.org",
        "Two\u2029Bcc: everybody@example.org",
        "Two\x85\x0b\x0c\x1cBcc: everybody@example.org",
        "Two%0aBcc: everybody@example.org",
        'Two"\r\n\r\n<script>alert(1)</script>',
        "long " * 400,
        "Größe ✊🏽 " * 40,
        "\u202etxet desrever",
    ],
)
def test_a_hostile_title_ends_no_header_and_stops_no_mail(sink, title):
    OutboxMailFactory(recipient__email="ana@example.org", params={"title": title})
    OutboxMailFactory(recipient__email="ben@example.org")

    assert deliver_mail(clock=at(NOW)) == {MailState.SENT: 2}

    ben, ana = sink.mails
    assert (ana.recipients, ben.recipients) == (["ana@example.org"], ["ben@example.org"])
    assert sorted(ana.message.keys()) == sorted(ben.message.keys())
    assert [part.get_content_type() for part in ana.message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    # Where a long header is folded, one space may come back as several.
    assert len(" ".join(ana.message["Subject"].split())) <= 150
    assert ana.message["To"] == "ana@example.org"
    assert "<script>" not in ana.message.get_body("html").get_content()


# --- The mail server ----------------------------------------------------------------------------


def test_a_batch_goes_over_one_connection(sink):
    OutboxMailFactory.create_batch(5)

    deliver_mail(clock=at(NOW), batch=2)

    assert (len(sink.mails), sink.connections) == (5, 1)


def test_an_address_that_is_refused_for_good_fails_at_once(sink):
    sink.answer_recipient = lambda address: "550 5.1.1 no such person" if address == "gone@example.org" else None
    OutboxMailFactory(recipient__email="ana@example.org")
    OutboxMailFactory(recipient__email="gone@example.org")
    OutboxMailFactory(recipient__email="ben@example.org")

    deliver_mail(clock=at(NOW))

    assert states() == [("sent", ""), ("failed", "550 5.1.1 no such person"), ("sent", "")]
    assert deliver_mail(clock=at(NOW + timedelta(days=1))) == {}


def test_an_address_that_is_refused_for_now_is_tried_again(sink):
    sink.answer_recipient = lambda address: "450 4.2.1 greylisted"
    mail = OutboxMailFactory()

    deliver_mail(clock=at(NOW))
    sink.answer_recipient = lambda address: None

    assert states() == [("waiting", "450 4.2.1 greylisted")]
    assert deliver_mail(clock=at(NOW + timedelta(seconds=59))) == {}
    assert deliver_mail(clock=at(NOW + timedelta(seconds=60))) == {MailState.SENT: 1}
    assert sink.message_ids == [mail.message_id]


def test_a_mail_that_keeps_failing_rests_longer_each_time_and_then_has_failed(sink):
    sink.answer_data = lambda address: "451 4.3.0 not now"
    mail = OutboxMailFactory()
    tried, now = [], NOW

    while mail.state != MailState.FAILED:
        deliver_mail(clock=at(now))
        mail.refresh_from_db()
        tried.append((mail.state, mail.attempts, mail.due_at - now))
        now = mail.due_at

    minutes = [1, 5, 25, 125, 625]
    assert tried[:-1] == [("waiting", n, timedelta(minutes=rest)) for n, rest in enumerate(minutes, 1)]
    assert tried[-1][:2] == ("failed", len(RESTS) + 1)
    assert mail.reason == "451 4.3.0 not now"


def test_a_server_that_hangs_up_gets_the_same_mail_again_and_the_next_at_once(sink):
    """It has kept the mail but never said so: the same Message-ID tells the mailbox that they are one."""
    sink.answer_data = lambda address: "hang up" if address == "ana@example.org" and not sink.mails else None
    ben, ana = OutboxMailFactory(), OutboxMailFactory(recipient__email="ana@example.org")

    assert deliver_mail(clock=at(NOW)) == {MailState.WAITING: 1, MailState.SENT: 1}
    assert deliver_mail(clock=at(NOW + timedelta(minutes=1))) == {MailState.SENT: 1}
    assert sink.message_ids == [ana.message_id, ben.message_id, ana.message_id]


def test_a_server_that_is_away_costs_no_attempt(settings, sink, caplog):
    OutboxMailFactory.create_batch(3)
    open_port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()

    assert deliver_mail(clock=at(NOW)) == {}
    assert [(mail.state, mail.attempts, mail.claimed_at) for mail in OutboxMail.objects.all()] == [
        (MailState.WAITING, 0, None)
    ] * 3
    assert {reason.partition(":")[0] for state, reason in states()} == {"The mail server is away"}
    assert [record.levelname for record in caplog.records] == ["WARNING"]

    settings.EMAIL_PORT = open_port
    assert deliver_mail(clock=at(NOW + timedelta(minutes=1))) == {MailState.SENT: 3}
    assert states() == [("sent", "")] * 3


def test_a_server_that_lets_nobody_in_costs_no_attempt(sink):
    sink.answer_hello = lambda name: "421 4.3.2 closing for maintenance"
    OutboxMailFactory()

    deliver_mail(clock=at(NOW))
    sink.answer_hello = lambda name: None

    assert [state for state, reason in states()] == ["waiting"]
    assert deliver_mail(clock=at(NOW)) == {MailState.SENT: 1}


def closed_port():
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# --- To an address -------------------------------------------------------------------------------


def test_a_mail_to_an_address_goes_there_in_its_language_and_makes_nobody():
    for _again in range(2):
        post_mail_to_address(
            kind="tests.sample",
            address="new@example.org",
            language="es",
            params={"title": "Hola"},
            dedupe_key="hola",
            now=NOW,
        )

    assert deliver_mail(clock=at(NOW)) == {MailState.SENT: 1}

    (sent,) = mailboxes.outbox
    assert (sent.to, sent.extra_headers["Content-Language"]) == (["new@example.org"], "es")
    assert OutboxMail.objects.get().recipient_id is None
    assert not User.objects.exists()
