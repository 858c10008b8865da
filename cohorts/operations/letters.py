"""Writing to some of a cohort's people: one mail to each, in which nobody sees the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.letter_notices import LETTER
from cohorts.models import Cohort, CohortLetter, Enrollment
from common.errors import DomainError
from notifications.operations.outbox import Posting, post_mails

# The same words from the same person within this time are the same letter: a form that was sent twice.
SAME_LETTER = timedelta(minutes=10)


class NobodyToWriteTo(DomainError):
    """None of those who were chosen take part now."""

    def __str__(self) -> str:
        return _("Choose at least one person to write to. Those who left the cohort in the meantime get nothing.")


class TooManyLetters(DomainError):
    """The person has written as many letters as is allowed in an hour."""

    def __str__(self) -> str:
        return _(
            "You have written a lot of letters in the last hour. What you typed is still here; send it in a while."
        )


@dataclass(frozen=True)
class Written:
    """A letter, and how many people it goes to."""

    letter: CohortLetter
    people: int


@transaction.atomic
def write_letter(
    *,
    cohort: Cohort,
    to: Iterable[int],
    subject: str,
    text: str,
    by: User,
    now: datetime,
    kind: str = LETTER,
    params: Mapping[str, Any] | None = None,
) -> Written:
    """Puts a mail to each of these people of the cohort into the outbox; `to` are ids of enrollments.

    A floor above that says more to each person has a `kind` of mail of its own, and what it needs in `params`.

    Those who don't take part now, and the writer, are left out. The same letter sent again within ten minutes goes to those
    who haven't been sent it. Whether `by` may write to the cohort's people, the caller has asked, and it is asked again when
    each mail leaves. Raises `NobodyToWriteTo`.
    """
    # The lock: of two equal forms the second finds the first one's letter.
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    chosen = Enrollment.objects.active().filter(cohort=cohort, pk__in=list(to), person__is_active=True)
    people = sorted(chosen.exclude(person=by).values_list("person", flat=True))
    if not people:
        raise NobodyToWriteTo
    words = {"cohort": cohort, "subject": subject, "text": text, "written_by": by}
    letter = CohortLetter.objects.filter(**words, written_at__gt=now - SAME_LETTER).order_by("pk").last()
    if letter is None:
        letter = CohortLetter.objects.create(**words, written_at=now)
    said = {"letter": letter.pk} | dict(params or {})
    postings = [Posting(person, f"{kind}:{letter.pk}:{person}", said) for person in people]
    post_mails(kind=kind, postings=postings, now=now)
    return Written(letter, len(people))
