"""What a page of a floor below shows of the viewer's part: `{% load progress %}{% your_part live_session %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from cohorts.models import Team
from progress.queries import parts_of, phases_of_team
from sessions.models import LiveSession

register = template.Library()


@register.inclusion_tag("progress/_your_part.html", takes_context=True)
def your_part(context: template.Context, live_session: LiveSession) -> dict[str, Any]:
    """What the viewer has done and still owes for one session; nothing where nothing is expected of them."""
    parts = parts_of(context["request"].user, timezone.now(), live_session=live_session)
    return {"part": parts[0] if parts else None}


@register.inclusion_tag("progress/_team_phases.html", takes_context=True)
def team_phases(context: template.Context, team: Team) -> dict[str, Any]:
    """What each phase expects of the team, and what its people have done, as far as the viewer may see it."""
    viewer = context["request"].user
    leaves_out = team.cohort.pseudonyms_allowed and not viewer.has_perm("cohorts.see_participation", team.cohort)
    return {"phases": phases_of_team(team, viewer, timezone.now()), "leaves_out_nameless": leaves_out}
