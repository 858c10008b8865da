from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as mailboxes
from django.db import IntegrityError

from notifications import kinds
from notifications.delivery import deliver_mail
from notifications.kinds import Letter, Skip
from notifications.models import MailHours
from notifications.operations.outbox import post_mail_to_address
from notifications.quiet_hours import is_within, quiet_until
from tests.factories.notifications import MailHoursFactory, OutboxMailFactory
from tests.notifications.conftest import NOW

EAST = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ends(begin, end, now, zone=EAST):
    return quiet_until(MailHours(quiet_from=begin, quiet_until=end), zone, now)


@pytest.mark.parametrize(
    ("hour", "begin", "end", "expected"),
    [
        (22, 22, 7, True),
        (6, 22, 7, True),
        (7, 22, 7, False),
        (21, 22, 7, False),
        (13, 13, 14, True),
        (14, 13, 14, False),
    ],
)
def test_an_hour_between_two_others_over_midnight_too(hour, begin, end, expected):
    assert is_within(hour, begin, end) is expected


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-09-16 01:59", None),  # 21:59
        ("2026-09-16 02:00", "2026-09-16 11:00"),  # 22:00, until 7:00 of the next morning
        ("2026-09-16 10:59", "2026-09-16 11:00"),
        ("2026-09-16 11:00", None),
    ],
)
def test_they_last_until_their_end_in_the_zone_of_the_person(now, end):
    assert ends(22, 7, utc(now)) == (end and utc(end))


def test_without_quiet_hours_nothing_waits():
    assert quiet_until(None, EAST, NOW) is quiet_until(MailHours(), EAST, NOW) is None


@pytest.mark.parametrize(
    ("begin", "end", "now", "until"),
    [
        # The clocks go forward on March 8, 2026: 7:00 is an hour earlier than the evening before thought.
        (22, 7, "2026-03-08 04:00", "2026-03-08 11:00"),
        # 2:00 doesn't exist: the quiet hours end when the clocks jump to 3:00.
        (22, 2, "2026-03-08 06:30", "2026-03-08 07:00"),
        # They go back on November 1: an hour more of the night.
        (22, 7, "2026-11-01 04:00", "2026-11-01 12:00"),
        # 1:00 exists twice: the first one ends them ...
        (22, 1, "2026-11-01 04:30", "2026-11-01 05:00"),
        # ... and in the second they have ended.
        (22, 1, "2026-11-01 06:30", None),
        (1, 2, "2026-11-01 06:30", "2026-11-01 07:00"),
    ],
)
def test_when_clocks_change(begin, end, now, until):
    assert ends(begin, end, utc(now)) == (until and utc(until))


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
)
@pytest.mark.parametrize(("begin", "end"), [(22, 7), (1, 2), (0, 23), (23, 0), (3, 1)])
def test_they_always_end_and_are_over_then(zone, begin, end):
    zone, now, last = ZoneInfo(zone), utc("2026-01-01 00:10"), utc("2027-01-01 00:00")
    seen = 0
    while now < last:
        until = ends(begin, end, now, zone)
        if until is not None:
            seen += 1
            assert now < until <= now + 26 * HOUR
            assert ends(begin, end, until, zone) is None
        now += 2 * HOUR
    assert seen


# --- What waits -----------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db
# Where the factory's people live it is 8:00 at NOW.
OVER = NOW + HOUR


@pytest.fixture
def letters(sample_kind, sample_matter):
    """The letter that is written for "tests.letter" while it stands here."""
    return {}


@pytest.fixture
def compose(letters):
    asked = []

    def composer(mail, now):
        asked.append(now)
        return letters.get("skip") or Letter("sample", {"title": "A", "at": now}, **letters)

    kinds.register("tests.letter", compose=composer)
    return asked


def quiet_mail(**kwargs):
    mail = OutboxMailFactory(kind="tests.letter", **kwargs)
    MailHoursFactory(person=mail.recipient, quiet_from=7, quiet_until=9)
    return mail


def deliver(now):
    return {str(state): count for state, count in deliver_mail(clock=lambda: now).items()}


def test_what_can_wait_leaves_once_when_they_are_over(compose):
    mail = quiet_mail()

    assert deliver(NOW) == {"waiting": 1}
    mail.refresh_from_db()
    assert (mail.state, mail.due_at, mail.attempts, mail.claimed_at) == ("waiting", OVER, 0, None)
    assert mail.reason == "It waits for the end of their quiet hours."
    assert deliver(OVER - timedelta(seconds=1)) == {}
    assert [deliver(OVER), deliver(OVER), len(mailboxes.outbox)] == [{"sent": 1}, {}, 1]
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.attempts, mail.sent_at) == ("sent", "", 1, OVER)


def test_everything_is_asked_again_at_their_end(compose, letters):
    quiet_mail()
    deliver(NOW)
    letters["skip"] = Skip("They have withdrawn.")

    assert deliver(OVER) == {"skipped": 1}
    assert compose == [NOW, OVER]
    assert mailboxes.outbox == []


@pytest.mark.parametrize(
    ("begins_in", "state"),
    # Noon is twelve hours from midnight, and today; tomorrow at 8:01 pm neither.
    [(1, "sent"), (12, "sent"), (15, "sent"), (16, "waiting"), (36, "waiting"), (24 * 7, "waiting")],
)
def test_what_begins_today_or_within_twelve_hours_can_not_wait(compose, letters, begins_in, state):
    letters["begins_at"] = NOW + begins_in * HOUR
    quiet_mail()
    assert deliver(NOW) == {state: 1}


@pytest.mark.parametrize(
    ("zone", "state"), [("America/Los_Angeles", "sent"), ("Asia/Tokyo", "sent"), ("UTC", "waiting")]
)
def test_today_is_the_day_of_the_person(compose, letters, zone, state):
    """At 15:00 UTC it is 8:00 in Los Angeles and midnight in Tokyo; 16 hours later the day is over in the first of them."""
    letters["begins_at"] = NOW + 14 * HOUR
    mail = OutboxMailFactory(kind="tests.letter", recipient__time_zone=zone)
    MailHoursFactory(person=mail.recipient, quiet_from=NOW.astimezone(ZoneInfo(zone)).hour, quiet_until=6)
    assert deliver(NOW) == {state: 1}


def test_an_urgent_matter_of_no_certain_time_does_not_wait(compose, letters, sample_matter, monkeypatch):
    letters.update(matter="tests.matter", place="1")
    quiet_mail()
    object.__setattr__(sample_matter, "is_urgent", True)
    assert deliver(NOW) == {"sent": 1}


def test_a_matter_that_is_not_urgent_waits_and_so_does_the_digest(compose, letters):
    letters.update(matter="tests.matter", place="1")
    quiet_mail()
    assert deliver(NOW) == {"waiting": 1}
    letters.update(matter="notifications.digest", place="")
    assert deliver(OVER) == {"sent": 1}


@pytest.mark.parametrize(("expires_in", "state"), [(1, "sent"), (2, "waiting")])
def test_what_would_be_too_late_then_leaves_now(compose, expires_in, state):
    quiet_mail(expires_at=NOW + expires_in * HOUR)
    assert deliver(NOW) == {state: 1}


def test_an_address_without_an_account_has_no_quiet_hours(compose):
    post_mail_to_address(
        kind="tests.letter", address="a@example.org", language="en", params={}, dedupe_key="k", now=NOW
    )
    assert deliver(NOW) == {"sent": 1}


@pytest.mark.parametrize("number", [1, 3])
def test_holding_back_costs_no_query_but_its_note(compose, number, django_assert_num_queries):
    for _ in range(number):
        quiet_mail()
    # As for a mail that is sent: claimed (savepoint and release, which, the update, the rows), noted, looked for more.
    with django_assert_num_queries(5 + number + 3):
        deliver(NOW)


@pytest.mark.parametrize("hours", [(7, None), (None, 7), (7, 7), (24, 7), (7, 24)])
def test_the_database_keeps_only_hours_that_are(hours):
    with pytest.raises(IntegrityError):
        MailHoursFactory(quiet_from=hours[0], quiet_until=hours[1])
