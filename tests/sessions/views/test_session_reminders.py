"""Who is reminded of a session and when, who isn't and why, and the mail as one of them reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.enums import EnrollmentStatus, Role
from cohorts.places import place_of
from notifications.enums import Channel
from sessions.operations.apologies import excuse
from tests.discussions.pages import parsed, text_of
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import PostFactory
from tests.factories.notifications import PreferenceFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory
from tests.sessions.mailroom import DAY_BEFORE, STARTS_AT, WEEK_BEFORE, ring

pytestmark = pytest.mark.django_db
ENDS_AT = STARTS_AT + timedelta(minutes=90)
NOW = DAY_BEFORE + timedelta(hours=1)


@pytest.fixture
def live_session(time_machine):
    time_machine.move_to(NOW, tick=False)
    session = LiveSessionFactory(
        title="Place Matters", label="", starts_at=STARTS_AT, cohort__title="Forum 2026",
        cohort__reminder_minutes=[10080, 1440, 60], cohort__reminder_minutes_after=[1440],
    )  # fmt: skip
    ParticipationRuleFactory(cohort=session.cohort, replies_required=0)
    return session


@pytest.fixture
def desk(client, live_session):
    person = EnrollmentFactory(cohort=live_session.cohort, role=Role.FACILITATOR, person__name="Fay").person
    client.force_login(person)
    client.get("/me/")
    return person


def member(live_session, name, **kwargs):
    return EnrollmentFactory(cohort=live_session.cohort, person__name=name, **kwargs)


def address(live_session, **query):
    return reverse("sessions:session_reminders", args=[live_session.cohort.slug, live_session.slug], query=query)


def rows(page):
    """Both sides: those who are reminded with their times, those who aren't with the reason."""
    return [
        [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in table.iter("tr")][1:]
        for table in page.iter("table")
    ]


def test_each_is_listed_with_the_times_by_their_own_clock(client, live_session, desk):
    member(live_session, "Ana", organization=None, person__time_zone="America/New_York")
    member(live_session, "Ben", organization=None, person__time_zone="Asia/Tokyo")
    page = parsed(client.get(address(live_session)))
    before = rows(page)[0]
    assert [row[:2] for row in before] == [
        ["Ana participant", "Sep 23, 2:00 pm Eastern"],
        ["Ben participant", "Sep 24, 3:00 am Tokyo time"],
        ["Fay facilitator", "Sep 23, 11:00 am Pacific"],
    ]
    assert "1 hour before: Sep 23, 2:00 pm Eastern" in " ".join(text_of(page).split())


def test_who_is_not_reminded_stands_there_with_the_reason(client, live_session, desk):
    cohort = live_session.cohort
    member(live_session, "Ann")
    member(live_session, "Ben", status=EnrollmentStatus.WITHDRAWN)
    member(live_session, "Cat", status=EnrollmentStatus.INVITED)
    excuse(live_session=live_session, person=member(live_session, "Dan").person, by=desk, now=NOW)
    for name, channel in (("Eve", Channel.DIGEST), ("Gus", Channel.PORTAL), ("Hal", Channel.NONE)):
        PreferenceFactory(
            person=member(live_session, name).person,
            matter="live_sessions.soon",
            place=place_of(cohort),
            channel=channel,
        )
    member(live_session, "Ida", person__is_active=False)
    member(live_session, "Jon", status=EnrollmentStatus.COMPLETED)
    EnrollmentFactory(person__name="Elsewhere")
    before, out, after, out_after = rows(parsed(client.get(address(live_session))))
    assert [row[0].split()[0] for row in before] == ["Ann", "Fay"]
    assert [(row[0].split()[0], row[1]) for row in out] == [
        ("Ben", "Has withdrawn from the cohort."),
        ("Cat", "Is invited and has not come in yet."),
        ("Dan", "Is excused from this session."),
        ("Eve", "Wants this in the digest."),
        ("Gus", "Reads this in the portal only."),
        ("Hal", "Does not want to be told of this."),
        ("Ida", "The account has been closed."),
    ]
    assert [row[0].split()[0] for row in after] == ["Ann", "Eve", "Gus", "Hal"]
    assert ("Fay", "Nothing is expected of this role.") in [(row[0].split()[0], row[1]) for row in out_after]


def test_what_became_of_each_stands_beside_it(client, live_session, desk):
    ana = member(live_session, "Ana")
    ring(WEEK_BEFORE)
    excuse(live_session=live_session, person=ana.person, by=desk, now=WEEK_BEFORE)
    ring(DAY_BEFORE)
    before, out = rows(parsed(client.get(address(live_session))))[:2]
    assert before[0][2] == "7 days: sent Sep 16, 3:00 pm Eastern 1 day: sent Sep 22, 3:00 pm Eastern"
    assert out[0][2].startswith("7 days: sent Sep 16, 3:00 pm Eastern")
    assert out[0][2].endswith("1 day: not sent. They are excused from this session.")


def test_once_it_is_over_who_owes_nothing_gets_nothing(client, live_session, desk, time_machine):
    prompt = PromptFactory(live_session=live_session, thread__opens_at=ENDS_AT)
    ana, _ben = member(live_session, "Ana"), member(live_session, "Ben")
    PostFactory(thread=prompt.thread, author=ana.person)
    time_machine.move_to(ENDS_AT + timedelta(hours=1), tick=False)
    tables = rows(parsed(client.get(address(live_session))))
    assert [row[0].split()[0] for row in tables[-2]] == ["Ben"]
    assert ("Ana", "Owes nothing of it.") in [(row[0].split()[0], row[1]) for row in tables[-1]]


@pytest.mark.parametrize("side", ["before", "after"])
def test_the_mail_is_the_one_that_is_sent(client, live_session, desk, time_machine, side):
    """Word for word, but for the address that ends such mails."""
    PromptFactory(live_session=live_session, thread__opens_at=ENDS_AT)
    ana = member(live_session, "Ana", person__language="es")
    at = STARTS_AT - timedelta(hours=1)
    if side == "after":
        at = ENDS_AT + timedelta(days=1)
        time_machine.move_to(ENDS_AT + timedelta(minutes=1), tick=False)
    response = client.get(address(live_session, reader=ana.pk, side=side))
    shown = response.context["mail"]
    (sent,) = [mail for mail in ring(at) if mail.to == [ana.person.email]]
    assert shown["subject"] == sent.subject
    leaving = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert leaving not in response.content.decode()
    assert "/unsubscribe/" not in response.content.decode()
    assert shown["text"] == sent.body.replace(leaving, "http://localhost:8000/…")


def test_before_it_is_over_the_mail_says_that_what_is_owed_comes_then(client, live_session, desk):
    ana = member(live_session, "Ana")
    page = client.get(address(live_session, reader=ana.pk, side="after"))
    assert "From “Place Matters”: what they still owe then" in page.content.decode()


def test_who_is_not_reminded_has_no_mail_to_be_shown(client, live_session, desk):
    gone = member(live_session, "Ben", status=EnrollmentStatus.WITHDRAWN)
    other = EnrollmentFactory()
    for reader, side in ((gone.pk, "before"), (other.pk, "before"), ("x", "before"), (gone.pk, "never")):
        assert client.get(address(live_session, reader=reader, side=side)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("is_over", "queries"), [(False, 10), (True, 16)])
def test_it_costs_the_same_for_any_number(
    client, live_session, desk, number, is_over, queries, time_machine, django_assert_num_queries
):
    PromptFactory(live_session=live_session, thread__opens_at=ENDS_AT)
    for _one in range(number):
        EnrollmentFactory(cohort=live_session.cohort)
    if is_over:
        time_machine.move_to(ENDS_AT + timedelta(hours=1), tick=False)
        client.get("/me/")
    with django_assert_num_queries(queries):
        client.get(address(live_session))
