"""Writing to those who haven't done their part: chosen by what is missing, each mail with what its reader still owes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.models import CohortLetter
from cohorts.operations.enrollment import withdraw
from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from progress.notices import PART_LETTER
from tests.discussions.pages import parsed, text_of
from tests.factories.cohorts import EnrollmentFactory, PseudonymFactory
from tests.factories.discussions import PostFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
ALL = "an answer to one of its prompts, replies to 2 more peers"


@pytest.fixture
def cohort(cast):
    ParticipationRuleFactory(cohort=cast.cohort)
    return cast.cohort


def held(cohort, title, days):
    live_session = LiveSessionFactory(cohort=cohort, title=title, starts_at=NOW - timedelta(days=days))
    return PromptFactory(live_session=live_session).thread


@pytest.fixture
def thread(cohort):
    return held(cohort, "Bad Sugar", 2)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["facilitator"])
    return client


def address(cohort, live_session=None):
    base = reverse("progress:part_letter", args=[cohort.slug])
    return f"{base}?session={live_session.slug}" if live_session else base


def typed(people, **more):
    boxes = {f"to_{enrollment.pk}": "on" for enrollment in people}
    among = ",".join(str(enrollment.pk) for enrollment in people)
    return {"among": among, "next": "", "subject": "We miss you", "text": "Your voice is missing.", **boxes, **more}


def answered(cast, thread, role, **facts):
    return PostFactory(thread=thread, author=cast[role], **facts)


def done(cast, thread, role, **facts):
    """An answer and two replies."""
    answered(cast, thread, role, **facts)
    for peer in ("coach", "coordinator"):
        PostFactory(thread=thread, parent=answered(cast, thread, peer), author=cast[role], **facts)


def test_the_grid_leads_to_those_who_owe_something(desk, cast, cohort, thread):
    page = desk.get(reverse("progress:participation", args=[cohort.slug]))
    assert "Bad Sugar 2 people owe something" in text_of(parsed(page))
    done(cast, thread, "participant")
    page = desk.get(reverse("progress:participation", args=[cohort.slug]))
    assert "Bad Sugar 1 person owes something" in text_of(parsed(page))
    assert address(cohort, thread.prompt.live_session) in page.content.decode()


def test_who_is_chosen_is_who_owes_something_with_what_it_is(desk, cast, cohort, thread):
    done(cast, thread, "participant")
    answered(cast, thread, "team_lead")
    form = desk.get(address(cohort, thread.prompt.live_session)).context["form"]
    assert form.people == [cast.enrollment("team_lead")]
    (box,) = [name for name in form.fields if name.startswith("to_")]
    assert form.fields[box].help_text == "From “Bad Sugar”: replies to 2 more peers"


def test_of_several_sessions_it_is_said_in_a_line(desk, cast, cohort, thread):
    """In full it stands where the letter is looked at: twenty people with four sessions each are pages of it."""
    held(cohort, "Opening", 30)
    fields = desk.get(address(cohort)).context["form"].fields
    assert {field.help_text for name, field in fields.items() if name.startswith("to_")} == {
        "Something from 2 sessions"
    }


def test_sessions_before_somebody_came_in_are_nobodys_to_do(desk, cast, cohort):
    held(cohort, "Opening", 30)
    cohort.enrollments.update(activated_at=NOW - timedelta(days=9))
    assert desk.get(address(cohort)).context["form"].people == []


def test_it_is_looked_at_before_it_goes_and_each_reads_their_own(desk, cast, cohort, thread, mailoutbox):
    older = held(cohort, "Opening", 30)
    done(cast, older, "participant")
    answered(cast, thread, "participant")
    people = [cast.enrollment(role) for role in ("participant", "team_lead")]
    page = desk.post(address(cohort), typed(people))
    words = text_of(parsed(page))
    assert "Send it to 2 people" in words
    assert f"From “Bad Sugar”: {ALL}" in words
    assert f"From “Opening”: {ALL}" in words
    assert not CohortLetter.objects.exists()
    answer = desk.post(address(cohort), typed(people, step="send"))
    assert answer.headers["Location"] == reverse("progress:participation", args=[cohort.slug])
    deliver_mail(clock=lambda: datetime.now(UTC))
    said = {mail.to[0]: mail.body for mail in mailoutbox}
    assert sorted(said) == ["participant@example.org", "team-lead@example.org"]
    assert "- From “Bad Sugar”: replies to 2 more peers\n" in said["participant@example.org"]
    assert "Opening" not in said["participant@example.org"]
    assert f"- From “Opening”: {ALL}\n" in said["team-lead@example.org"]
    assert "Your voice is missing." in said["team-lead@example.org"]


def test_of_one_session_only_that_one_is_written_of(desk, cast, cohort, thread, mailoutbox):
    held(cohort, "Opening", 30)
    desk.post(address(cohort, thread.prompt.live_session), typed([cast.enrollment("participant")], step="send"))
    deliver_mail(clock=lambda: datetime.now(UTC))
    (mail,) = mailoutbox
    assert "Bad Sugar" in mail.body
    assert "Opening" not in mail.body


def test_sent_twice_it_is_one_mail(desk, cast, cohort, thread):
    for _ in range(2):
        desk.post(address(cohort), typed([cast.enrollment("participant")], step="send"))
    assert (CohortLetter.objects.count(), OutboxMail.objects.filter(kind=PART_LETTER).count()) == (1, 1)


def test_who_has_done_it_meanwhile_or_has_left_gets_none(desk, cast, cohort, thread, mailoutbox):
    people = [cast.enrollment(role) for role in ("participant", "team_lead")]
    desk.post(address(cohort), typed(people, step="send"))
    done(cast, thread, "participant")
    withdraw(enrollment=people[1], by=cast["coordinator"], reason="moved", now=NOW)
    deliver_mail(clock=lambda: datetime.now(UTC))
    assert mailoutbox == []
    assert sorted(OutboxMail.objects.values_list("reason", flat=True)) == [
        "They do not take part in the cohort any more.",
        "They owe nothing of it any more.",
    ]


def test_who_answered_without_a_name_is_not_written_to(desk, cast, cohort, thread):
    """The grid counts it, for the person; the mail of somebody else says nothing of it."""
    pseudonym = PseudonymFactory(cohort=cohort, person=cast["participant"], name="Cedar")
    done(cast, thread, "participant", pseudonym=pseudonym)
    page = desk.get(address(cohort))
    assert page.context["form"].people == [cast.enrollment("team_lead")]
    assert "Cedar" not in page.content.decode()


def test_nobody_of_another_cohort_and_no_session_of_another(desk, cast, cohort, thread):
    ParticipationRuleFactory(cohort=cast.neighbor_cohort)
    elsewhere = held(cast.neighbor_cohort, "Elsewhere", 2)
    stranger = EnrollmentFactory(cohort=cast.neighbor_cohort)
    assert desk.get(address(cohort, elsewhere.prompt.live_session)).status_code == 404
    assert desk.post(address(cohort), typed([stranger], step="send")).status_code in {200, 422}
    assert not OutboxMail.objects.filter(kind=PART_LETTER).exists()


def test_without_a_rule_nothing_is_owed(desk, cast):
    held(cast.cohort, "Bad Sugar", 2)
    assert desk.get(address(cast.cohort)).context["form"].people == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_for_any_number(people, desk, cast, cohort, thread, django_assert_num_queries):
    EnrollmentFactory.create_batch(people, cohort=cohort)
    page = address(cohort, thread.prompt.live_session)
    desk.get(page)
    # Session, person, cohort, standings; the grid's five and the rule.
    with django_assert_num_queries(10):
        desk.get(page)
