"""Attendance of one session at the desk: everybody's state, the list to tick, what is said by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Enrollment
from common.errors import DomainError
from common.kept_forms import KeepsForm
from sessions.forms.attendance import CorrectionForm
from sessions.models import Apology, Correction
from sessions.operations.apologies import excuse, take_back_excuse
from sessions.operations.attendance import tick
from sessions.operations.attendance_by_hand import correct, lift_correction
from sessions.operations.attendance_inquiries import ask_who_was_there
from sessions.queries.asked_of_zoom import asked_of_zoom
from sessions.queries.attendance import Known, needed
from sessions.queries.attendance_pages import PersonRow, session_attendance
from sessions.views.pages import SessionDeskPage, SessionPage, WorkForm

# What is longer is no number of a person.
LONGEST_ID = 18


class AttendanceView(SessionPage, TemplateView):
    """Everybody with their state; read also after the cohort has been completed."""

    template_name = "sessions/attendance.html"
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.see_attendance", self.cohort):
            raise PermissionDenied(_("Who attended is for the cohort’s facilitators and coordinators."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=session_attendance(self.live_session, self.viewer, self.now),
            at_zoom=asked_of_zoom(self.live_session, "attendance_inquiry", self.now) if self.may_run else None,
            is_over=self.live_session.ends_at <= self.now,
            **kwargs,
        )


class AttendanceFromZoomView(SessionDeskPage):
    """The button that has Zoom asked now who was there. What comes of it stands on the page; the button doesn't wait."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            ask_who_was_there(live_session=self.live_session, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            self.say(_("Zoom is being asked. Who was there will stand here in a moment; load this page again."))
        return redirect("sessions:attendance", self.cohort.slug, self.live_session.slug)


class AttendanceListView(SessionDeskPage, KeepsForm, TemplateView):
    """The list to tick, made for a phone: only what one has changed is sent on, so that two who tick don't undo each other."""

    template_name = "sessions/attendance_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = session_attendance(self.live_session, self.viewer, self.now)
        rows = [(row, *self._boxes(row)) for row in page.rows]
        return super().get_context_data(page=page, rows=rows, is_kept=self.kept is not None, **kwargs)

    def _boxes(self, row: PersonRow) -> tuple[bool, bool]:
        """Whether the box is ticked, and whether it was when the list was drawn, also in one sent after the sign-in had ended."""
        if self.kept is None:
            return row.standing.is_ticked, row.standing.is_ticked
        person = row.enrollment.person_id
        return f"there-{person}" in self.kept, f"was-{person}" in self.kept

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        there, was = self._people("there-"), self._people("was-")
        try:
            tick(live_session=self.live_session, ticked=there - was, unticked=was - there, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        self.say(_("The list is saved."))
        return redirect(request.path)

    def _people(self, prefix: str) -> set[int]:
        ends = [name.removeprefix(prefix) for name in self.request.POST if name.startswith(prefix)]
        return {int(end) for end in ends if end.isascii() and end.isdigit() and len(end) < LONGEST_ID}


class AttendanceOfPerson(SessionDeskPage):
    """A page of one person's attendance of the session."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Enrollment.objects.visible_to(self.viewer).inside().filter(cohort=self.cohort).select_related("person")
        self.enrollment = get_object_or_404(rows, pk=kwargs["enrollment"])

    @property
    def own_url(self) -> str:
        return reverse(
            "sessions:attendance_person", args=[self.cohort.slug, self.live_session.slug, self.enrollment.pk]
        )


class AttendancePersonView(AttendanceOfPerson, WorkForm):
    """What is known of one person, and the form that says otherwise, with a reason."""

    template_name = "sessions/attendance_person.html"
    form_class = CorrectionForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.enrollment.person
        known = Known.of([self.live_session], person=person)
        standing = known.standing(self.live_session, person.pk, now=self.now, since=self.enrollment.activated_at)
        said = Correction.history.filter(live_session=self.live_session.pk, person=person.pk)
        return super().get_context_data(
            enrollment=self.enrollment,
            standing=standing,
            needed=needed(self.live_session),
            said=said.select_related("by", "history_user").order_by("-history_date", "-history_id"),
            **kwargs,
        )

    def get_initial(self) -> dict[str, Any]:
        rows = Correction.objects.visible_to(self.viewer).standing()
        row = rows.filter(live_session=self.live_session, person=self.enrollment.person_id).first()
        return {"state": row.state, "reason": row.reason} if row else {}

    def back_url(self) -> str:
        return reverse("sessions:attendance", args=[self.cohort.slug, self.live_session.slug])

    def work(self, form: CorrectionForm) -> HttpResponse:
        correct(
            live_session=self.live_session,
            person=self.enrollment.person,
            by=self.viewer,
            now=self.now,
            **form.cleaned_data,
        )
        self.say(_("It stands so now, with your reason and your name. Later imports do not change it."))
        return redirect(self.back_url())


class AttendanceLiftView(AttendanceOfPerson):
    """A correction is lifted: what is known says the state again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Correction.objects.visible_to(self.viewer).select_related("live_session")
        row = get_object_or_404(rows, live_session=self.live_session, person=self.enrollment.person_id)
        lift_correction(correction=row, by=self.viewer, now=self.now)
        self.say(_("The correction is lifted. Its reason stays in the history."))
        return redirect(self.own_url)


class AttendanceExcuseView(AttendanceOfPerson):
    """An apology is accepted, or somebody excused who said so in another way; or that is taken back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = self.enrollment.person
        if request.POST.get("to") == "back":
            rows = Apology.objects.visible_to(self.viewer).select_related("live_session")
            row = get_object_or_404(rows, live_session=self.live_session, person=person)
            take_back_excuse(apology=row, now=self.now)
            self.say(_("It is no longer accepted."))
            return redirect(self.own_url)
        try:
            excuse(live_session=self.live_session, person=person, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            self.say(_("%(name)s is excused.") % {"name": person.display_name})
        return redirect(self.own_url)
