"""Two organizations that are one become one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cohorts.enums import FormationStatus
from cohorts.models import Cohort, Enrollment, Organization, ProposedMember, Team, TeamFormation
from common.errors import DomainError
from common.history import sign_change, update_signed

# What the kept organization takes over where nothing is known of it.
TAKEN_OVER = ("place", "experience", "website")
LONGEST_AVAILABILITY = 300
# Of two forms in one cohort the one that is further stays the organization's form.
FURTHER_ON = (
    FormationStatus.CLOSED,
    FormationStatus.OPEN,
    FormationStatus.SENT_BACK,
    FormationStatus.HANDED_IN,
    FormationStatus.APPROVED,
)


class OrganizationIsGone(DomainError):
    """Somebody else has merged one of them in the meantime."""

    def __str__(self) -> str:
        return _("One of the two is not there any more. Look at the list again.")


@transaction.atomic
def merge_organizations(
    *, kept: Organization, merged: Organization, by: User | None, reason: str, now: datetime
) -> Organization:
    """Teams, people and formation forms of `merged` are `kept`'s from now on, and `merged` is gone; twice is refused.

    Teams stay two where both have one in a cohort. Where both have a form there, the one that is further stays and takes over
    the other's people and note. Raises `OrganizationIsGone`.
    """
    # Cohorts before everything else, as everywhere where their people change.
    cohorts = models.Q(enrollments__organization=merged) | models.Q(teams__organization=merged)
    cohorts |= models.Q(formations__organization=merged)
    list(Cohort.objects.select_for_update().filter(pk__in=Cohort.objects.filter(cohorts).values("pk")).order_by("pk"))
    rows = {row.pk: row for row in Organization.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk])}
    if len(rows) != 2:
        raise OrganizationIsGone
    kept, merged = rows[kept.pk], rows[merged.pk]
    said = f"Merged with “{merged.name[:30]}”: {reason}"
    _join_forms(kept, merged, by=by, reason=said)
    models_of_theirs: tuple[Any, ...] = (Team, Enrollment, TeamFormation)
    for model in models_of_theirs:
        theirs = list(model.objects.filter(organization=merged).select_for_update(of=("self",)))
        for row in theirs:
            row.organization = kept
            sign_change(row, by=by, reason=said)
        update_signed(theirs, fields=["organization"])
    for field in TAKEN_OVER:
        if not getattr(kept, field):
            setattr(kept, field, getattr(merged, field))
    kept.save()
    # Its rows are protected: had anything been overlooked, this would be refused and all of it undone.
    merged.delete()
    return kept


def what_hangs_on(organization: Organization) -> Iterator[str]:
    """The organization's type, place, teams and people, for whoever decides which one is kept."""
    yield ", ".join(filter(None, [organization.get_kind_display(), organization.place]))
    for team in Team.objects.filter(organization=organization).select_related("cohort").order_by("cohort", "name"):
        yield f"{team.cohort}: {team.name}"
    count = Enrollment.objects.filter(organization=organization).values("person").distinct().count()
    yield ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _fill(member: ProposedMember, other: ProposedMember) -> None:
    """One person on both forms: what their own line doesn't say is taken from the other."""
    for field in ("name", "level", "enrollment"):
        setattr(member, field, getattr(member, field) or getattr(other, field))
    notes = dict.fromkeys(filter(None, [member.availability, other.availability]))
    member.availability = "; ".join(notes)[:LONGEST_AVAILABILITY]
    member.save()


def _join_forms(kept: Organization, merged: Organization, *, by: User | None, reason: str) -> None:
    """An organization has one form in a cohort."""
    forms = TeamFormation.objects.select_for_update(of=("self",))
    mine = {form.cohort_id: form for form in forms.filter(organization=kept)}
    for theirs in forms.filter(organization=merged):
        if theirs.cohort_id in mine:
            pair = sorted(
                [theirs, mine[theirs.cohort_id]], key=lambda form: FURTHER_ON.index(FormationStatus(form.status))
            )
            _join(pair[1], pair[0], kept, by=by, reason=reason)


def _join(stays: TeamFormation, goes: TeamFormation, kept: Organization, *, by: User | None, reason: str) -> None:
    """The people of `goes` stand below those of `stays`, its note below its note."""
    members = {member.email.casefold() or member.pk: member for member in stays.members.all()}
    position = max((member.position for member in members.values()), default=-1)
    for theirs in ProposedMember.objects.filter(formation=goes).order_by("position"):
        same = members.get(theirs.email.casefold())
        if same is None:
            position += 1
            theirs.formation, theirs.position = stays, position
            theirs.save()
        else:
            _fill(same, theirs)
    stays.note = "\n\n".join(filter(None, [stays.note, goes.note]))
    stays.team_id = stays.team_id or goes.team_id
    # Whoever has the form open is told that it changed.
    stays.version += 1
    sign_change(goes, by=by, reason=reason)
    goes.delete()
    stays.organization = kept
    sign_change(stays, by=by, reason=reason)
    stays.save()
