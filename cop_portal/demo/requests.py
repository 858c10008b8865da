"""Those who ask to join the demo's cohort."""

from __future__ import annotations

from cohorts.models import Cohort, JoinRequest
from cohorts.operations.join_requests import Asking, ask_to_join, open_to_requests
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration, unwrapped


def make_requests(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Opens the cohort to requests where its file has some; their mails are of now."""
    requests = content.facts.get("requests", [])
    if requests:
        open_to_requests(cohort=cohort, is_open=True, by=scene.coordinator, now=scene.now)
    for facts in requests:
        asking = Asking(
            name=facts["name"],
            email=facts["email"],
            organization_type=facts["kind"],
            organization_name=facts["organization"],
            level=facts["level"],
            hopes=unwrapped(facts["hopes"]),
            language=facts.get("language", "en"),
            time_zone=facts["zone"],
        )
        ask_to_join(cohort=cohort, asking=asking, now=scene.now)
        waiting = JoinRequest.objects.filter(cohort=cohort, email=facts["email"])
        waiting.update(asked_at=scene.now - duration(facts["ago"]))
