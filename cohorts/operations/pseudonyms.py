"""Speaking without one's name: a pseudonym is given, and who it is may be looked up with a reason that is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from cohorts.enums import LEARNING_ROLES, EnrollmentStatus, SpeaksAs
from cohorts.models import Cohort, Enrollment, Pseudonym, PseudonymOpening
from cohorts.pseudonym_names import PSEUDONYM_NAMES
from common.errors import DomainError
from common.one_line import one_line

if TYPE_CHECKING:
    from accounts.models import User

PROPOSALS = 6
SHORTEST_REASON, LONGEST_REASON = 10, 300
# The same person who sends a reason again so soon has pressed twice.
SAME_OPENING = timedelta(minutes=1)


class NoPseudonymsHere(DomainError):
    """The cohort takes nothing without a name, or nothing more."""

    def __str__(self) -> str:
        return _("This cohort doesn’t take posts without a name. Nothing was posted; your text is still here.")


class NotWithoutAName(DomainError):
    """Those who run or watch a cohort speak with their name."""

    def __str__(self) -> str:
        return _(
            "Only participants and team leads can speak without their name. Nothing was posted; your text is still here."
        )


class NameIsTaken(DomainError):
    """Somebody else was given it meanwhile, or it isn't of the list."""

    field = "name"

    def __str__(self) -> str:
        return _("This name is no longer free. Choose another one.")


class ReasonToOpenIsMissing(DomainError):
    """A name is opened with a reason that the person can read."""

    field = "reason"

    def __str__(self) -> str:
        return _("Say why, in a few words: the reason is kept, and the person can read it.")


class UnableToOpen(DomainError):
    """Only those who run the cohort's sessions, while they do."""

    def __str__(self) -> str:
        return _("Only this cohort’s facilitators and coordinators can look up who this is.")


def free_names(cohort: Cohort, *, most: int = PROPOSALS) -> list[str]:
    """Names that nobody in the cohort has, in no order: which one somebody takes says nothing about when they came."""
    taken = set(Pseudonym.objects.filter(cohort=cohort).values_list(Lower("name"), flat=True))
    free = [name for name in PSEUDONYM_NAMES if name.lower() not in taken]
    number = 2
    while len(free) < most:
        free += [f"{name} {number}" for name in PSEUDONYM_NAMES if f"{name} {number}".lower() not in taken]
        number += 1
    return SystemRandom().sample(free, most)


@transaction.atomic
def ensure_pseudonym(*, cohort: Cohort, by: User, now: datetime, name: str = "", speaks_as: str = "") -> Pseudonym:
    """The person's pseudonym in the cohort; where they have none yet, `name` (one of the list), or one that is drawn.

    One that somebody has stays as it is. Raises `NoPseudonymsHere`, `NotWithoutAName`, `NameIsTaken`.
    """
    cohort = Cohort.objects.get(pk=cohort.pk)
    if not (cohort.is_open and cohort.pseudonyms_allowed):
        raise NoPseudonymsHere
    # The person's own place decides: two tabs get one name.
    places = Enrollment.objects.select_for_update().filter(cohort=cohort, person=by)
    if not places.filter(status=EnrollmentStatus.ACTIVE, role__in=LEARNING_ROLES).exists():
        raise NotWithoutAName
    standing = Pseudonym.objects.filter(cohort=cohort, person=by, is_retired=False).first()
    if standing is not None:
        return standing
    if name and not _may_be_chosen(cohort, name):
        raise NameIsTaken
    given = Pseudonym(cohort=cohort, person=by, given_at=now)
    given.speaks_as = speaks_as if speaks_as in SpeaksAs.values else ""
    for drawn in [name] if name else free_names(cohort):
        given.name = drawn
        try:
            # Another may take the same name in this moment.
            with transaction.atomic():
                given.save()
        except IntegrityError:
            continue
        return given
    raise NameIsTaken


def _may_be_chosen(cohort: Cohort, name: str) -> bool:
    """Whether it is one of the names; with a number only once names run short, as they are proposed then.

    Beside a “Heron” nobody becomes “Heron 2” or “Heron 01” by asking for it: they could be taken for one another.
    """
    word, _space, number = name.partition(" ")
    if word not in PSEUDONYM_NAMES or not number:
        return name in PSEUDONYM_NAMES
    given = Pseudonym.objects.filter(cohort=cohort, name__in=PSEUDONYM_NAMES).count()
    is_number = (
        number.isascii() and number.isdigit() and len(number) < 4 and not number.startswith("0") and number != "1"
    )
    return is_number and len(PSEUDONYM_NAMES) - given < PROPOSALS


@transaction.atomic
def open_pseudonym(*, pseudonym: Pseudonym, by: User, reason: str, now: datetime) -> PseudonymOpening:
    """Lets somebody at the desk see who it is, and keeps who looked, when and why. The same form twice is one line.

    Raises `UnableToOpen`, `ReasonToOpenIsMissing`.
    """
    reason = one_line(reason)[:LONGEST_REASON]
    pseudonym = Pseudonym.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=pseudonym.pk)
    if not by.has_perm("cohorts.open_pseudonyms", pseudonym.cohort):
        raise UnableToOpen
    if len(reason) < SHORTEST_REASON:
        raise ReasonToOpenIsMissing
    again = pseudonym.openings.filter(opened_by=by, reason=reason, opened_at__gt=now - SAME_OPENING).first()
    return again or PseudonymOpening.objects.create(pseudonym=pseudonym, opened_by=by, opened_at=now, reason=reason)
