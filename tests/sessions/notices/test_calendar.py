"""What a mail about a session tells the person's calendar."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest

from sessions.calendar_feed import uid_of
from sessions.operations.schedule import edit_session
from tests.factories.cohorts import EnrollmentFactory
from tests.sessions.ical import read
from tests.sessions.mailroom import A_WEEK_LATER, ANA, BEN, DAY_BEFORE, STARTS_AT, WEEK_BEFORE, cancel, move, ring

pytestmark = pytest.mark.django_db


def as_it_arrives(mail):
    """The message as a mailbox gets it over SMTP."""
    # With the ends of lines that a mail has on its way.
    on_the_wire = re.sub(rb"\r?\n", b"\r\n", mail.message().as_bytes())
    return message_from_bytes(on_the_wire, policy=policy.default)


def calendar_in(mail):
    """Its part for calendars: the type's parameters, the calendar, its one event."""
    (part,) = [part for part in as_it_arrives(mail).walk() if part.get_content_type() == "text/calendar"]
    body = part.get_payload(decode=True)
    calendar = read(body)
    (event,) = calendar.walk("VEVENT")
    return dict(part["Content-Type"].params), calendar, event


def test_a_reminder_puts_the_session_in(live_session, enrollment, settings):
    settings.DEFAULT_FROM_EMAIL = "The Portal <no-reply@portal.example.org>"
    (mail,) = ring(WEEK_BEFORE)
    params, calendar, event = calendar_in(mail)
    assert params == {"method": "REQUEST", "charset": "utf-8"}
    assert str(calendar["METHOD"]) == "REQUEST"
    assert (str(event["UID"]), event["SEQUENCE"]) == (uid_of(live_session), 0)
    assert event["DTSTART"].dt == STARTS_AT
    # Who wrote the mail asks, and nobody but who gets it is named.
    assert str(event["ORGANIZER"]) == "mailto:no-reply@portal.example.org"
    assert mail.from_email in {"", None, settings.DEFAULT_FROM_EMAIL} or "no-reply@" in mail.from_email
    assert str(event["ATTENDEE"]) == f"mailto:{ANA}"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_it_is_the_last_of_three_ways_to_say_the_same(live_session, enrollment):
    (mail,) = ring(WEEK_BEFORE)
    message = as_it_arrives(mail)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert [part for part in message.walk() if part.get_content_disposition() == "attachment"] == []


def test_each_is_told_of_themselves_alone(live_session, enrollment):
    EnrollmentFactory(cohort=live_session.cohort, person__email=BEN, person__name="Ben")
    mails = ring(WEEK_BEFORE)
    assert [mail.to for mail in mails] == [[ANA], [BEN]]
    for mail, other in zip(mails, (BEN, ANA), strict=True):
        assert other not in as_it_arrives(mail).as_string()


def test_a_move_moves_the_same_event(live_session, enrollment):
    (reminder,) = ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)
    (moved,) = ring(WEEK_BEFORE)
    _, _, before = calendar_in(reminder)
    params, _, after = calendar_in(moved)
    assert params["method"] == "REQUEST"
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after["DTSTART"].dt == A_WEEK_LATER


def test_a_cancelling_takes_it_out(live_session, enrollment):
    (reminder,) = ring(WEEK_BEFORE)
    cancel(live_session, DAY_BEFORE)
    (cancelled,) = ring(DAY_BEFORE)
    _, _, before = calendar_in(reminder)
    params, calendar, after = calendar_in(cancelled)
    assert (params["method"], str(calendar["METHOD"]), str(after["STATUS"])) == ("CANCEL", "CANCEL", "CANCELLED")
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)


def test_a_rename_is_in_the_next_reminder_with_a_higher_number(live_session, enrollment):
    ring(WEEK_BEFORE)
    edit_session(live_session=live_session, title="Place Still Matters", by=None, now=WEEK_BEFORE)
    (mail,) = ring(DAY_BEFORE)
    _, _, event = calendar_in(mail)
    assert (str(event["SUMMARY"]), event["SEQUENCE"]) == ("Session 5: Place Still Matters", 1)


def test_the_way_in_is_the_portals(live_session, enrollment):
    (mail,) = ring(WEEK_BEFORE)
    _, _, event = calendar_in(mail)
    assert f"/cohorts/{live_session.cohort.slug}/sessions/session-5/join/" in str(event["DESCRIPTION"])
    assert "raw-link-canary" not in as_it_arrives(mail).as_string()


def test_it_is_in_the_persons_language_like_the_mail(live_session, enrollment):
    enrollment.person.language = "es"
    enrollment.person.save()
    live_session.format = "in_person"
    live_session.save()
    (mail,) = ring(WEEK_BEFORE)
    _, _, event = calendar_in(mail)
    assert str(event["LOCATION"]) == "El lugar está por definirse"
