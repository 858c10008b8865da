"""Ways of a session into people's own calendars: `{% load calendars %}{% ways_into_calendars live_session as ways %}`."""

from __future__ import annotations

from django import template
from django.urls import reverse

from sessions.calendar_feed import entry_of
from sessions.calendar_links import DateLinks, links_to_date
from sessions.models import LiveSession

register = template.Library()


@register.simple_tag
def ways_into_calendars(live_session: LiveSession) -> DateLinks:
    """The session, which comes with its cohort and program, at Google, at Outlook, and as a file."""
    download = reverse("sessions:session_calendar", args=[live_session.cohort.slug, live_session.slug])
    return links_to_date(entry_of(live_session), download=download)
