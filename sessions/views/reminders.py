"""When people are reminded, by kind of session, and of one session: who, when, and what the mail says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.reminder_words import in_words
from cohorts.views.settings import SettingsDeskPage
from common.errors import DomainError
from common.kept_forms import KeptFormView
from notifications.delivery import as_they_read, shown_to_others
from sessions.forms.reminders import RemindersForm
from sessions.notices import reminder_to_be
from sessions.operations.reminder_times import set_reminders_by_kind
from sessions.queries.reminder_forecast import Reader, Side, reminder_forecast
from sessions.views.pages import SessionDeskPage


class RemindersView(SettingsDeskPage, KeptFormView):
    """For the coordinators: other reminders for sessions of one kind."""

    template_name = "sessions/reminders.html"
    form_class = RemindersForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    def get_form(self, form_class: Any = None) -> RemindersForm:
        form: RemindersForm = super().get_form(form_class)
        form.cancel_url = reverse("cohorts:settings", args=[self.cohort.slug])
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = in_words(self.cohort.reminder_minutes), in_words(self.cohort.reminder_minutes_after)
        return super().get_context_data(before=before, after=after, **kwargs)

    def form_valid(self, form: RemindersForm) -> HttpResponse:
        try:
            set_reminders_by_kind(cohort=self.cohort, changes=form.by_kind_and_end, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("The reminders are saved."))
        return redirect("sessions:reminders", self.cohort.slug)


BEFORE, AFTER = "before", "after"


class SessionRemindersView(SessionDeskPage, TemplateView):
    """Who is reminded of the session and when, who isn't and why; and the mail as one of them would read it."""

    template_name = "sessions/session_reminders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sides = reminder_forecast(self.live_session, self.now)
        context: dict[str, Any] = {"sides": sides, "reader": None}
        if asked := self.request.GET.get("reader"):
            side, reader = self.reader(sides, asked, self.request.GET.get("side", BEFORE))
            context |= {"reader": reader, "mail": self.mail(side, reader), "is_after": side.is_after}
        return super().get_context_data(**kwargs | context)

    def reader(self, sides: list[Side], asked: str, name: str) -> tuple[Side, Reader]:
        """One of those who are reminded on this side; whoever isn't has no mail to be shown."""
        for side in sides:
            for reader in side.readers:
                if (AFTER if side.is_after else BEFORE, str(reader.enrollment.pk)) == (name, asked):
                    return side, reader
        raise Http404

    def mail(self, side: Side, reader: Reader) -> dict[str, str]:
        """The next reminder, or one that would leave now, written by what writes those that are sent."""
        person = reader.enrollment.person
        at = side.next_time.at if side.next_time else self.now
        with as_they_read(person):
            letter = reminder_to_be(
                live_session=self.live_session, person=person, is_after=side.is_after, at=at, now=self.now
            )
            message = shown_to_others(letter, person, at)
        return {"subject": str(message.subject), "text": str(message.body), "language": person.language}
