"""What the tables of one of the demo's sessions wrote, the vote on it, and what people took on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cohorts.models import Cohort, Enrollment
from common import times
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration, harvest_of
from improvement.operations.actions import make_action
from improvement.operations.harvest import make_priority
from improvement.operations.votes import close_vote, open_vote, vote
from sessions.enums import BreakoutPart
from sessions.models import LiveSession
from sessions.operations.breakout_counting import count_again
from sessions.operations.breakout_day import begin_round
from sessions.operations.breakout_problem import PersonWish, TableWish, Wishes
from sessions.operations.breakouts import Seating, keep_plan, publish
from sessions.operations.table_notes import save_note

BEFORE, VOTED_AFTER = timedelta(days=1), timedelta(days=2)
FACILITATOR = "marcus"


def make_harvest(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Tables, notes, priorities, a vote that is closed, actions: where the cohort has a file of them."""
    facts = harvest_of(content)
    if not facts:
        return
    live_session = cohort.live_sessions.select_related("cohort").get(slug=facts["session"])
    _seat(live_session, facts, scene)
    begun = live_session.starts_at + duration(facts["begins_after"])
    notes = {}
    for said in facts["notes"]:
        then = begun + timedelta(minutes=facts["minutes"] * said["round"])
        by = scene.people[said["by"]]
        place = {"round_number": said["round"], "table": said["table"]}
        saved = save_note(live_session=live_session, **place, body=said["text"].strip(), version=0, by=by, now=then)
        notes[said["id"]] = saved.pk
    _vote(live_session, facts, notes, scene)


def _seat(live_session: LiveSession, facts: Mapping[str, Any], scene: Scene) -> None:
    """The tables as they were: people told the facilitators, nothing was planned by chance."""
    by, then = scene.people[FACILITATOR], live_session.starts_at - BEFORE
    pk = {key: person.pk for key, person in scene.people.items()}
    tables = [TableWish(host=pk[table["host"]]) for table in facts["tables"]]
    rounds = [
        [[pk[key] for key in (table["host"], *table["rounds"][number])] for table in facts["tables"]]
        for number in range(len(facts["tables"][0]["rounds"]))
    ]
    seated = {person for table in rounds[0] for person in table}
    wishes = Wishes(
        rounds=len(rounds),
        minutes=facts["minutes"],
        tables=len(tables),
        question=facts["question"],
        etiquette=facts["etiquette"],
        parts={table.host: PersonWish(BreakoutPart.HOST) for table in tables if table.host is not None},
    )
    people = list(Enrollment.objects.filter(cohort=live_session.cohort, person__in=seated).order_by("person"))
    seating = Seating(tables, people, rounds, {})
    plan = keep_plan(live_session=live_session, wishes=wishes, seating=seating, by=by, now=then)
    count_again(plan)
    publish(plan_row=plan, by=by, now=then)
    begun = live_session.starts_at + duration(facts["begins_after"])
    for number in range(1, len(rounds) + 1):
        at = begun + timedelta(minutes=facts["minutes"] * (number - 1))
        begin_round(live_session=live_session, number=number, by=by, now=at)


def _vote(live_session: LiveSession, facts: Mapping[str, Any], notes: Mapping[str, int], scene: Scene) -> None:
    by, cohort = scene.people[FACILITATOR], live_session.cohort
    closed = min(live_session.ends_at + VOTED_AFTER, scene.now)
    made = {}
    for number, facts_of in enumerate(facts["priorities"]):
        then = live_session.ends_at + timedelta(minutes=number)
        placed = [notes[key] for key in facts_of["notes"]]
        made[facts_of["title"]] = make_priority(
            live_session=live_session, title=facts_of["title"], notes=placed, by=by, now=then
        )
    open_vote(live_session=live_session, dots=3, several_on_one=True, now=live_session.ends_at)
    for key, dots in facts["votes"].items():
        given = {priority.pk: number for priority, number in zip(made.values(), dots, strict=True)}
        vote(live_session=live_session, dots=given, by=scene.people[key])
    close_vote(live_session=live_session, now=closed)
    for said in facts["actions"]:
        day = times.in_zone(scene.now + duration(said["in"]), cohort.time_zone).date()
        make_action(
            cohort=cohort, words=said["words"], owner=scene.people[said["owner"]], due_on=day,
            priority=made[said["priority"]], by=scene.people[said["by"]], now=closed,
        )  # fmt: skip
