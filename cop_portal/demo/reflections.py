"""What some of the demo's people wrote about a session: for themselves, or for its wall too."""

from __future__ import annotations

from cohorts.models import Cohort
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration, unwrapped
from sessions.operations.reflections import save_reflection, share_reflection


def make_reflections(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Every reflection of the file, written so long after its session."""
    for facts in content.facts.get("reflections", []):
        by, live_session = scene.people[facts["by"]], cohort.live_sessions.get(slug=facts["session"])
        then = min(live_session.ends_at + duration(facts["after"]), scene.now)
        saved = save_reflection(live_session=live_session, body=unwrapped(facts["text"]), version=0, by=by, now=then)
        if facts.get("shared"):
            share_reflection(live_session=live_session, version=saved.version, by=by, now=then)
