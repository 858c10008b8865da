"""The dates of an affinity group, which its members keep."""

from __future__ import annotations

from typing import Any, cast

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cohorts.forms.groups import MeetingForm
from cohorts.models import GroupMeeting
from cohorts.operations.group_meetings import TooManyChanges, add_meeting, cancel_meeting, change_meeting
from cohorts.views.groups import GroupPage
from common.errors import DomainError
from common.kept_forms import KeptFormView

# A person's, in whichever group: each of them is a mail to everybody in it.
CHANGES = {"meeting": "20/h/user"}


class MeetingPage(GroupPage):
    """For the members; other insiders are told so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.keep_meetings", self.group):
            raise PermissionDenied(_("The dates of a group are kept by its members."))
        self.meeting = None
        if "meeting" in kwargs:
            self.meeting = get_object_or_404(self.group.meetings.filter(cancelled_at=None), pk=kwargs["meeting"])
            self.meeting.group = self.group

    def may_change_one_more(self) -> bool:
        return bool(consume(self.request, app="cohorts", action="meeting", config=CHANGES))


class MeetingFormView(MeetingPage, KeptFormView):
    """A new date, or changes to one."""

    template_name = "cohorts/group_meeting.html"
    form_class = MeetingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort, "meeting": self.meeting}

    def get_form(self, form_class: Any = None) -> MeetingForm:
        form = super().get_form(form_class)
        form.cancel_url = self.group.get_absolute_url()
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"meeting": self.meeting}))

    def form_valid(self, form: MeetingForm) -> HttpResponse:
        if not self.may_change_one_more():
            form.refuse(TooManyChanges())
            return self.render_to_response(self.get_context_data(form=form), status=429)
        try:
            if self.meeting is None:
                add_meeting(group=self.group, facts=form.facts, by=self.viewer, now=self.now)
            else:
                change_meeting(meeting=self.meeting, facts=form.facts, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved. The others in the group hear of it by mail."))
        return self.back()


class MeetingCancelView(MeetingPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if not self.may_change_one_more():
                raise TooManyChanges
            cancel_meeting(meeting=cast("GroupMeeting", self.meeting), by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Canceled. The others in the group hear of it by mail."))
        return self.back()
