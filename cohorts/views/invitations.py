"""Coming in: by the mailed link, or, signed in already, by saying yes."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from accounts.models import User
from cohorts.enums import INSIDE
from cohorts.forms.invitation import JoinForm, NewcomerForm
from cohorts.models import Cohort, Invitation
from cohorts.operations.claiming import HasBeenThere, claim, may_be_claimed
from cohorts.operations.invitations import InvitationForSomebodyElse, InvitationIsSpent, accept, needs_sign_in
from cohorts.queries import open_invitations


@method_decorator(login_not_required, name="dispatch")
class InvitationAcceptView(View):
    """The mailed link. Looking at it changes nothing, however often a mailbox does; only the form's button accepts.

    Whoever holds it reads the mail of the address. That opens an account nobody has used yet, and no other: those who
    have one sign in, and say yes on a page of their own (`JoinView`), whose address holds no secret.
    """

    http_method_names = ["get", "head", "post"]
    # Whichever there is; `answer` says nothing more where there is none.
    invitation: Invitation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        # Whatever its state: what it still opens is asked of it, of the rules and of the clock.
        rows = Invitation.objects.with_token(kwargs["token"])
        self.found = rows.select_related(
            "enrollment__person", "enrollment__cohort__program", "enrollment__team", "invited_by"
        ).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self.answer() or super().dispatch(request, *args, **kwargs)
        # The token in the address goes to nobody. (With `no-referrer` browsers would send the form without an Origin,
        # and the form would be refused.)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def answer(self) -> HttpResponse | None:
        """What there is to say to those for whom there is no form."""
        viewer = self.request.user
        if self.found is None:
            return self.closed()
        invitation = self.invitation = self.found
        enrollment = invitation.enrollment
        is_theirs = viewer.is_authenticated and viewer.pk == enrollment.person_id
        if is_theirs and enrollment.status in INSIDE:
            return redirect(enrollment.cohort)
        if not invitation.opens(self.now):
            return self.closed()
        if is_theirs:
            return redirect("cohorts:join", enrollment.cohort.slug)
        if viewer.is_authenticated:
            return self.answer_to_somebody_else(viewer)
        if needs_sign_in(invitation=invitation):
            join = reverse("cohorts:join", args=[enrollment.cohort.slug])
            return self.page("cohorts/invitation_sign_in.html", next=join)
        return None

    def answer_to_somebody_else(self, viewer: User) -> HttpResponse:
        """Perhaps the address is theirs too: they may come in with the account they have, once they say so."""
        if self.request.method == "POST" and "claim" in self.request.POST:
            try:
                enrollment = claim(invitation=self.invitation, by=viewer, now=self.now)
            except (InvitationIsSpent, InvitationForSomebodyElse):
                return self.closed()
            except HasBeenThere as refusal:
                messages.error(self.request, str(refusal))
            else:
                return redirect("cohorts:join", enrollment.cohort.slug)
        claimable = may_be_claimed(invitation=self.invitation, by=viewer)
        return self.page("cohorts/invitation_for_somebody_else.html", claimable=claimable)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.form_page(self.form())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form)
        person = self.invitation.enrollment.person
        try:
            enrollment = accept(
                invitation=self.invitation,
                by=person,
                newcomer=form.newcomer,
                in_directory=form.cleaned_data["in_directory"],
                now=self.now,
            )
        except (InvitationIsSpent, InvitationForSomebodyElse):
            # Somebody was quicker: a second click, another tab.
            return self.closed()
        with translation.override(enrollment.person.language):
            messages.success(request, _("Welcome. You are in."))
        return perform_login(request, enrollment.person, redirect_url=enrollment.cohort.get_absolute_url())

    def form(self, data: Any = None) -> NewcomerForm:
        enrollment = self.invitation.enrollment
        initial = {"language": get_language()} if data is None else {}
        return NewcomerForm(data, person=enrollment.person, cohort=enrollment.cohort, initial=initial)

    def form_page(self, form: NewcomerForm) -> HttpResponse:
        return self.page("cohorts/invitation_accept.html", form=form)

    def page(self, template: str, **context: Any) -> HttpResponse:
        enrollment = self.invitation.enrollment
        facts = {"invitation": self.invitation, "enrollment": enrollment, "cohort": enrollment.cohort, "now": self.now}
        return render(self.request, template, facts | context)

    def closed(self) -> HttpResponse:
        """One page for links unknown, used, expired and taken back: it tells nothing of whose they were."""
        return render(self.request, "cohorts/invitation_closed.html", status=404)


class JoinView(FormView):
    """For those who are signed in and have been invited: who invites them to what, and one button."""

    template_name = "cohorts/join.html"
    form_class = JoinForm
    invitation: Invitation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        mine = open_invitations(request.user, self.now).filter(enrollment__cohort__slug=kwargs["cohort"])
        self.found = mine.select_related("enrollment__cohort__program", "enrollment__team", "invited_by").first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.found is None or not self.found.enrollment.cohort.is_open:
            # Whoever is inside already (a second click, an old link) is where they wanted to be.
            inside = Cohort.objects.visible_to(request.user).filter(slug=kwargs["cohort"]).first()
            if inside is None:
                raise Http404
            return redirect(inside)
        self.invitation = self.found
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.invitation.enrollment.cohort}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrollment = self.invitation.enrollment
        return super().get_context_data(
            invitation=self.invitation, enrollment=enrollment, cohort=enrollment.cohort, now=self.now, **kwargs
        )

    def form_valid(self, form: JoinForm) -> HttpResponse:
        viewer: User = self.request.user  # type: ignore[assignment]
        try:
            listed = form.cleaned_data["in_directory"]
            enrollment = accept(invitation=self.invitation, by=viewer, in_directory=listed, now=self.now)
        except InvitationIsSpent:
            raise Http404 from None
        messages.success(self.request, _("Welcome. You are in."))
        return redirect(enrollment.cohort)
