"""The mails about team formation forms: the leader's, whose link opens the form, and the coordinators'."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.cohort_matters import FORMATION
from cohorts.enums import FormationStatus
from cohorts.models import Enrollment, TeamFormation
from cohorts.places import place_of
from common.times import named_moment
from notifications.kinds import Composer, Letter, Skip
from notifications.models import OutboxMail
from notifications.operations.notices import tell
from notifications.operations.outbox import Posting, post_mail_to_address, post_mails

LINK = "cohorts.formation_link"
REMINDER = "cohorts.formation_reminder"
QUESTION = "cohorts.formation_question"
APPROVED = "cohorts.formation_approved"
HANDED_IN = "cohorts.formation_handed_in"
# The leader's turn.
WITH_THE_LEADER = (FormationStatus.OPEN, FormationStatus.SENT_BACK)


def tell_leader(kind: str, formation: TeamFormation, now: datetime) -> None:
    """Puts a mail to the leader into the outbox; it says what is true when it leaves. They need no account for it."""
    known = User.objects.with_email(formation.leader_email).first()
    post_mail_to_address(
        kind=kind,
        address=formation.leader_email,
        language=known.language if known else settings.LANGUAGE_CODE,
        params={"formation": formation.pk},
        dedupe_key=f"{kind}:{formation.pk}:{now.isoformat()}",
        now=now,
    )
    if known is not None:
        # The mail goes to the address, always; whoever has an account finds the form under Notifications, too.
        _tell(formation, f"{kind}:{now.isoformat()}", {"formation": formation.pk, "led": True}, [known.pk], now)


def tell_coordinators(formation: TeamFormation, now: datetime) -> None:
    """Puts a mail to each of the cohort's coordinators into the outbox: a form was handed in."""
    people = Enrollment.objects.filter(cohort=formation.cohort_id).coordinating().values_list("person_id", flat=True)
    postings = [
        Posting(person, f"{HANDED_IN}:{formation.pk}:{now.isoformat()}:{person}", {"formation": formation.pk})
        for person in people
    ]
    post_mails(kind=HANDED_IN, postings=postings, now=now)
    about = {"formation": formation.pk}
    _tell(formation, f"{HANDED_IN}:{now.isoformat()}", about, [posting.recipient_id for posting in postings], now)


def _tell(formation: TeamFormation, about: str, params: dict[str, Any], people: list[int], now: datetime) -> None:
    """Under Notifications; how the form stands is asked when it is read."""
    tell(
        matter=FORMATION,
        place=place_of(formation.cohort),
        key=f"formation:{formation.pk}:{about}",
        params=params,
        people=people,
        by_mail=False,
        now=now,
    )


def _composer_for_leader(template: str, statuses: Collection[str]) -> Composer:
    def compose(mail: OutboxMail, now: datetime) -> Letter | Skip:
        formation = _formation(mail)
        if formation is None or not formation.cohort.is_open or formation.status not in statuses:
            return Skip(_("The form has moved on, or is gone."))
        if formation.status in WITH_THE_LEADER and not formation.takes_answers(now):
            return Skip(_("The form’s time is over."))
        if mail.recipient.email != formation.leader_email:
            # The link is the leader's alone, and this one isn't any more.
            return Skip(_("The form has another leader now."))
        zone = mail.recipient.time_zone or formation.cohort.time_zone
        path = reverse("cohorts:formation_form", args=[formation.token])
        return Letter(
            template=template,
            context=_facts(formation) | {"path": path, "until": named_moment(formation.due_at, zone, now)},
        )

    return compose


def _compose_handed_in(mail: OutboxMail, now: datetime) -> Letter | Skip:
    formation = _formation(mail)
    if formation is None or formation.status != FormationStatus.HANDED_IN:
        return Skip(_("Somebody has answered the form already, or it is gone."))
    if not Enrollment.objects.filter(cohort=formation.cohort, person=mail.recipient).coordinating().exists():
        return Skip(_("They no longer coordinate this cohort."))
    return Letter(
        template="formation_handed_in",
        context=_facts(formation)
        | {
            "people": formation.members.count(),
            "path": reverse("cohorts:formation_detail", args=[formation.cohort.slug, formation.pk]),
        },
        matter=FORMATION,
        place=place_of(formation.cohort),
    )


def _formation(mail: OutboxMail) -> TeamFormation | None:
    rows = TeamFormation.objects.select_related("cohort__program", "organization", "opened_by", "team")
    return rows.filter(pk=mail.params["formation"]).first()


def _facts(formation: TeamFormation) -> dict[str, object]:
    cohort = formation.cohort
    return {
        "formation": formation,
        "organization": formation.organization,
        "cohort": cohort,
        "program": cohort.program,
        "asked_by": formation.opened_by.display_name if formation.opened_by else "",
    }


# The kinds, for `AppConfig.ready()`.
COMPOSERS: dict[str, Composer] = {
    LINK: _composer_for_leader("formation_link", WITH_THE_LEADER),
    REMINDER: _composer_for_leader("formation_reminder", WITH_THE_LEADER),
    QUESTION: _composer_for_leader("formation_question", [FormationStatus.SENT_BACK]),
    APPROVED: _composer_for_leader("formation_approved", [FormationStatus.APPROVED]),
    HANDED_IN: _compose_handed_in,
}
