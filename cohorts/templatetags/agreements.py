"""The agreements on a cohort's pages, until they are accepted."""

from __future__ import annotations

from typing import Any

from django import template

from cohorts.agreement_queries import agreements_asked
from cohorts.models import Cohort

register = template.Library()


@register.inclusion_tag("cohorts/_agreements.html", takes_context=True)
def agreements_to_accept(context: template.Context, cohort: Cohort) -> dict[str, Any]:
    """What the viewer is still to accept, with a button that leads back to this page; nothing where nothing is."""
    request = context["request"]
    back = request.get_full_path() if request.method == "GET" else ""
    asked = agreements_asked(cohort, request.user) if request.user.is_authenticated else None
    return {"asked": asked, "cohort": cohort, "back": back, "csrf_token": context.get("csrf_token")}
