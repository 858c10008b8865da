from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from sessions.calendar_feed import (
    CANCEL,
    REQUEST,
    entry_of,
    entry_of_meeting,
    feed,
    invitations,
    one_date,
    parameter,
    text,
    uid_of,
)
from sessions.enums import PlaceKind, SessionFormat, SessionStatus
from tests.factories.cohorts import GroupMeetingFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.ical import events_of, instant_by_its_own_zone, lines_of, problems_in, read

pytestmark = pytest.mark.django_db
EASTERN = ZoneInfo("America/New_York")
NOW = datetime(2022, 3, 1, 12, 30, 45, 678, tzinfo=UTC)
# The forum of 2022, 3:00 pm on the clocks of New York, over the change of November 6.
DAYS = [(4, 20), (5, 18), (6, 15), (7, 27), (8, 24), (9, 21), (10, 26), (11, 16), (12, 7)]
HOSTILE = [
    "Lunch\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1M\r\nEND:VALARM",
    "a\nEND:VEVENT\nBEGIN:VEVENT",
    "a\rATTENDEE:mailto:x@example.org",
    'tab\there, comma; semicolon: colon \\ backslash \\n not a line end "quoted"',
    "\x00\x07\x0b\x0c\x1b\x7f\x85\u2028\u2029controls",
    "ñ" * 200,
    "日本語" * 60,
    "👩🏽‍⚕️" * 40,
    "x" * 500,
    "",
    "=?utf-8?q?x?=",
    "^n^'caret",
]


@pytest.fixture
def live_session():
    return LiveSessionFactory(
        label="Session 5",
        title="Place Matters",
        starts_at=datetime(2022, 9, 21, 19, tzinfo=UTC),
        calendar_changed_at=NOW,
        cohort__slug="forum-2022",
        cohort__title="Forum 2022",
        cohort__program__short_title="Health Equity Forum",
        slug="session-5",
    )


def one(body):
    (event,) = events_of(body)
    return event


def lines(body):
    return lines_of(body if isinstance(body, bytes) else body.encode())


def calendar_with(**facts):
    return feed("Mine", [entry_of(LiveSessionFactory(**facts))], zone=EASTERN)


class TestTheFeed:
    def test_is_a_calendar_that_others_read(self, live_session):
        body = feed("My sessions; all, of them", [entry_of(live_session)], zone=EASTERN)
        calendar = read(body)
        told = {
            name: str(calendar[name])
            for name in ("VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE")
        }
        assert told == {
            "VERSION": "2.0",
            "PRODID": "-//CoP Portal//Sessions//EN",
            "CALSCALE": "GREGORIAN",
            # Newer than the parser: it leaves these as they stand on the line.
            "NAME": "My sessions\\; all\\, of them",
            "X-WR-CALNAME": "My sessions\\; all\\, of them",
            "X-WR-TIMEZONE": "America/New_York",
        }
        assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines(body))
        assert "METHOD" not in calendar
        assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]

    def test_an_event_says_what_is_known_and_where_the_way_in_is(self, live_session):
        live_session.featured_resource = "Episode 5"
        live_session.summary = "ZIP code and health.\n\nBring a map, please; a pencil."
        event = one(feed("Mine", [entry_of(live_session)], zone=EASTERN))
        page = "http://localhost:8000/cohorts/forum-2022/sessions/session-5/"
        assert str(event["UID"]) == uid_of(live_session)
        assert str(event["SUMMARY"]) == "Session 5: Place Matters"
        assert str(event["URL"]) == page
        assert str(event["LOCATION"]) == f"{page}join/"
        assert str(event["DESCRIPTION"]) == (
            "Episode 5\n\nZIP code and health.\n\nBring a map, please; a pencil.\n\n"
            f"Join here: {page}join/\nThe door opens 15 min before the start.\n\nAgenda and materials: {page}"
        )
        assert event["CATEGORIES"].cats == ["Health Equity Forum", "Forum 2022"]
        assert (str(event["STATUS"]), event["SEQUENCE"], str(event["TRANSP"])) == ("CONFIRMED", 0, "OPAQUE")
        assert event["DTSTART"].dt == datetime(2022, 9, 21, 15, tzinfo=EASTERN)
        assert event["DTEND"].dt == datetime(2022, 9, 21, 16, 30, tzinfo=EASTERN)
        # When what it says last changed, to the second; without a METHOD, DTSTAMP means the same.
        changed = NOW.replace(microsecond=0)
        assert (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (changed, changed)
        assert "GEO" not in event
        assert not {"ORGANIZER", "ATTENDEE"} & set(event)

    def test_zooms_own_link_is_never_in_it(self, live_session):
        person = SimpleNamespace(email="ana@example.org", display_name="Ana")
        for kind in SessionFormat.values:
            live_session.format = kind
            entry = entry_of(live_session)
            asked = invitations(entry, method=REQUEST, now=NOW)(person).encode()
            assert [b"raw-link" in body for body in (feed("Mine", [entry], zone=EASTERN), one_date(entry), asked)] == [
                False
            ] * 3
        assert "raw-link" in live_session.join_url

    def test_it_is_the_same_bytes_for_the_same_sessions(self, live_session):
        made = [feed("Mine", [entry_of(live_session)], zone=EASTERN) for _ in range(2)]
        assert made[0] == made[1]

    def test_without_dates_it_is_a_calendar_still(self):
        assert events_of(feed("Mine", [], zone=EASTERN)) == []


class TestTimes:
    def test_the_clock_time_survives_november_2022(self):
        entries = []
        for month, day in DAYS:
            at = datetime(2022, month, day, 15, tzinfo=EASTERN).astimezone(UTC)
            entries.append(entry_of(LiveSessionFactory(starts_at=at, cohort__time_zone="America/New_York")))
        body = feed("Forum", entries, zone=EASTERN)
        events = events_of(body)
        assert [event["DTSTART"].to_ical() for event in events] == [
            b"2022%02d%02dT150000" % (month, day) for month, day in DAYS
        ]
        told = [instant_by_its_own_zone(body, event).astimezone(UTC) for event in events]
        assert told == [entry.starts_at for entry in entries]
        assert [moment.hour for moment in told] == [19] * 7 + [20] * 2
        assert len(list(read(body).walk("VTIMEZONE"))) == 1

    def test_each_cohort_has_its_own_clock(self):
        at = datetime(2022, 9, 21, 19, tzinfo=UTC)
        zones = ["America/New_York", "America/Los_Angeles", "Pacific/Majuro"]
        entries = [entry_of(LiveSessionFactory(starts_at=at, cohort__time_zone=zone)) for zone in zones]
        body = feed("All", entries, zone=EASTERN)
        assert [event["DTSTART"].params["TZID"] for event in events_of(body)] == zones
        assert sorted(str(zone["TZID"]) for zone in read(body).walk("VTIMEZONE")) == sorted(zones)
        assert {instant_by_its_own_zone(body, event).astimezone(UTC) for event in events_of(body)} == {at}

    @pytest.mark.parametrize(
        ("starts_at", "minutes", "in_utc"),
        [
            # On November 6, 2022, clocks show 1:30 twice in New York: first at 5:30 UTC.
            (datetime(2022, 11, 6, 5, 30, tzinfo=UTC), 10, False),
            (datetime(2022, 11, 6, 6, 30, tzinfo=UTC), 10, True),
            (datetime(2022, 11, 6, 5, 30, tzinfo=UTC), 45, True),
            (datetime(2022, 11, 6, 5, 30, tzinfo=UTC), 90, False),
        ],
    )
    def test_an_hour_that_comes_twice_is_told_in_utc_where_it_is_the_second(self, starts_at, minutes, in_utc):
        body = calendar_with(starts_at=starts_at, minutes=minutes, cohort__time_zone="America/New_York")
        event = one(body)
        ends_at = starts_at + timedelta(minutes=minutes)
        if in_utc:
            assert (event["DTSTART"].dt, event["DTEND"].dt) == (starts_at, ends_at)
            assert b"TZID" not in body.replace(b"X-WR-TIMEZONE", b"")
        else:
            told = [instant_by_its_own_zone(body, event, name).astimezone(UTC) for name in ("DTSTART", "DTEND")]
            assert told == [starts_at, ends_at]


class TestPlaces:
    def test_in_person_it_says_place_directions_and_access_and_no_way_in(self):
        event = one(
            calendar_with(
                format=SessionFormat.IN_PERSON,
                place_name="Harbor Hall",
                place_kind=PlaceKind.values[0],
                place_address="12 Harbor Street,\nSecond floor\n",
                access_information="Step-free by the east door.\nQuiet room on the left.",
            )
        )
        assert str(event["LOCATION"]) == "Harbor Hall, 12 Harbor Street, Second floor"
        kind = dict(PlaceKind.choices)[PlaceKind.values[0]]
        assert f"Harbor Hall ({kind})\n12 Harbor Street,\nSecond floor\n\nAccess: Step-free by" in str(
            event["DESCRIPTION"]
        )
        assert "/join/" not in str(event["DESCRIPTION"]) + str(event["LOCATION"])

    def test_hybrid_has_both(self):
        event = one(calendar_with(format=SessionFormat.HYBRID, place_name="Harbor Hall"))
        assert str(event["LOCATION"]) == "Harbor Hall"
        assert "Join here: http://localhost:8000/" in str(event["DESCRIPTION"])

    def test_a_place_that_is_not_known_yet_is_said(self):
        assert str(one(calendar_with(format=SessionFormat.IN_PERSON))["LOCATION"]) == "The place is still to be named"


class TestCancelled:
    def test_it_stays_says_so_and_why_and_has_no_way_in(self, live_session):
        live_session.status, live_session.cancellation_reason = SessionStatus.CANCELLED, "The presenter is ill."
        live_session.sequence = 2
        event = one(feed("Mine", [entry_of(live_session)], zone=EASTERN))
        assert (str(event["STATUS"]), event["SEQUENCE"], str(event["TRANSP"])) == ("CANCELLED", 2, "TRANSPARENT")
        assert str(event["SUMMARY"]) == "Cancelled: Session 5: Place Matters"
        assert str(event["DESCRIPTION"]).startswith("This session is cancelled. The presenter is ill.\n\nAgenda")
        assert "LOCATION" not in event


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE)
    def test_no_words_are_anything_but_words(self, live_session, words):
        for name in ("title", "featured_resource", "summary", "place_name", "place_address", "access_information"):
            setattr(live_session, name, words)
        live_session.cohort.title = live_session.cohort.program.short_title = words
        live_session.format = SessionFormat.HYBRID
        entry = entry_of(live_session)
        person = SimpleNamespace(email="ana@example.org", display_name=words)
        for body in (
            feed(words, [entry], zone=EASTERN),
            one_date(entry),
            invitations(entry, method=REQUEST, now=NOW)(person).encode(),
        ):
            calendar = read(body)
            parts = [part.name for part in calendar.walk()]
            assert (parts.count("VEVENT"), parts.count("VALARM"), parts.count("VCALENDAR")) == (1, 0, 1)
            (event,) = calendar.walk("VEVENT")
            assert str(event["SUMMARY"]) == text(f"Session 5: {words}")
            assert event["CATEGORIES"].cats == [text(words), text(words)]
        assert str(event["ATTENDEE"]) == "mailto:ana@example.org"

    def test_the_checker_finds_what_is_wrong(self):
        good = calendar_with()
        assert problems_in(good) == []
        for bad in (
            good.replace(b"VERSION:2.0\r\n", b""),
            good.replace(b"SUMMARY:", b"SUMMARY:a,b;"),
            good.replace(b"UID:", b"X-UID:"),
            good.replace(b"SUMMARY:", b"SUMMARY:x\r\nSUMMARY:"),
            good.replace(b"END:VEVENT\r\n", b""),
        ):
            assert problems_in(bad) != []
        for bad in (good.replace(b"\r\n", b"\n"), good.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80)):
            with pytest.raises(AssertionError):
                problems_in(bad)
        with pytest.raises(UnicodeDecodeError):
            problems_in(good.replace(b"SUMMARY:", "SUMMARY:ñ".encode()[:-1]))

    def test_a_name_beside_an_address_is_one_line_without_quotes(self):
        assert parameter('Ana "Nani"\r\nX:1;y=z') == "Ana ’Nani’ X:1;y=z"


class TestInvitations:
    ANA = SimpleNamespace(email="ana@example.org", display_name="Ana Rivera")

    def test_a_request_names_the_portal_and_the_person_and_asks_for_no_answer(self, live_session, settings):
        settings.DEFAULT_FROM_EMAIL = '"The Portal, Inc." <no-reply@portal.example.org>'
        live_session.sequence = 3
        calendar = read(invitations(entry_of(live_session), method=REQUEST, now=NOW)(self.ANA))
        (event,) = calendar.walk("VEVENT")
        assert str(calendar["METHOD"]) == "REQUEST"
        assert (str(event["UID"]), event["SEQUENCE"]) == (uid_of(live_session), 3)
        assert str(event["ORGANIZER"]) == "mailto:no-reply@portal.example.org"
        assert event["ORGANIZER"].params["CN"] == "The Portal, Inc."
        assert str(event["ATTENDEE"]) == "mailto:ana@example.org"
        assert dict(event["ATTENDEE"].params) == {
            "CN": "Ana Rivera",
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "FALSE",
        }
        # In a message, DTSTAMP says when that was made.
        assert event["DTSTAMP"].dt == NOW.replace(microsecond=0)

    def test_a_cancelling_is_of_the_same_event(self, live_session):
        live_session.status = SessionStatus.CANCELLED
        calendar = read(invitations(entry_of(live_session), method=CANCEL, now=NOW)(self.ANA))
        (event,) = calendar.walk("VEVENT")
        assert (str(calendar["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")
        assert str(event["UID"]) == uid_of(live_session)
        # Calendars say of themselves that it is cancelled.
        assert str(event["SUMMARY"]) == "Session 5: Place Matters"


class TestUid:
    def test_it_is_the_sessions_for_ever_and_no_other_has_it(self, live_session, settings):
        before = uid_of(live_session)
        live_session.title, live_session.slug, live_session.starts_at = "Other", "other", NOW
        settings.PORTAL_ORIGIN = "https://elsewhere.example.org"
        assert uid_of(live_session) == before
        assert uid_of(LiveSessionFactory()) != before


def test_a_groups_date():
    meeting = GroupMeetingFactory(title="Reading, together", place="Room 4; second door")
    event = one(one_date(entry_of_meeting(meeting)))
    assert str(event["SUMMARY"]) == f"{meeting.group.name}: Reading, together"
    assert (str(event["LOCATION"]), event["SEQUENCE"], str(event["STATUS"])) == ("Room 4; second door", 0, "CONFIRMED")
    meeting.cancelled_at = NOW
    assert str(one(one_date(entry_of_meeting(meeting)))["STATUS"]) == "CANCELLED"


def test_words_are_in_the_language_that_is_active(live_session):
    live_session.format = SessionFormat.IN_PERSON
    with translation.override("es"):
        assert str(one(one_date(entry_of(live_session)))["LOCATION"]) == "El lugar está por definirse"
