"""The mail to those who host a table: written already, looked at and changed by whoever sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cohorts.models import Enrollment
from cohorts.models.letter import LONGEST_SUBJECT, LONGEST_TEXT
from cohorts.views.letters import LetterWriteView
from common.times import when_line
from sessions.models import BreakoutPlan, BreakoutTable, LiveSession
from sessions.world_cafe import what_a_host_does


class HostBriefingView(LetterWriteView):
    """As any letter, to the hosts of a version's tables; it begins with what they need to know.

    The writer gets none of it, and who hosts without being of the cohort now neither. A version that doesn't exist is 404.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        sessions = LiveSession.objects.visible_to(self.viewer)
        self.live_session = get_object_or_404(sessions, cohort=self.cohort, slug=kwargs["session"])
        plans = BreakoutPlan.objects.visible_to(self.viewer)
        self.plan = get_object_or_404(plans, live_session=self.live_session, number=kwargs["version"])

    @property
    def back_url(self) -> str:
        return reverse("sessions:breakout_version", args=[self.cohort.slug, self.live_session.slug, self.plan.number])

    @cached_property
    def tables(self) -> list[BreakoutTable]:
        """Those that somebody hosts."""
        tables = self.plan.tables.filter(host__isnull=False)
        return list(tables.select_related("host").order_by("position"))

    @cached_property
    def people(self) -> Sequence[Enrollment]:
        hosts = {table.host_id for table in self.tables}
        rows = Enrollment.objects.visible_to(self.viewer).active().filter(cohort=self.cohort, person__in=hosts)
        rows = rows.filter(person__is_active=True).exclude(person=self.viewer)
        return list(rows.select_related("person", "organization").order_by("person__name", "person_id"))

    def get_initial(self) -> dict[str, Any]:
        subject = _("You host a table: %(title)s") % {"title": self.live_session.title}
        return super().get_initial() | {"subject": subject[:LONGEST_SUBJECT], "text": self.text[:LONGEST_TEXT]}

    @property
    def text(self) -> str:
        """The letter as it begins: when, the question, the rounds, who hosts which table, what a host does, how all talk."""
        zone = self.cohort.time_zone
        when = when_line(
            self.live_session.starts_at, self.live_session.ends_at, viewer_zone=zone, home_zone=zone, now=self.now
        )
        numbers = {"rounds": self.plan.rounds, "minutes": self.plan.minutes}
        page = reverse("sessions:my_tables", args=[self.cohort.slug, self.live_session.slug])
        parts = [
            _("thank you for hosting a table at “%(title)s”.") % {"title": self.live_session.title} + "\n" + when,
            _("The question: %(question)s") % {"question": self.plan.question} if self.plan.question else "",
            _("We talk in rounds: %(rounds)d, of %(minutes)d minutes each.") % numbers,
            "\n".join(f"{table}: {table.host.display_name}" for table in self.tables if table.host),
            _("What a host does:") + "\n" + _listed(what_a_host_does()),
            _("How we talk at the tables:") + "\n" + _listed(self.plan.manners) if self.plan.manners else "",
            _("Your table and its notes, on the day: %(address)s") % {"address": settings.PORTAL_ORIGIN + page},
        ]
        return "\n\n".join(part for part in parts if part)


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
