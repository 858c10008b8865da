"""A cohort's attendance: people and sessions, who is drifting away, and how to write to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from sessions.forms.attendance import ReportForm
from sessions.models import LiveSession
from sessions.queries.attendance_pages import OverviewRow, overview_of, session_to_bring_a_report_of
from sessions.views.pages import SchedulePage

# Programs that write mail take no longer addresses of a letter than this many people make.
ADDRESSES = 40


class AttendanceOverviewView(SchedulePage, TemplateView):
    """For those at the desk; team leads and coaches see their teams, observers the numbers."""

    template_name = "sessions/attendance_overview.html"
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.follow_attendance", self.cohort):
            raise PermissionDenied(_("Who attended is for those who run the cohort, and for a team’s lead and coach."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        overview = overview_of(self.cohort, self.viewer, self.now)
        sees_all = self.viewer.has_perm("live_sessions.see_attendance", self.cohort)
        bringing = session_to_bring_a_report_of(overview.sessions, self.now) if self.may_run else None
        return super().get_context_data(
            overview=overview,
            bringing=bringing,
            form=self.form_for(bringing) if bringing else None,
            sees_all=sees_all,
            # Addresses are known to those who run the cohort.
            letters=letters_to(overview.drifting) if sees_all else [],
            **kwargs,
        )

    def form_for(self, live_session: LiveSession) -> ReportForm:
        """The form of the session's own page for it, here already: the report is what one comes with."""
        form = ReportForm(zone=self.cohort.time_zone)
        address = reverse("sessions:attendance_report", args=[self.cohort.slug, live_session.slug])
        form.form_attributes = {"action": address}  # type: ignore[misc]
        return form


def letters_to(rows: Sequence[OverviewRow]) -> list[str]:
    """Addresses that open a letter to these people, hidden from one another; several where they are many."""
    addresses = [row.enrollment.person.email for row in rows if row.enrollment.person.is_active]
    parts = [addresses[start : start + ADDRESSES] for start in range(0, len(addresses), ADDRESSES)]
    return [f"mailto:?bcc={','.join(quote(address, safe='@') for address in part)}" for part in parts]
