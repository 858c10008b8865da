"""Sessions in people's own calendars: the page with the address, the feed behind it, one session as a file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.operations.people import deactivate
from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from sessions.models import CalendarFeed
from sessions.operations.calendar_feeds import close_feed, renew_feed
from sessions.operations.schedule import cancel_session, move_session
from tests.factories.accounts import UserFactory
from tests.factories.sessions import CalendarFeedFactory, LiveSessionFactory
from tests.sessions.ical import events_of, titles_of
from tests.sessions.views.conftest import START, text_of

pytestmark = pytest.mark.django_db
PAGE = "/me/calendar/"


def feed_of(secret, *cohort):
    name = "sessions:calendar_feed_of_cohort" if cohort else "sessions:calendar_feed"
    return reverse(name, args=[secret, *cohort])


@pytest.fixture
def feed(cast, live_session):
    return CalendarFeedFactory(person=cast["participant"], secret="the-secret")


@pytest.fixture
def page(cast):
    """The page of somebody, and what its buttons do."""
    browsers = {}

    def ask(role, path=PAGE, *, post=False, **more):
        if role not in browsers:
            browsers[role] = Client()
            browsers[role].force_login(cast[role], backend="accounts.backends.EmailBackend")
        return browsers[role].post(path, **more) if post else browsers[role].get(path, **more)

    return ask


def everything_said(response):
    """An answer to the byte, but for the moment it was made."""
    return response.status_code, response.content, sorted(response.headers.items())


class TestTheFeed:
    def test_a_calendar_reads_it_without_signing_in(self, client, feed):
        response = client.get(feed_of("the-secret"))
        assert response.status_code == 200
        assert titles_of(response.content) == ["Session 5: Place Matters"]
        told = {name: response.headers.get(name) for name in ("Content-Type", "Content-Disposition", "Cache-Control")}
        assert told == {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'attachment; filename="sessions.ics"',
            "Cache-Control": "private, no-cache",
        }
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "strict-origin"

    def test_of_one_cohort_alone(self, client, cast, feed):
        response = client.get(feed_of("the-secret", cast.cohort.slug))
        assert titles_of(response.content) == ["Session 5: Place Matters"]
        for other in (cast.neighbor_cohort, cast.other_program_cohort):
            LiveSessionFactory(cohort=other, title="canary-other")
            assert client.get(feed_of("the-secret", other.slug)).status_code == 404
        assert b"canary-other" not in client.get(feed_of("the-secret")).content

    def test_no_cookie_is_set_or_read_and_no_cache_is_told_of_one(self, cast, client, page, feed):
        """Signed in as somebody else, for the first time in weeks: another answer would be somebody's."""
        bare = client.get(feed_of("the-secret"))
        for role in ("participant", "facilitator", "outsider"):
            type(cast[role]).objects.filter(pk=cast[role].pk).update(visit_began_at=None, language="es")
            cast[role].refresh_from_db()
        for role in ("facilitator", "outsider"):
            signed_in = page(role, feed_of("the-secret"))
            assert signed_in.content.decode().count("BEGIN:VEVENT") == 1
            assert (signed_in.cookies, signed_in.headers.get("Vary")) == ({}, None)
            cast[role].refresh_from_db()
            assert cast[role].visit_began_at is None
        assert (bare.cookies, bare.headers.get("Vary")) == ({}, None)
        missing = page("participant", feed_of("no-such"))
        assert (missing.cookies, missing.headers.get("Vary")) == ({}, None)

    def test_it_opens_nothing_else(self, feed, cast):
        browser = Client()
        browser.get(feed_of("the-secret"))
        assert browser.get("/").wsgi_request.user.is_anonymous
        assert browser.get(f"/cohorts/{cast.cohort.slug}/").status_code == 302
        assert browser.get(feed_of("the-secret") + "/").status_code == 404
        assert browser.post(feed_of("the-secret")).status_code == 405

    def test_it_is_in_the_persons_language_whoever_asks(self, cast, client, feed):
        feed.person.language = "es"
        feed.person.save()
        asked = client.get(feed_of("the-secret"), headers={"accept-language": "en"})
        again = client.get(feed_of("the-secret"), headers={"accept-language": "es"})
        assert asked.content == again.content


class TestTheSameAnswerToWhoeverHasNoFeed:
    @pytest.fixture
    def wrong(self, client):
        return everything_said(client.get(feed_of("no-such-secret")))

    def closed(self, feed):
        close_feed(person=feed.person, by=None)

    def renewed(self, feed):
        renew_feed(person=feed.person, by=None, now=timezone.now())

    def account_closed(self, feed):
        deactivate(person=feed.person, by=None)

    def withdrawn(self, feed):
        Enrollment.objects.filter(person=feed.person).update(status=EnrollmentStatus.WITHDRAWN)

    def only_invited(self, feed):
        Enrollment.objects.filter(person=feed.person).update(status=EnrollmentStatus.INVITED)

    @pytest.mark.parametrize("end", [closed, renewed, account_closed, withdrawn, only_invited])
    def test_to_the_byte(self, client, cast, feed, wrong, end):
        assert wrong[0] == 404
        assert client.get(feed_of("the-secret")).status_code == 200
        tag = client.get(feed_of("the-secret")).headers["ETag"]
        end(self, feed)
        assert everything_said(client.get(feed_of("the-secret"))) == wrong
        assert everything_said(client.get(feed_of("the-secret", cast.cohort.slug))) == wrong
        # Also for one that has the calendar already.
        assert everything_said(client.get(feed_of("the-secret"), headers={"if-none-match": tag})) == wrong

    def test_it_says_nothing_and_is_kept_by_nobody(self, wrong):
        headers = dict(wrong[2])
        assert wrong[1] == b"There is no calendar at this address.\n"
        assert set(headers["Cache-Control"].split(", ")) == {"private", "no-store"}


class TestAskingAgain:
    def test_what_has_not_changed_is_not_sent_again(self, client, feed):
        first = client.get(feed_of("the-secret"))
        same = client.get(feed_of("the-secret"), headers={"if-none-match": first.headers["ETag"]})
        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert same.headers["Cache-Control"] == "private, no-cache"
        since = client.get(feed_of("the-secret"), headers={"if-modified-since": first.headers["Last-Modified"]})
        assert since.status_code == 304
        other = client.get(feed_of("the-secret"), headers={"if-none-match": '"another"'})
        assert other.status_code == 200

    def test_what_has_changed_is_sent_whatever_is_asked_by(self, client, feed, live_session):
        with time_machine.travel(START - timedelta(days=9), tick=False):
            first = client.get(feed_of("the-secret"))
        later = timezone.now() + timedelta(days=1)
        with time_machine.travel(later, tick=False):
            move_session(live_session=live_session, starts_at=START + timedelta(hours=1), by=None, now=later)
            by_tag = client.get(feed_of("the-secret"), headers={"if-none-match": first.headers["ETag"]})
            by_time = client.get(feed_of("the-secret"), headers={"if-modified-since": first.headers["Last-Modified"]})
        assert (by_tag.status_code, by_time.status_code) == (200, 200)
        assert parsedate_to_datetime(by_tag.headers["Last-Modified"]) == later.replace(microsecond=0)
        assert events_of(by_tag.content)[0]["SEQUENCE"] == 1

    def test_the_tag_goes_before_the_time(self, client, feed):
        first = client.get(feed_of("the-secret"))
        asked = {"if-none-match": '"another"', "if-modified-since": first.headers["Last-Modified"]}
        assert client.get(feed_of("the-secret"), headers=asked).status_code == 200

    def test_asked_for_its_head_alone(self, client, feed):
        whole, head = client.get(feed_of("the-secret")), client.head(feed_of("the-secret"))
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["ETag"] == whole.headers["ETag"]

    def test_one_that_asks_all_the_time_is_told_to_wait_and_others_are_not(self, client, feed):
        other = CalendarFeedFactory(person=UserFactory(), secret="another")
        answers = [client.get(feed_of("the-secret")).status_code for _ in range(61)]
        assert answers == [200] * 60 + [429]
        told = client.get(feed_of("the-secret"))
        assert (told.status_code, told.headers["Retry-After"]) == (429, "600")
        assert client.get(feed_of("another")).status_code == 404
        assert other.person.enrollments.count() == 0

    @pytest.mark.parametrize("sessions", [1, 3])
    def test_what_it_costs(self, client, cast, feed, sessions, django_assert_num_queries):
        LiveSessionFactory.create_batch(sessions, cohort=cast.cohort)
        with django_assert_num_queries(10):
            client.get(feed_of("the-secret"))


class TestThePage:
    def test_one_button_makes_the_address_and_it_is_shown(self, cast, page, client, live_session):
        assert "Make my calendar address" in text_of(page("participant"))
        assert not CalendarFeed.objects.exists()
        shown = page("participant", post=True, follow=True)
        assert shown.redirect_chain == [(PAGE, 302)]
        html = shown.content.decode()
        (webcal,) = re.findall(r'href="(webcal://[^"]+)"', html)
        (address,) = re.findall(r'value="(http[^"]+\.ics)"', html)
        assert webcal == address.replace("http://", "webcal://")
        assert address.startswith("http://localhost:8000/calendar/")
        assert titles_of(client.get(address.removeprefix("http://localhost:8000")).content) == [
            "Session 5: Place Matters"
        ]
        # Pressed again, it is the same one.
        assert address in page("participant", post=True, follow=True).content.decode()

    def test_who_is_in_two_cohorts_can_take_one_alone(self, cast, page, client):
        second = LiveSessionFactory(cohort__title="Second forum", title="Elsewhere", label="")
        Enrollment.objects.create(cohort=second.cohort, person=cast["participant"], status=EnrollmentStatus.ACTIVE)
        html = page("participant", post=True, follow=True).content.decode()
        addresses = re.findall(r'value="http://localhost:8000(/calendar/[^"]+\.ics)"', html)
        assert len(addresses) == 3
        (of_second,) = [address for address in addresses if second.cohort.slug in address]
        assert titles_of(client.get(of_second).content) == ["Elsewhere"]

    def test_a_new_address_asks_who_one_is_first(self, cast, page, client, feed):
        cast["participant"].set_password("a-quiet-password-9")
        cast["participant"].save()
        renew = reverse("sessions:calendar_renew")
        for is_sent in (False, True):
            asked = page("participant", renew, post=is_sent)
            assert (asked.status_code, asked.headers["Location"]) == (
                302,
                f"/account/reauthenticate/?next={quote(renew, '')}",
            )
        assert client.get(feed_of("the-secret")).status_code == 200
        page(
            "participant",
            "/account/reauthenticate/?next=/me/calendar/",
            post=True,
            data={"password": "a-quiet-password-9"},
        )
        assert "Every calendar that reads it needs the new one." in text_of(page("participant", renew))
        done = page("participant", renew, post=True, follow=True)
        assert "You have a new address." in text_of(done)
        assert client.get(feed_of("the-secret")).status_code == 404
        (address,) = re.findall(r'value="http://localhost:8000(/calendar/[^"]+\.ics)"', done.content.decode())
        assert client.get(address).status_code == 200

    def test_closing_it_is_one_press(self, page, client, feed):
        said = text_of(page("participant", reverse("sessions:calendar_close"), post=True, follow=True))
        assert "The address is closed." in said
        assert "Make my calendar address" in said
        assert client.get(feed_of("the-secret")).status_code == 404

    def test_nobody_sees_or_changes_anybody_elses(self, page, client, feed):
        for role in ("facilitator", "site_admin"):
            assert "the-secret" not in page(role).content.decode()
            page(role, reverse("sessions:calendar_close"), post=True)
        assert client.get(feed_of("the-secret")).status_code == 200

    def test_under_another_key_it_says_so(self, page, client, feed, settings):
        CalendarFeed.objects.update(sealed="sealed with a key that is gone")
        said = text_of(page("participant"))
        assert "Your address still works, but it can’t be shown any more." in said
        assert client.get(feed_of("the-secret")).status_code == 200

    def test_who_is_in_no_cohort_reads_why_it_is_empty(self, page):
        assert "You are in no cohort now" in text_of(page("withdrawn"))

    @pytest.mark.parametrize("cohorts", [1, 3])
    def test_what_it_costs(self, cast, page, feed, cohorts, django_assert_num_queries):
        for _ in range(cohorts):
            other = LiveSessionFactory().cohort
            Enrollment.objects.create(cohort=other, person=cast["participant"], status=EnrollmentStatus.ACTIVE)
        page("participant")
        # Session, viewer, feed, cohorts.
        with django_assert_num_queries(4):
            page("participant")


class TestOneSession:
    NAME = "sessions:session_calendar"

    def test_it_is_a_file_for_any_calendar(self, visit, live_session):
        response = visit("participant", self.NAME, "place-matters")
        assert titles_of(response.content) == ["Session 5: Place Matters"]
        assert response.headers["Content-Disposition"] == 'attachment; filename="place-matters.ics"'
        assert "no-store" in response.headers["Cache-Control"]
        assert b"raw-link" not in response.content

    def test_it_has_the_uid_of_the_feed(self, visit, client, live_session, feed):
        one = events_of(visit("participant", self.NAME, "place-matters").content)
        assert [event["UID"] for event in one] == [
            event["UID"] for event in events_of(client.get(feed_of("the-secret")).content)
        ]

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn"])
    def test_outsiders_find_nothing(self, visit, live_session, role):
        assert visit(role, self.NAME, "place-matters").status_code == 404

    def test_a_cancelled_one_says_so(self, visit, live_session):
        cancel_session(live_session=live_session, reason="Ice", by=None, now=START - timedelta(days=1))
        (event,) = events_of(visit("participant", self.NAME, "place-matters").content)
        assert str(event["STATUS"]) == "CANCELLED"


class TestLinks:
    def test_a_session_to_come_offers_three_ways(self, visit, live_session):
        for name, args in (("sessions:session_detail", ["place-matters"]), ("sessions:schedule", [])):
            html = visit("participant", name, *args).content.decode()
            links = re.findall(r'<li><a href="([^"]+)"[^>]*>(?:Google|Outlook|Download)', html)
            assert [link.split("?")[0] for link in links] == [
                "https://calendar.google.com/calendar/render",
                "https://outlook.office.com/calendar/0/deeplink/compose",
                f"/cohorts/{live_session.cohort.slug}/sessions/place-matters/calendar.ics",
            ]

    def test_one_that_is_over_or_cancelled_offers_none(self, visit, live_session):
        assert (
            "Add to my calendar"
            not in visit(
                "participant", "sessions:session_detail", "place-matters", at=START + timedelta(days=1)
            ).content.decode()
        )
        cancel_session(live_session=live_session, reason="Ice", by=None, now=START - timedelta(days=4))
        assert "Add to my calendar" not in visit("participant", "sessions:schedule").content.decode()


def test_a_refused_address_is_dots_in_the_log(client, db, caplog, settings):
    from common.log_lines import LineFormatter

    client.get(feed_of("guessed-secret"))
    written = [LineFormatter("{message}", style="{").format(record) for record in caplog.records]
    assert [line for line in written if "guessed-secret" in line] == []
    assert "Not Found: /calendar/…" in written


def test_dates_are_those_of_the_page(visit, live_session):
    (event,) = events_of(visit("participant", TestOneSession.NAME, "place-matters").content)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2022, 9, 21, 19, tzinfo=UTC)
