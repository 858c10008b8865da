from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.models import CohortLetter
from notifications.models import OutboxMail
from sessions.enums import BreakoutPart
from sessions.operations.breakout_problem import PersonWish, Wishes
from sessions.operations.breakouts import plan_breakouts
from tests.sessions.operations.room import people_of
from tests.sessions.views.conftest import START, text_of

pytestmark = pytest.mark.django_db
SLUG = "place-matters"
EARLY = START - timedelta(days=3)


@pytest.fixture
def people(cast):
    return people_of(cast.cohort, organizations=3, each=2)


@pytest.fixture
def plan(cast, live_session, people):
    """Two tables, hosted by the first two."""
    wishes = Wishes(
        rounds=2, minutes=20, size=4, question="What keeps us healthy?", etiquette="Listen.\nAsk.",
        parts={person.pk: PersonWish(BreakoutPart.HOST) for person in people[:2]},
    )  # fmt: skip
    return plan_breakouts(live_session=live_session, wishes=wishes, by=cast["facilitator"], now=EARLY)


@pytest.fixture
def brief(visit):
    def ask(data=None, role="facilitator", version=1):
        return visit(role, "sessions:host_briefing", SLUG, version, data=data, at=EARLY)

    return ask


def form_on(page):
    """What the form of the letter would send."""
    return {name: value for name, value in page.context["form"].initial.items() if value} | {
        name: "on" for name in page.context["form"].fields if name.startswith("to_")
    }


def test_the_page_of_the_plan_leads_there_where_somebody_hosts(visit, cast, live_session, people, plan):
    assert "Brief the hosts by mail" in text_of(visit("facilitator", "sessions:breakouts", SLUG, at=EARLY))
    plan_breakouts(live_session=live_session, wishes=Wishes(rounds=1, minutes=20), by=cast["facilitator"], now=EARLY)
    assert "Brief the hosts by mail" not in text_of(visit("facilitator", "sessions:breakouts", SLUG, at=EARLY))


def test_it_begins_with_all_that_a_host_needs_to_know(brief, live_session, people, plan):
    form = form_on(brief())
    assert form["subject"] == f"You host a table: {live_session.title}"
    said = form["text"]
    for part in (
        "Eastern",
        "The question: What keeps us healthy?",
        "We talk in rounds: 2, of 20 minutes each.",
        "You stay at your table in every round",
        "- Listen.\n- Ask.",
        "/sessions/place-matters/tables/",
    ):
        assert part in said
    tables = {f"{table}: {table.host.display_name}" for table in plan.tables.select_related("host")}
    assert tables <= set(said.splitlines())


def test_it_goes_to_the_hosts_and_to_nobody_else_once_it_was_looked_at(brief, people, plan):
    form = form_on(brief())
    looked_at = brief(form)
    assert "2 people get a mail each" in text_of(looked_at)
    assert not CohortLetter.objects.exists()
    answer = brief(form | {"step": "send"})
    assert answer["Location"].endswith("/breakouts/1/")
    letter = CohortLetter.objects.get()
    assert "What keeps us healthy?" in letter.text
    assert set(OutboxMail.objects.values_list("recipient", flat=True)) == {person.pk for person in people[:2]}
    # The button twice is one letter.
    brief(form | {"step": "send"})
    assert OutboxMail.objects.count() == 2


def test_whoever_hosts_and_has_left_is_not_written_to(brief, cast, people, plan):
    cast.cohort.enrollments.filter(person=people[0]).update(status="withdrawn")
    assert "1 person gets a mail." in text_of(brief(form_on(brief())))


def test_without_hosts_there_is_nobody_to_write_to(brief, plan):
    plan.tables.update(host=None)
    assert "Nobody to write to" in text_of(brief())


def test_another_version_or_session_is_not_there(brief, plan):
    assert brief(version=2).status_code == 404
