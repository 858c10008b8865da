"""What people have done of what is expected, in a fixed number of queries whatever the size of the cohort."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.db.models.functions import Lower

from cohorts.enums import LEARNING_ROLES, CohortStatus, EnrollmentStatus
from cohorts.models import Enrollment, Phase, Team
from discussions.models import Post
from progress.counting import Contribution, Expectation, Standing, count
from progress.models import ParticipationRule
from progress.rules import sees_participation_of_team
from progress.wording import missing_of
from sessions.models import LiveSession, Prompt

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort


@dataclass
class SessionPart:
    """One person's part in one session: the session, its open prompts, and where the person stands.

    `before_their_time`: it was over when the person came in, so nothing of it is owed; whoever likes may catch up.
    """

    live_session: LiveSession
    prompts: list[Prompt]
    standing: Standing
    before_their_time: bool = False

    @property
    def is_owed(self) -> bool:
        return not (self.standing.is_done or self.before_their_time)

    @property
    def missing(self) -> str:
        """What is still missing, in words; empty where nothing is."""
        return missing_of(self.standing)

    @property
    def ways_to_answer(self) -> list[tuple[str, str]]:
        """Each open prompt's title and where one answers it."""
        return [(prompt.thread.title, f"{prompt.thread.get_absolute_url()}#answer") for prompt in self.prompts]


@dataclass
class LearnerRow:
    """One learner of a cohort and their standing in each of the grid's sessions, in the sessions' order."""

    enrollment: Enrollment
    standings: list[Standing]
    live_sessions: list[LiveSession]

    @property
    def owed(self) -> list[SessionPart]:
        """The parts that are theirs to do and aren't done; none of a session that was over before they came in."""
        since = self.enrollment.activated_at
        parts = [
            SessionPart(
                live_session,
                live_session.open_prompts,  # type: ignore[attr-defined]  # fetched along
                standing,
                before_their_time=since is not None and live_session.ends_at <= since,
            )
            for live_session, standing in self.cells
        ]
        return [part for part in parts if part.is_owed]

    @property
    def cells(self) -> list[tuple[LiveSession, Standing]]:
        return list(zip(self.live_sessions, self.standings, strict=True))

    @property
    def done(self) -> int:
        return sum(standing.is_done for standing in self.standings)


@dataclass
class ParticipationGrid:
    """Who has done what: the sessions that are over and have open prompts, oldest first, and a row a learner."""

    live_sessions: list[LiveSession]
    rows: list[LearnerRow]

    @property
    def owing(self) -> list[tuple[LiveSession, int]]:
        """The sessions of which somebody still owes something, and how many people do."""
        owed = Counter(part.live_session.pk for row in self.rows for part in row.owed)
        return [(live_session, owed[live_session.pk]) for live_session in self.live_sessions if owed[live_session.pk]]


def expectation_of(cohort: Cohort) -> Expectation | None:
    """The numbers of the cohort's rule; None for a cohort that has none. No query if the rule was selected along."""
    try:
        rule = cohort.participation_rule
    except ParticipationRule.DoesNotExist:
        return None
    return Expectation(
        responses=rule.responses_required,
        replies=rule.replies_required,
        words=rule.words_required,
        reply_outside_organization=rule.reply_outside_organization,
    )


def sessions_to_answer(cohorts: Iterable[Cohort | int], now: datetime) -> list[LiveSession]:
    """Sessions of these cohorts that are over and have an open prompt, newest first; `open_prompts` on each. Two queries.

    A prompt that was opened early can be answered, but nobody owes an answer for a session that hasn't been held.
    """
    open_prompts = Prompt.objects.open_at(now).select_related("thread__board__cohort").order_by("position", "pk")
    sessions = (
        LiveSession.objects.scheduled()
        .over(now)
        .filter(cohort__in=cohorts, prompts__in=Prompt.objects.open_at(now))
        .select_related("cohort__program", "cohort__participation_rule")
        .prefetch_related(Prefetch("prompts", queryset=open_prompts, to_attr="open_prompts"))
        .distinct()
        .order_by("-starts_at", "-pk")
    )
    return list(sessions)


def contributions(
    live_sessions: Iterable[LiveSession], people: Iterable[int], *, named_but: User | None = None
) -> dict[tuple[int, int], list[Contribution]]:
    """The standing posts of these people on the prompts of these sessions, by (person, session). Two queries.

    `named_but` is a peer who looks: what others said without their name is left out, or counts would tell who they are. For
    the same reason somebody without a name is a person of their own to reply to, and of no organization; who stands for no
    organization is of no other one.
    """
    sessions = list(live_sessions)
    organizations: dict[tuple[int, int], int | None] = {}
    for cohort_id, person_id, organization_id in Enrollment.objects.filter(
        cohort__in={live_session.cohort_id for live_session in sessions}
    ).values_list("cohort_id", "person_id", "organization_id"):
        organizations[cohort_id, person_id] = organization_id
    cohort_of = {live_session.pk: live_session.cohort_id for live_session in sessions}
    found = defaultdict(list)
    posts = Post.objects.standing().filter(thread__prompt__live_session__in=sessions, author__in=people)
    if named_but is not None:
        posts = posts.filter(Q(pseudonym=None) | Q(author=named_but))
    rows = posts.values_list(
        "author_id", "thread__prompt__live_session_id", "parent_id", "parent__author_id", "parent__pseudonym_id",
        "word_count", "created_at",
    )  # fmt: skip
    for author, session_id, parent, parent_author, nameless, words, at in rows:
        reply_to = -nameless if nameless and parent_author != author else parent_author
        if parent is not None and reply_to is None:  # type: ignore[redundant-expr]  # a response has no parent
            continue  # A reply to somebody who has been erased is nobody's.
        cohort_id = cohort_of[session_id]
        found[author, session_id].append(
            Contribution(
                at=at,
                words=words,
                reply_to=reply_to,
                is_outside=nameless is None
                and organizations.get((cohort_id, parent_author)) is not None
                and organizations.get((cohort_id, author)) != organizations[cohort_id, parent_author],
            )
        )
    return found


def parts_of(viewer: User, now: datetime, *, live_session: LiveSession | None = None) -> list[SessionPart]:
    """The viewer's part in each session that is over and has open prompts (or in the one given), newest first.

    Only where something is expected of them: as an active participant or team lead of a running cohort with a rule. Five
    queries, whatever the number of sessions and posts.
    """
    learning = viewer.enrollments.filter(
        status=EnrollmentStatus.ACTIVE, role__in=LEARNING_ROLES, cohort__status=CohortStatus.RUNNING
    )
    if live_session is not None:
        learning = learning.filter(cohort=live_session.cohort_id)
    came_in = dict(learning.values_list("cohort", "activated_at"))
    sessions = sessions_to_answer(came_in, now) if came_in else []
    if live_session is not None:
        sessions = [session for session in sessions if session.pk == live_session.pk]
    posts = contributions(sessions, [viewer.pk]) if sessions else {}
    return _parts(viewer.pk, sessions, came_in, posts)


def parts_of_people(people: Iterable[int], now: datetime, *, cohort: int) -> dict[int, list[SessionPart]]:
    """The same of several people in one cohort, by their ids, without those of whom nothing is expected. Five queries for all."""
    learning = Enrollment.objects.active().filter(
        person__in=people, role__in=LEARNING_ROLES, cohort=cohort, cohort__status=CohortStatus.RUNNING
    )
    came_in = dict(learning.values_list("person", "activated_at"))
    sessions = sessions_to_answer([cohort], now) if came_in else []
    posts = contributions(sessions, came_in) if sessions else {}
    return {person: _parts(person, sessions, {cohort: since}, posts) for person, since in came_in.items()}


def _parts(
    person: int,
    sessions: list[LiveSession],
    came_in: Mapping[int, datetime | None],
    posts: Mapping[tuple[int, int], list[Contribution]],
) -> list[SessionPart]:
    """Somebody's part in each of these sessions whose cohort has a rule; `came_in` is when, by cohort."""
    parts = []
    for session in sessions:
        expectation = expectation_of(session.cohort)
        if expectation is not None:
            standing = count(expectation, posts.get((person, session.pk), ()), person=person)
            prompts = session.open_prompts  # type: ignore[attr-defined]  # fetched along
            since = came_in[session.cohort_id]
            before = since is not None and session.ends_at <= since
            parts.append(SessionPart(session, prompts, standing, before_their_time=before))
    return parts


@dataclass
class PhaseOfTeam:
    """What a phase expects, and what the team's people have done of it; `phase` is None for sessions in no phase.

    `rows` are those the viewer may see: (enrollment, done, expected). Sessions before somebody came in aren't expected.
    """

    phase: Phase | None
    live_sessions: list[LiveSession]
    rows: list[tuple[Enrollment, int, int]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(done for _enrollment, done, _expected in self.rows)

    @property
    def expected(self) -> int:
        return sum(expected for _enrollment, _done, expected in self.rows)


def phases_of_team(team: Team, viewer: User, now: datetime) -> list[PhaseOfTeam]:
    """The phases of the team's cohort, expected against actual. At most eight queries.

    Everybody in the cohort reads what is expected. What the team's people have done is for their team lead, the team's coach
    and those at the desk; somebody else of the team sees their own part. What was said without a name counts for oneself and at
    the desk.
    """
    cohort = team.cohort
    sessions = sessions_to_answer([cohort], now)[::-1]
    expectation = expectation_of(sessions[0].cohort) if sessions else None
    learners = _learners_shown(team, viewer) if expectation else []
    named_but = None if viewer.has_perm("cohorts.see_participation", cohort) else viewer
    people = [row.person_id for row in learners]
    posts = contributions(sessions, people, named_but=named_but) if learners else {}
    found: dict[int | None, PhaseOfTeam] = {
        phase.pk: PhaseOfTeam(phase, []) for phase in cohort.phases.order_by("position", "pk")
    }
    for session in sessions:
        found.setdefault(session.phase_id, PhaseOfTeam(None, [])).live_sessions.append(session)
    for part in found.values():
        for row in learners:
            if expectation is None:
                break
            done, expected = _done_of(row, part.live_sessions, posts, expectation)
            if expected:
                part.rows.append((row, done, expected))
    return list(found.values())


def _learners_shown(team: Team, viewer: User) -> list[Enrollment]:
    """Those of a team of whom something is expected, by name: all for whoever may see it, else oneself."""
    learners = Enrollment.objects.filter(team=team).active().learning().select_related("person")
    if not sees_participation_of_team(viewer, team):
        learners = learners.filter(person=viewer)
    return list(learners.order_by(Lower("person__name"), "person__email"))


def _done_of(
    row: Enrollment,
    sessions: list[LiveSession],
    posts: dict[tuple[int, int], list[Contribution]],
    expectation: Expectation,
) -> tuple[int, int]:
    """Of how many sessions somebody has done their part, and of how many it is expected."""
    own = [session for session in sessions if row.activated_at is None or session.ends_at > row.activated_at]
    standings = [
        count(expectation, posts.get((row.person_id, session.pk), ()), person=row.person_id) for session in own
    ]
    return sum(standing.is_done for standing in standings), len(own)


def participation_grid(cohort: Cohort, now: datetime) -> ParticipationGrid:
    """Every active learner of the cohort against every session that is over and has open prompts. Five queries."""
    sessions = sessions_to_answer([cohort], now)[::-1]
    learners = list(
        Enrollment.objects.filter(cohort=cohort)
        .active()
        .learning()
        .select_related("person", "organization", "team")
        .order_by("person__name", "person__email")
    )
    posts = contributions(sessions, [enrollment.person_id for enrollment in learners])
    expectation = expectation_of(cohort) or Expectation(responses=1, replies=0)
    rows = [
        LearnerRow(
            enrollment=enrollment,
            standings=[
                count(expectation, posts.get((enrollment.person_id, session.pk), ()), person=enrollment.person_id)
                for session in sessions
            ],
            live_sessions=sessions,
        )
        for enrollment in learners
    ]
    return ParticipationGrid(live_sessions=sessions, rows=rows)
