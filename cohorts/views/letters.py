"""Writing to some of a cohort's people, from the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.forms.letter import AMONG, NEXT, LetterForm
from cohorts.letter_notices import sender_of
from cohorts.models import Enrollment
from cohorts.operations.letters import TooManyLetters, Written, write_letter
from cohorts.views.pages import CohortPage
from common.errors import DomainError
from common.kept_forms import KeptFormView

STEP, SEND, CHANGE = "step", "send", "change"
# Each of them is a mail to many.
LETTERS = {"letter": "20/h/user"}
# More people than a cohort has; whoever writes more into the address asks for nothing more.
MOST_ASKED = 10_000


class LetterWriteView(CohortPage, KeptFormView):
    """Write, look at it, send it.

    `?to=3,5` are the enrollments to choose from (else everybody), `subject` what stands in the form, `next` where it goes on
    afterwards. Every step carries everything; nothing is kept between them.
    """

    template_name = "cohorts/letter_write.html"
    form_class = LetterForm
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.write_to_people", self.cohort):
            raise PermissionDenied(_("Those who run the cohort write to its people."))

    @property
    def back_url(self) -> str:
        """Where the writer came from, where that is a page of ours."""
        asked = self.asked(NEXT)
        is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
        return asked if is_ours else self.cohort.get_absolute_url()

    def asked(self, name: str, in_address: str = "") -> str:
        """What the form carries, or what the address began with."""
        if self.kept is not None:
            return self.kept.get(name, "")
        source = self.request.POST if self.request.method == "POST" else self.request.GET
        return source.get(name if self.request.method == "POST" else in_address or name, "")

    @cached_property
    def people(self) -> Sequence[Enrollment]:
        rows = Enrollment.objects.visible_to(self.viewer).active()
        rows = rows.filter(cohort=self.cohort, person__is_active=True).exclude(person=self.viewer)
        asked = self.asked(AMONG, "to").split(",", MOST_ASKED)[:MOST_ASKED]
        ids = {int(number) for number in asked if number.isdecimal() and len(number) < 19}
        rows = rows.filter(pk__in=ids) if ids else rows
        return list(rows.select_related("person", "organization").order_by(Lower("person__name"), "person__email"))

    def get_initial(self) -> dict[str, Any]:
        among = ",".join(str(enrollment.pk) for enrollment in self.people)
        return {AMONG: among, NEXT: self.asked(NEXT), "subject": self.asked("subject")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": self.people}

    def get_form(self, form_class: Any = None) -> LetterForm:
        form = super().get_form(form_class)
        form.cancel_url = self.back_url
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {"sender": sender_of(self.viewer)[0], "writer": self.viewer, "back_url": self.back_url}
        return super().get_context_data(**(kwargs | shared))

    def write(self, *, to: Sequence[int], subject: str, text: str) -> Written:
        """The letter on its way."""
        return write_letter(cohort=self.cohort, to=to, subject=subject, text=text, by=self.viewer, now=self.now)

    def form_valid(self, form: LetterForm) -> HttpResponse:
        step = self.request.POST.get(STEP)
        if step == CHANGE:
            return self.render_to_response(self.get_context_data(form=form))
        if step != SEND:
            return self.render_to_response(self.get_context_data(form=form, chosen=form.chosen))
        if not consume(self.request, app="cohorts", action="letter", config=LETTERS):
            form.refuse(TooManyLetters())
            return self.render_to_response(self.get_context_data(form=form), status=429)
        words = {name: form.cleaned_data[name] for name in ("subject", "text")}
        to = [enrollment.pk for enrollment in form.chosen]
        try:
            written = self.write(to=to, **words)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        number = written.people
        said = ngettext(
            "Your letter is on its way to %(number)s person.", "Your letter is on its way to %(number)s people.", number
        )
        messages.success(self.request, said % {"number": number})
        return redirect(self.back_url)
