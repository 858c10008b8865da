"""Importing Zoom's participants report: chosen, looked at row by row, then noted. The file is kept in between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import DomainError
from common.uploads import safe_name
from sessions.attendance.problems import NotAReport
from sessions.forms.attendance import ReportForm
from sessions.models import ReportImport
from sessions.operations.attendance_reports import ReportHasChanged, import_report, take_back_report
from sessions.queries.attendance import needed
from sessions.queries.attendance_report import ReportPlan, plan_report
from sessions.views.pages import SessionDeskPage, WorkForm

KEPT_FOR = 2 * 60 * 60
MOST_SHOWN = 500


@dataclass(frozen=True)
class Previewed:
    """A file that was looked at, in which zone, and the fingerprint of what was shown of it."""

    data: bytes
    name: str
    zone: str
    fingerprint: str


class ReportView(SessionDeskPage, WorkForm):
    """One address, three steps: choose the file, look at it, import it."""

    template_name = "sessions/attendance_report.html"
    form_class = ReportForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"zone": self.cohort.time_zone}

    def back_url(self) -> str:
        return reverse("sessions:attendance", args=[self.cohort.slug, self.live_session.slug])

    def work(self, form: ReportForm) -> HttpResponse:
        """Shows what importing would do. Nothing is noted."""
        file, zone = form.cleaned_data["file"], form.cleaned_data["zone"]
        data = file.read()
        try:
            plan = plan_report(live_session=self.live_session, data=data, zone=zone)
        except NotAReport as refusal:
            form.add_error("file", in_words(refusal))
            return self.form_invalid(form)
        kept = Previewed(data, safe_name(file.name or ""), str(zone), plan.fingerprint)
        return self.preview(plan, kept, uuid4().hex)

    def preview(self, plan: ReportPlan, kept: Previewed, token: str) -> HttpResponse:
        """The rows, and a button that carries only the name under which the file is kept."""
        cache.set(self.key_of(token), kept, KEPT_FOR)
        context = self.get_context_data(
            plan=plan,
            rows=_rows(plan)[:MOST_SHOWN],
            left_out=[gettext_of(problem) for problem in plan.report.problems if problem.row not in _numbers(plan)],
            more=max(0, len(plan.stays) - MOST_SHOWN),
            days=plan.report.days,
            kept=kept,
            token=token,
            needed=needed(self.live_session),
        )
        return self.response_class(
            request=self.request,
            template="sessions/attendance_preview.html",
            context=context,
            using=self.template_engine,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; or what was looked at once more, where the sign-in had ended before it was confirmed."""
        token = self.kept.get("token", "") if self.kept is not None else ""
        kept: Previewed | None = cache.get(self.key_of(token)) if token else None
        if kept is None:
            return super().get(request, *args, **kwargs)
        return self.preview_again(kept, token)

    def preview_again(self, kept: Previewed, token: str) -> HttpResponse:
        """What importing the kept file would do by now."""
        plan = plan_report(live_session=self.live_session, data=kept.data, zone=ZoneInfo(kept.zone))
        return self.preview(plan, replace(kept, fingerprint=plan.fingerprint), token)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.confirm(request.POST["token"]) if "token" in request.POST else super().post(request)

    def confirm(self, token: str) -> HttpResponse:
        """Notes what was looked at; what has become something else is shown once more."""
        kept: Previewed | None = cache.get(self.key_of(token))
        if kept is None:
            messages.error(self.request, _("The file you looked at is not there any more. Choose it again."))
            return redirect(self.request.path)
        try:
            plan = import_report(
                live_session=self.live_session,
                data=kept.data,
                zone=ZoneInfo(kept.zone),
                file_name=kept.name,
                by=self.viewer,
                now=self.now,
                previewed=kept.fingerprint,
            )
        except ReportHasChanged as refusal:
            messages.warning(self.request, str(refusal))
            return self.preview_again(kept, token)
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.back_url())
        cache.delete(self.key_of(token))
        self.say(said(plan))
        if plan.unknown:
            return redirect("sessions:attendance_names", self.cohort.slug, self.live_session.slug)
        # Who is drifting away, and how to write to them, is what one looks for next.
        return redirect("sessions:attendance_overview", self.cohort.slug)

    def key_of(self, token: str) -> str:
        """Under which nobody else's request, and no other session's, finds the file."""
        return f"attendance:{self.viewer.pk}:{self.live_session.pk}:{token[:40]}"


class ReportTakeBackView(SessionDeskPage):
    """The rows of a report go: it was another session's, or read in another zone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = ReportImport.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        take_back_report(report=get_object_or_404(rows, pk=kwargs["report"]))
        self.say(_("The report is taken back. Corrections, and whom a name means, stay."))
        return redirect("sessions:attendance", self.cohort.slug, self.live_session.slug)


def in_words(refusal: NotAReport) -> str:
    """Why the file is no report, in the reader's language."""
    return _(str(refusal.why.value)) % refusal.facts


def gettext_of(problem: Any) -> str:
    """What is wrong with a cell, in the reader's language."""
    return _(problem.sentence) % problem.facts


def said(plan: ReportPlan) -> str:
    """What has been done."""
    if not plan.new:
        return _("Everything in this report had been noted before; nothing has changed.")
    done = ngettext("%(count)s row is noted.", "%(count)s rows are noted.", plan.new) % {"count": plan.new}
    if not plan.unknown:
        return done
    waiting = ngettext(
        "Of %(count)s row nobody knows yet who it is.", "Of %(count)s rows nobody knows yet who it is.", plan.unknown
    ) % {"count": plan.unknown}
    return f"{done} {waiting}"


def _rows(plan: ReportPlan) -> list[tuple[Any, list[str]]]:
    """Each row with what is wrong in it; those that need a look come first."""
    wrong: dict[int, list[str]] = {}
    for problem in plan.report.problems:
        wrong.setdefault(problem.row, []).append(gettext_of(problem))
    rows = [(stay, wrong.get(stay.row.number, [])) for stay in plan.stays]
    return sorted(rows, key=lambda row: (not row[1], row[0].found.is_known, row[0].row.number))


def _numbers(plan: ReportPlan) -> set[int]:
    return {row.number for row in plan.report.rows}
