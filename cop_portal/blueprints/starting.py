"""Starting a new cohort of a program on new dates, in one act."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Role
from cohorts.models import Cohort, Program
from cohorts.operations.cohorts import open_cohort, put_phase
from cohorts.operations.enrollment import activate, enroll
from common.errors import DomainError
from cop_portal.blueprints.boards import open_boards
from cop_portal.blueprints.cohort_facts import cohort_facts, first_and_last_day, phase_facts, rule_facts
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.problems import BadBlueprint
from cop_portal.blueprints.proposal import ProposedSchedule
from cop_portal.blueprints.reading import read_document
from cop_portal.blueprints.sessions import add_session
from progress.operations.rule import set_participation_rule

if TYPE_CHECKING:
    from accounts.models import User


class UnableToStartCohort(DomainError):
    """The cohort can't be started like this; the sentence says why, and `field` which field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def blueprint_of(program: Program) -> Blueprint:
    """What the program's file said when it was loaded. Raises `UnableToStartCohort` where there is none to read."""
    if not program.blueprint:
        raise UnableToStartCohort(
            _("This program was not loaded from a file, so there is nothing a cohort could begin with.")
        )
    try:
        return read_document(program.blueprint, file=program.slug)
    except BadBlueprint as bad:
        raise UnableToStartCohort(
            _("The file of this program can't be read any more. An administrator can load it again.")
        ) from bad


@transaction.atomic
def start_cohort(
    *,
    program: Program,
    title: str,
    slug: str,
    time_zone: str,
    schedule: ProposedSchedule,
    by: User,
    now: datetime,
) -> Cohort:
    """A cohort with phases, sessions, agendas, prompts, rule and boards, and `by` as its coordinator.

    Every date of `schedule` has been confirmed. The same form sent twice makes one cohort. Raises `UnableToStartCohort`,
    and what the operations of the apps below refuse.
    """
    # Whoever starts a cohort of this program at the same time waits here, and then finds it.
    program = Program.objects.select_for_update().get(pk=program.pk)
    blueprint = blueprint_of(program)
    _check(schedule)
    title = " ".join(title.split())
    standing = Cohort.objects.filter(slug=slug).first()
    if standing is not None:
        if _is_the_same(standing, program=program, title=title, schedule=schedule, by=by):
            return standing
        raise UnableToStartCohort(_("Another cohort has this address. Choose another one."), field="slug")
    first, last = _stretch(schedule)
    facts = cohort_facts(blueprint)
    # The page's agreements, which an administrator may have edited, are what people know the program by.
    facts |= {"agreements": program.agreements, "time_zone": time_zone, "starts_on": first, "ends_on": last}
    cohort = open_cohort(program=program, by=by, now=now, **facts | {"title": title, "slug": slug})
    dates = {phase.slug: phase for phase in schedule.phases}
    for position, phase in enumerate(blueprint.phases, start=1):
        facts_of_phase = phase_facts(phase, position)
        facts_of_phase |= {"starts_on": dates[phase.slug].first_day, "ends_on": dates[phase.slug].last_day}
        put_phase(cohort=cohort, slug=phase.slug, by=by, **facts_of_phase)
    sessions = {session.slug: session for session in blueprint.sessions}
    for proposed in schedule.sessions:
        add_session(
            cohort=cohort,
            session=sessions[proposed.slug],
            starts_at=proposed.starts_at,
            minutes=proposed.minutes,
            by=by,
            now=now,
        )
    open_boards(cohort=cohort, by=by, now=now)
    set_participation_rule(cohort=cohort, by=by, **rule_facts(blueprint))
    enrollment = enroll(cohort=cohort, email=by.email, role=Role.COORDINATOR, by=by, now=now)
    activate(enrollment=enrollment, by=by, reason=_("Started the cohort"), now=now)
    return cohort


def _check(schedule: ProposedSchedule) -> None:
    if not schedule.sessions:
        raise UnableToStartCohort(_("A cohort needs at least one session."))
    if schedule.refusals:
        raise UnableToStartCohort(next(iter(schedule.refusals.values())))
    if count := len(schedule.unconfirmed):
        raise UnableToStartCohort(
            ngettext(
                "%(count)d date is only proposed. Look at it and confirm it.",
                "%(count)d dates are only proposed. Look at them and confirm them.",
                count,
            )
            % {"count": count}
        )


def _is_the_same(cohort: Cohort, *, program: Program, title: str, schedule: ProposedSchedule, by: User) -> bool:
    """Whether this cohort is what the same form, sent a moment ago, has made."""
    starts = set(cohort.live_sessions.values_list("slug", "starts_at", "minutes"))
    return (
        (cohort.program_id, cohort.title) == (program.pk, title)
        and cohort.enrollments.filter(person=by, role=Role.COORDINATOR).exists()
        and starts == {(proposed.slug, proposed.starts_at, proposed.minutes) for proposed in schedule.sessions}
    )


def _stretch(schedule: ProposedSchedule) -> tuple[date | None, date | None]:
    phases = [(phase.first_day, phase.last_day) for phase in schedule.phases]
    return first_and_last_day([*phases, *((proposed.day, proposed.day) for proposed in schedule.sessions)])
