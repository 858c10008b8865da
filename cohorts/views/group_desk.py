"""What coordinators do with affinity groups: open, decline, close, take somebody out and let them back in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cohorts.forms.groups import CloseGroupForm, DeclineGroupForm, RemoveMemberForm
from cohorts.group_queries import members_of_group
from cohorts.operations.group_members import let_back_in, remove
from cohorts.operations.groups import close_group, decline_group, open_group
from cohorts.views.groups import GroupPage
from common.errors import DomainError
from common.kept_forms import KeptFormView


class GroupDeskPage(GroupPage):
    """For the coordinators; other insiders are told so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.keep_groups", self.cohort):
            raise PermissionDenied(_("Affinity groups are opened, declined and closed by the cohort's coordinators."))


class GroupDeskForm(GroupDeskPage, KeptFormView):
    """A form that leads back to the group's page."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.cancel_url = self.group.get_absolute_url()
        return form

    def act(self, form: Any) -> str:
        """Does it, and says so."""
        raise NotImplementedError

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            messages.success(self.request, self.act(form))
        except DomainError as refusal:
            form.refuse(refusal)  # type: ignore[attr-defined]
            return self.form_invalid(form)
        return self.back()


class GroupOpenView(GroupDeskPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            open_group(group=self.group, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The group is open, with a board of its own."))
        return self.back()


class GroupDeclineView(GroupDeskForm):
    template_name = "cohorts/group_decline.html"
    form_class = DeclineGroupForm

    def act(self, form: DeclineGroupForm) -> str:
        decline_group(group=self.group, answer=form.cleaned_data["answer"], by=self.viewer, now=self.now)
        return _("Declined. Your answer is on its way.")


class GroupCloseView(GroupDeskForm):
    template_name = "cohorts/group_close.html"
    form_class = CloseGroupForm

    def act(self, form: CloseGroupForm) -> str:
        close_group(group=self.group, by=self.viewer, now=self.now)
        return _("The group is closed. What was written stays for its members.")


class GroupRemoveView(GroupDeskForm):
    """Asks why, then takes the person out."""

    template_name = "cohorts/group_remove.html"
    form_class = RemoveMemberForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.member = get_object_or_404(members_of_group(self.group, self.viewer), pk=kwargs["enrollment"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"enrollment": self.member}))

    def act(self, form: RemoveMemberForm) -> str:
        person = self.member.person
        remove(group=self.group, person=person, reason=form.cleaned_data["reason"], by=self.viewer, now=self.now)
        return _("%(name)s is out of the group and cannot join it again by themselves.") % {"name": person.display_name}


class GroupLetInView(GroupDeskPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = get_object_or_404(self.group.memberships.select_related("person"), pk=kwargs["membership"]).person
        try:
            let_back_in(group=self.group, person=person, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s can join the group again.") % {"name": person.display_name})
        return self.back()
