"""Affinity groups: the list, proposing one, a group's page, joining and leaving it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import GroupStatus
from cohorts.forms.groups import ProposeGroupForm
from cohorts.group_queries import dates_to_come, groups_for, kept_out, members_of_group
from cohorts.models import AffinityGroup
from cohorts.operations.group_members import join, leave
from cohorts.operations.groups import propose
from cohorts.rules import standing
from cohorts.views.pages import CohortPage
from common.errors import DomainError
from common.kept_forms import KeptFormView


class GroupListView(CohortPage, TemplateView):
    template_name = "cohorts/group_list.html"
    tab = "groups"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=groups_for(self.cohort, self.viewer), **kwargs)


class GroupProposeView(CohortPage, KeptFormView):
    template_name = "cohorts/group_propose.html"
    form_class = ProposeGroupForm
    tab = "groups"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.talk", self.cohort):
            raise PermissionDenied(_("Affinity groups are for those who take part in this cohort now."))

    def get_form(self, form_class: Any = None) -> ProposeGroupForm:
        form = super().get_form(form_class)
        form.cancel_url = reverse("cohorts:group_list", args=[self.cohort.slug])
        return form

    def form_valid(self, form: ProposeGroupForm) -> HttpResponse:
        try:
            group = propose(cohort=self.cohort, **form.cleaned_data, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Thank you. Your coordinators hear of it and will answer you by mail."))
        return redirect(group)


class GroupPage(CohortPage):
    """A page about one group that the viewer may know of."""

    tab = "groups"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        groups = AffinityGroup.objects.visible_to(self.viewer).select_related("proposed_by")
        self.group = get_object_or_404(groups, cohort=self.cohort, slug=kwargs["group"])
        self.group.cohort = self.cohort

    @property
    def is_open(self) -> bool:
        return self.cohort.is_open and self.group.status == GroupStatus.OPEN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"group": self.group, "is_open": self.is_open}))

    def back(self) -> HttpResponse:
        return redirect(self.group)


class GroupDetailView(GroupPage, TemplateView):
    """What the group is about, who is in it, when it meets; a fixed number of queries."""

    template_name = "cohorts/group_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.group.memberships.filter(person=self.viewer).first()
        # Administrators may do everything, but be in a group of a cohort that they aren't in.
        may_talk = self.viewer.has_perm("cohorts.talk", self.cohort)
        if may_talk and self.viewer.is_site_admin:
            may_talk = standing(self.viewer, self.cohort) is not None
        may_keep = self.viewer.has_perm("cohorts.keep_groups", self.cohort) and self.cohort.is_open
        return super().get_context_data(
            members=members_of_group(self.group, self.viewer),
            dates=dates_to_come(self.group, self.now),
            is_in=own is not None and own.left_at is None and own.removed_at is None,
            is_kept_out=own is not None and own.removed_at is not None,
            may_join=self.is_open and may_talk,
            may_keep=may_keep,
            kept_out=kept_out(self.group) if may_keep else [],
            sees_places=self.viewer.has_perm("cohorts.see_meeting_places", self.group),
            keeps_meetings=self.is_open and self.viewer.has_perm("cohorts.keep_meetings", self.group),
            **kwargs,
        )


class GroupJoinView(GroupPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.viewer.has_perm("cohorts.talk", self.cohort):
            raise PermissionDenied(_("Affinity groups are for those who take part in this cohort now."))
        try:
            join(group=self.group, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You are in. Say hello on the group's board."))
        return self.back()


class GroupLeaveView(GroupPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            leave(group=self.group, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.info(request, _("You have left the group. You can come back at any time."))
        return self.back()
