"""The team formation form: who the people of an organization's team will be."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.enums import FormationStatus, RoleLevel
from cohorts.querysets import TeamFormationQuerySet
from cohorts.tokens import new_nonce, sign
from common.fields import OneLineField
from common.history import History


class TeamFormation(models.Model):
    """A form that one organization's leader fills in from a personal link, without an account.

    Opened by a coordinator, saved as a draft as often as wanted, handed in, sent back with a question or approved. An
    approved form has made a team and its invitations. Changed by `cohorts.operations.formation` only; the link's token is the
    nonce signed with the site's secret, as an invitation's is.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="formations")
    organization = models.ForeignKey("cohorts.Organization", on_delete=models.PROTECT, related_name="formations")
    leader_name = OneLineField(_("leader"), max_length=120)
    leader_email = models.EmailField(_("leader's e-mail address"), help_text=_("The personal link is mailed here."))
    nonce = models.CharField(max_length=40, unique=True, default=new_nonce, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=FormationStatus, default=FormationStatus.OPEN)
    due_at = models.DateTimeField(_("due"))
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("The leader's, for the coordinators."))
    question = models.TextField(
        _("question"), blank=True, max_length=2000, help_text=_("The coordinator's, with which the form was sent back.")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"))
    # Moves on with every save of the leader's: two who fill it in at once don't overwrite each other.
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)
    team = models.OneToOneField(
        "cohorts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="formation"
    )

    objects = TeamFormationQuerySet.as_manager()
    history = History(excluded_fields=["nonce"], app="cohorts")

    class Meta:
        verbose_name = _("team formation form")
        verbose_name_plural = _("team formation forms")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "organization"],
                name="one_formation_per_organization",
                violation_error_message=_("This organization has a form in this cohort already."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=FormationStatus.values), name="formation_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} in {self.cohort}"

    @property
    def token(self) -> str:
        """What stands in the leader's link."""
        return sign(self.nonce)

    def takes_answers(self, now: datetime) -> bool:
        """Whether the leader can still write: until the deadline, and not while it is with the coordinators."""
        return self.status in (FormationStatus.OPEN, FormationStatus.SENT_BACK) and now < self.due_at


class ProposedMember(models.Model):
    """One line of a team formation form; the leader's words, unchecked until it is handed in."""

    formation = models.ForeignKey("cohorts.TeamFormation", on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField(_("position"))
    name = OneLineField(_("name"), max_length=120, blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    level = models.CharField(_("role level"), max_length=12, choices=RoleLevel, blank=True)
    availability = OneLineField(_("availability"), max_length=300, blank=True)
    is_lead = models.BooleanField(_("leads the team"), default=False)
    # Who the line became when the form was approved.
    enrollment = models.ForeignKey(
        "cohorts.Enrollment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("proposed member")
        verbose_name_plural = _("proposed members")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["formation", "position"], name="one_proposed_member_per_line"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"line {self.position}"
