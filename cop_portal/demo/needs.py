"""What some of the demo's people need to take part: one thing arranged after a few words, others still open."""

from __future__ import annotations

from datetime import timedelta

from cohorts.models import Cohort
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration, unwrapped
from notifications.models import OutboxMail
from sessions.accommodation_notices import COMPOSERS
from sessions.operations.accommodations import Needed, answer_request, ask_for_session, write_message
from sessions.operations.standing_needs import write_standing_need


def make_needs(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Every need of the file. Nobody is mailed about what was asked days ago."""
    for facts in content.facts.get("needs", []):
        by, then = scene.people[facts["by"]], scene.now - duration(facts["ago"])
        needed = Needed(tuple(facts["kinds"]), unwrapped(facts.get("words", "")))
        if "session" not in facts:
            write_standing_need(person=by, needed=needed, by=by, now=then)
            continue
        live_session = cohort.live_sessions.get(slug=facts["session"])
        request = ask_for_session(live_session=live_session, needed=needed, by=by, now=then)
        for hours, line in enumerate(facts.get("lines", []), start=1):
            write_message(
                request=request, body=line["text"], by=scene.people[line["by"]], now=then + timedelta(hours=hours)
            )
        if "answer" in facts:
            answered = then + timedelta(days=1)
            answer_request(
                request=request, status="arranged", answer=facts["answer"], by=scene.coordinator, now=answered
            )
    OutboxMail.objects.filter(kind__in=COMPOSERS, created_at__lt=scene.now).delete()
