"""The queue of names that nobody knows, and the names that are remembered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models import User
from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.forms.attendance import NameForm
from sessions.models import Alias, Presence
from sessions.operations.attendance_matching import forget_match, match_unmatched
from sessions.queries.attendance_pages import aliases_of, in_order, waiting_names
from sessions.views.pages import SessionDeskPage, WorkForm


class NamesView(SessionDeskPage, TemplateView):
    template_name = "sessions/attendance_names.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            waiting=waiting_names(self.live_session, self.viewer, self.now),
            aliases=aliases_of(self.live_session, self.viewer),
            **kwargs,
        )


class NameView(SessionDeskPage, WorkForm):
    """One name of the queue: whom it means. A proposal is taken with one click, by the same form."""

    template_name = "sessions/attendance_name.html"
    form_class = NameForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Presence.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        self.presence = get_object_or_404(rows, pk=kwargs["presence"])

    def get_form_kwargs(self) -> dict[str, Any]:
        people = in_order(Enrollment.objects.visible_to(self.viewer).inside().filter(cohort=self.cohort))
        names = [(str(one.person_id), _name_of(one)) for one in people]
        return super().get_form_kwargs() | {"people": names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(presence=self.presence, **kwargs)

    def back_url(self) -> str:
        return reverse("sessions:attendance_names", args=[self.cohort.slug, self.live_session.slug])

    def work(self, form: NameForm) -> HttpResponse:
        person = self.person(form.person_id) if form.person_id else None
        match_unmatched(
            live_session=self.live_session,
            name=self.presence.name,
            email=self.presence.email,
            person=person,
            remember=not form.cleaned_data["once"],
            by=self.viewer,
            now=self.now,
        )
        told = {"told_as": self.presence.name or self.presence.email}
        if person is None:
            self.say(_("“%(told_as)s” is nobody of this cohort.") % told)
        else:
            self.say(_("“%(told_as)s” is %(name)s.") % (told | {"name": person.display_name}))
        return redirect(self.back_url())

    def person(self, pk: int) -> User:
        """Whom the form names; it offers nobody else."""
        rows = Enrollment.objects.visible_to(self.viewer).filter(cohort=self.cohort, person=pk)
        return get_object_or_404(rows.select_related("person")).person


class NameForgetView(SessionDeskPage):
    """Whom a name means is taken back; its rows wait again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Alias.objects.visible_to(self.viewer).filter(cohort=self.cohort).select_related("live_session")
        alias = get_object_or_404(rows, pk=kwargs["alias"])
        try:
            forget_match(alias=alias, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            self.say(_("“%(told_as)s” means nobody in particular any more.") % {"told_as": alias.told_as})
        return redirect("sessions:attendance_names", self.cohort.slug, self.live_session.slug)


def _name_of(enrollment: Enrollment) -> str:
    person, place = enrollment.person, enrollment.organization
    return f"{person.display_name} ({place.name})" if place else person.display_name
