"""What an organization's leader does with the team formation form: save it as often as wanted, then hand it in.

The leader has no account: who acts is whoever holds the form's link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.addresses import UnreadableAddress, plain_address
from cohorts.enums import LEARNING_ROLES, EnrollmentStatus, FormationStatus
from cohorts.formation_notices import tell_coordinators
from cohorts.models import Enrollment, ProposedMember, TeamFormation
from common.errors import DomainError
from common.history import sign_change
from common.one_line import one_line


@dataclass(frozen=True)
class Line:
    """One person of the form as they are written there; `position` counts from 0."""

    position: int
    name: str = ""
    email: str = ""
    level: str = ""
    availability: str = ""
    is_lead: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.email or self.level or self.availability or self.is_lead)


@dataclass(frozen=True)
class Answers:
    """Everything the leader writes."""

    lines: tuple[Line, ...] = ()
    note: str = ""

    @property
    def tidy(self) -> Answers:
        """As it is stored: empty lines left out, each text on one line."""
        lines = (
            Line(line.position, one_line(line.name), line.email.strip(), line.level, one_line(line.availability), line.is_lead)
            for line in self.lines
        )  # fmt: skip
        return Answers(tuple(line for line in lines if not line.is_empty), self.note.replace("\r\n", "\n").strip())


@dataclass(frozen=True)
class Problem:
    """What keeps a form from being handed in: in which line, at which of its fields, and a sentence about it."""

    position: int
    field: str
    sentence: str


class FormTakesNoAnswers(DomainError):
    """It was handed in, decided or closed, or its time is over."""

    def __str__(self) -> str:
        return _("This form takes no changes any more. What you see here was not saved; copy it if you need it.")


class ChangedMeanwhile(DomainError):
    """Somebody else has saved the form since the page was opened; `answers` are theirs."""

    def __init__(self, formation: TeamFormation, answers: Answers) -> None:
        super().__init__(formation.pk)
        self.formation, self.answers = formation, answers

    def __str__(self) -> str:
        return _(
            "Somebody else has saved this form while you were writing. Your words are below and not saved yet; theirs stand "
            "under each field that differs. Change what you want to keep, then save again."
        )


class NotReadyYet(DomainError):
    """Something is missing or wrong; `problems` say what and where."""

    def __init__(self, formation: TeamFormation, problems: Sequence[Problem]) -> None:
        super().__init__(formation.pk)
        self.formation, self.problems = formation, problems

    def __str__(self) -> str:
        return " ".join(
            _("Person %(number)d: %(problem)s") % {"number": problem.position + 1, "problem": problem.sentence}
            for problem in self.problems
        )


def answers_of(formation: TeamFormation) -> Answers:
    """What is stored; one query."""
    fields = ("position", "name", "email", "level", "availability", "is_lead")
    rows = ProposedMember.objects.filter(formation=formation).order_by("position").values_list(*fields)
    return Answers(tuple(Line(*row) for row in rows), formation.note)


def lines_offered(formation: TeamFormation) -> int:
    """How many people the form has room for: the largest team of the cohort, and never fewer than are written there."""
    last = ProposedMember.objects.filter(formation=formation).aggregate(last=Max("position"))["last"]
    return max(formation.cohort.team_size_max, 0 if last is None else last + 1)


@transaction.atomic
def save_draft(*, formation: TeamFormation, answers: Answers, version: int, now: datetime) -> TeamFormation:
    """Keeps what was written, whatever it is; `version` is the one the writer began with.

    The same once more changes nothing. Raises `FormTakesNoAnswers` and `ChangedMeanwhile`.
    """
    formation, answers = _lock(formation), answers.tidy
    stored = answers_of(formation)
    if answers == stored:
        return formation
    if not formation.cohort.is_open or not formation.takes_answers(now):
        raise FormTakesNoAnswers
    if version != formation.version:
        raise ChangedMeanwhile(formation, stored)
    formation.members.all().delete()
    ProposedMember.objects.bulk_create(
        ProposedMember(
            formation=formation,
            position=line.position,
            name=line.name,
            email=line.email,
            level=line.level,
            availability=line.availability,
            is_lead=line.is_lead,
        )
        for line in answers.lines
    )
    formation.note, formation.saved_at = answers.note, now
    formation.version += 1
    # A draft is saved every few seconds: its history begins when it is handed in.
    TeamFormation.objects.filter(pk=formation.pk).update(note=formation.note, saved_at=now, version=formation.version)
    return formation


def hand_in(*, formation: TeamFormation, answers: Answers, version: int, now: datetime) -> TeamFormation:
    """Saves what was written, and gives it to the coordinators where nothing is wrong with it. Twice is once.

    What was written is kept also where it isn't ready yet. Raises `FormTakesNoAnswers`, `ChangedMeanwhile`, `NotReadyYet`.
    """
    saved = save_draft(formation=formation, answers=answers, version=version, now=now)
    return _hand_in(saved, now)


@transaction.atomic
def _hand_in(saved: TeamFormation, now: datetime) -> TeamFormation:
    formation = _lock(saved)
    if formation.status in (FormationStatus.HANDED_IN, FormationStatus.APPROVED):
        return formation
    if not formation.cohort.is_open or not formation.takes_answers(now):
        raise FormTakesNoAnswers
    answers = answers_of(formation)
    if formation.version != saved.version:
        raise ChangedMeanwhile(formation, answers)
    problems = problems_in(formation, answers.lines)
    if problems:
        raise NotReadyYet(formation, problems)
    formation.status, formation.handed_in_at = FormationStatus.HANDED_IN, now
    sign_change(formation, by=None, reason="Handed in")
    formation.save()
    tell_coordinators(formation, now)
    return formation


def problems_in(formation: TeamFormation, lines: Sequence[Line]) -> list[Problem]:
    """Everything that is wrong with the lines themselves, in their order; no query.

    Who has a place in the cohort already is not among it: whoever holds the form's link would be told who is inside.
    """
    cohort = formation.cohort
    problems: list[Problem] = []
    seen: set[str] = set()
    lead: Line | None = None
    for line in lines:
        if not line.name:
            problems.append(Problem(line.position, "name", _("Write this person’s name.")))
        problems += _problems_with_address(line, seen)
        if not line.level:
            problems.append(Problem(line.position, "level", _("Choose where this person stands at work.")))
        if line.is_lead and lead:
            sentence = _("Only one person leads the team; person %(number)d is ticked already.")
            problems.append(Problem(line.position, "is_lead", sentence % {"number": lead.position + 1}))
        lead = lead or (line if line.is_lead else None)
    if lines and lead is None:
        problems.append(Problem(lines[0].position, "is_lead", _("Tick the one person who leads the team.")))
    if len(lines) < cohort.team_size_min:
        problems.append(Problem(_next_free(lines), "name", _size_sentence(formation, len(lines))))
    elif len(lines) > cohort.team_size_max:
        too_many = lines[cohort.team_size_max]
        problems.append(Problem(too_many.position, "name", _size_sentence(formation, len(lines))))
    return sorted(problems, key=lambda problem: problem.position)


def _problems_with_address(line: Line, seen: set[str]) -> list[Problem]:
    if not line.email:
        return [Problem(line.position, "email", _("Write this person’s e-mail address."))]
    try:
        address = plain_address(line.email)
    except UnreadableAddress as unreadable:
        return [Problem(line.position, "email", str(unreadable))]
    if address in seen:
        return [Problem(line.position, "email", _("This address stands in another line too."))]
    seen.add(address)
    return []


def placed_elsewhere(formation: TeamFormation, lines: Sequence[Line]) -> list[Problem]:
    """Who on the list can't join this team, for they are in the cohort with something else; one query. For coordinators."""
    rows = Enrollment.objects.filter(
        cohort=formation.cohort, person__email__in={line.email.lower() for line in lines}
    ).exclude(status=EnrollmentStatus.WITHDRAWN)
    elsewhere = {
        email
        for email, role, status, team, organization in rows.values_list(
            "person__email", "role", "status", "team", "organization"
        )
        if role not in LEARNING_ROLES
        or status == EnrollmentStatus.COMPLETED
        or team not in {None, formation.team_id}
        or organization not in {None, formation.organization_id}
    }
    sentence = _(
        "This person already has a place in the community, in another team or role. "
        "Move them first, or ask the leader for somebody else."
    )
    return [Problem(line.position, "email", sentence) for line in lines if line.email.lower() in elsewhere]


def _next_free(lines: Sequence[Line]) -> int:
    """The first line nobody stands in."""
    taken = {line.position for line in lines}
    return next(position for position in range(len(lines) + 1) if position not in taken)


def _size_sentence(formation: TeamFormation, size: int) -> str:
    least, most = formation.cohort.team_size_min, formation.cohort.team_size_max
    said = ngettext("There is %(size)d person on your list.", "There are %(size)d people on your list.", size)
    if least == most:
        rule = ngettext("A team here has exactly %(most)d person.", "A team here has exactly %(most)d people.", most)
    else:
        rule = ngettext(
            "A team here has %(least)d to %(most)d person.", "A team here has %(least)d to %(most)d people.", most
        )
    return f"{said} {rule}" % {"size": size, "least": least, "most": most}


def _lock(formation: TeamFormation) -> TeamFormation:
    """The form as it is now; who else writes in it, or decides on it, waits."""
    rows = TeamFormation.objects.select_for_update(of=("self",)).select_related("cohort__program", "organization")
    return rows.get(pk=formation.pk)
