"""What pages of floors below show of a harvest: `{% load harvest %}{% harvest live_session %}`, `{% next_actions cohort %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from cohorts.models import Cohort
from improvement.queries.actions import next_actions as actions_next
from improvement.queries.harvest import harvest_facts
from sessions.models import LiveSession

register = template.Library()


@register.inclusion_tag("improvement/_session_harvest.html", takes_context=True)
def harvest(context: template.Context, live_session: LiveSession) -> dict[str, Any]:
    """What came out of the session's tables, for those who read the cohort's posts."""
    facts = harvest_facts(live_session, context["request"].user, timezone.now())
    return {"facts": facts, "live_session": live_session, "cohort": live_session.cohort}


@register.inclusion_tag("improvement/_next_actions.html", takes_context=True)
def next_actions(context: template.Context, cohort: Cohort) -> dict[str, Any]:
    """What is to be done next in the cohort."""
    viewer = context["request"].user
    reads = viewer.has_perm("cohorts.see_posts", cohort)
    return {"actions": actions_next(cohort, viewer) if reads else [], "reads": reads, "cohort": cohort}
