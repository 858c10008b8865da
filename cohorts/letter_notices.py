"""The mail in which somebody who runs a cohort writes to one of its people, asked again when it leaves."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import CohortLetter, Enrollment
from common.mail import one_line
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail

LETTER = "cohorts.letter"


def sender_of(writer: User) -> tuple[str, str]:
    """The writer's name, and the portal's own address: mailboxes trust no foreign address from this server."""
    name = one_line(f"{writer.display_name} · {settings.PORTAL_NAME}")
    return name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def compose_letter(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """The letter, as long as its writer runs the cohort and its reader takes part in it; answers go to the writer."""
    letters = CohortLetter.objects.select_related("cohort__program", "written_by")
    letter = letters.filter(pk=mail.params["letter"]).first()
    if letter is None:
        return Skip(_("The letter is gone."))
    writer, cohort = letter.written_by, letter.cohort
    if writer is None or not writer.is_active or not writer.has_perm("cohorts.write_to_people", cohort):
        return Skip(_("Who wrote it does not run the cohort any more."))
    if not Enrollment.objects.active().filter(cohort=cohort, person=mail.recipient).exists():
        return Skip(_("They do not take part in the cohort any more."))
    return Letter(
        "letter",
        {"letter": letter, "writer": writer, "cohort": cohort, "program": cohort.program},
        {"From": formataddr(sender_of(writer)), "Reply-To": formataddr((one_line(writer.display_name), writer.email))},
    )
