"""What pages of the floor below show of attendance: `{% load attendance %}{% attending_in cohort as attending %}`."""

from __future__ import annotations

from django import template
from django.utils import timezone

from cohorts.models import Cohort
from sessions.queries.attendance_mix import Attending, attending_of

register = template.Library()


@register.simple_tag
def attending_in(cohort: Cohort) -> Attending | None:
    """Who has attended lately; nothing before the first session is over."""
    return attending_of(cohort, timezone.now())


@register.simple_tag
def attending_among(attending: Attending, key: str, value: str) -> int:
    """How many of a row of the mix."""
    return attending.of(key, value)
