"""The demo's affinity groups: one that is open, with people and a date, and one that waits for an answer."""

from __future__ import annotations

from datetime import time

from cohorts.group_notices import DECIDED, MEETING, PROPOSED
from cohorts.models import AffinityGroup, Cohort
from cohorts.operations.group_meetings import MeetingFacts, add_meeting
from cohorts.operations.group_members import join
from cohorts.operations.groups import open_group, propose
from common.wall_clock import instant
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration, unwrapped
from notifications.models import OutboxMail


def make_groups(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Every group of the file. Nobody is mailed about what happened weeks ago; a proposal that waits is told."""
    for facts in content.facts.get("groups", []):
        by, then = scene.people[facts["by"]], scene.now - duration(facts["ago"])
        purpose, waits = unwrapped(facts["purpose"]), facts.get("waits", False)
        group = propose(cohort=cohort, name=facts["name"], purpose=purpose, by=by, now=scene.now if waits else then)
        if waits:
            AffinityGroup.objects.filter(pk=group.pk).update(proposed_at=then)
            continue
        group = open_group(group=group, by=scene.coordinator, now=then)
        for key in facts["members"]:
            join(group=group, by=scene.people[key], now=then)
        for meeting in facts.get("meetings", []):
            day = (scene.now + duration(meeting["ahead"])).astimezone(cohort.zone).date()
            starts_at = instant(day, time.fromisoformat(meeting["wall_time"]), cohort.zone)
            told = MeetingFacts(starts_at, meeting["minutes"], meeting["title"], meeting["place"])
            add_meeting(group=group, facts=told, by=by, now=then)
        of_then = OutboxMail.objects.filter(kind__in=[PROPOSED, DECIDED, MEETING], created_at=then)
        of_then.delete()
