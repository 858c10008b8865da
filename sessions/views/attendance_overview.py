"""A cohort's attendance: people and sessions, who is drifting away, and how to write to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import EnrollmentStatus
from sessions.forms.attendance import ReportForm
from sessions.models import LiveSession
from sessions.queries.attendance_pages import OverviewRow, overview_of, session_to_bring_a_report_of
from sessions.views.pages import SchedulePage


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
            letter_url=self.letter_to(overview.drifting),
            **kwargs,
        )

    def form_for(self, live_session: LiveSession) -> ReportForm:
        """The form of the session's own page for it, here already: the report is what one comes with."""
        form = ReportForm(zone=self.cohort.time_zone)
        address = reverse("sessions:attendance_report", args=[self.cohort.slug, live_session.slug])
        form.form_attributes = {"action": address}  # type: ignore[misc]
        return form

    def letter_to(self, rows: Sequence[OverviewRow]) -> str:
        """Where one writes to these people; nothing where there is nobody, or for those who don't write to the cohort."""
        people = [str(row.enrollment.pk) for row in rows if row.enrollment.status == EnrollmentStatus.ACTIVE]
        if not people or not self.viewer.has_perm("cohorts.write_to_people", self.cohort):
            return ""
        asked = {"to": ",".join(people), "next": self.request.path}
        return reverse("cohorts:letter_write", args=[self.cohort.slug], query=asked)
