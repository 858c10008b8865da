"""A current cohort of a program, started as a coordinator would, with its teams, people and what its sessions have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from cohorts.agreement_queries import words_token
from cohorts.enums import Role
from cohorts.models import Cohort, Enrollment, Organization, Program, Team
from cohorts.operations.agreements import accept_agreements
from cohorts.operations.directory import list_in_directory
from cohorts.operations.enrollment import activate, enroll, withdraw
from cohorts.operations.invitations import invite
from cohorts.operations.members import note_level
from cohorts.operations.organizations import belong_to
from cohorts.operations.teams import open_team
from cop_portal.blueprints.proposal import ProposedSchedule
from cop_portal.blueprints.starting import blueprint_of, start_cohort
from cop_portal.demo.content import CohortContent, file_named, unwrapped
from cop_portal.demo.dates import current_schedule
from cop_portal.demo.recordings import add_demo_recording
from progress.operations.rule import set_participation_rule
from sessions.models import LiveSession
from sessions.operations.agenda import AgendaBlock, set_agenda
from sessions.operations.materials import add_file, add_link
from sessions.operations.resources import add_resource
from sessions.operations.schedule import edit_session

# The cohort stands, and people come in, before the opening; recordings take a few days.
BEFORE_THE_OPENING, UNTIL_RECORDED = timedelta(days=20), timedelta(days=3)
BELONGINGS = ("agenda", "materials", "recordings", "slug")


@dataclass(frozen=True)
class Scene:
    """What the cohorts are made of."""

    people: Mapping[str, User]
    organizations: Mapping[str, Organization]
    levels: Mapping[str, str]
    coordinator: User
    now: datetime


def make_cohort(content: CohortContent, scene: Scene) -> Cohort:
    """The cohort with its people and sessions; what they wrote comes later, and so do those who leave."""
    facts, by, now = content.facts, scene.coordinator, scene.now
    program = Program.objects.get(slug=facts["program"])
    blueprint = blueprint_of(program)
    fewest, most = facts["days_ahead"]
    schedule = current_schedule(blueprint, next_session=facts["next_session"], days_ahead=(fewest, most), now=now)
    cohort = start_cohort(
        program=program,
        title=f"{facts['title']} {_years(schedule)}",
        slug=facts["slug"],
        time_zone=blueprint.cohort_defaults.time_zone,
        schedule=schedule,
        by=by,
        now=min(now, schedule.sessions[0].starts_at) - BEFORE_THE_OPENING,
    )
    if facts["rule"]:
        set_participation_rule(cohort=cohort, by=by, **facts["rule"])
    _enroll(cohort, facts, scene)
    for resource in facts.get("resources", []):
        add_resource(cohort=cohort, by=by, now=now, **resource)
    for session in facts["sessions"]:
        live_session = cohort.live_sessions.select_related("cohort").get(slug=session["slug"])
        _describe(live_session, session, scene)
    return cohort


def settle_people(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Those who left leave, and those whose invitation is on its way are invited: the only mails, and they are of now."""
    for key, facts in content.facts["enrollments"].items():
        enrollment = Enrollment.objects.get(cohort=cohort, person=scene.people[key])
        if facts.get("then") == "withdrawn":
            withdraw(enrollment=enrollment, by=scene.coordinator, reason=facts["why"], now=scene.now)
        elif facts.get("then") == "invited":
            invite(enrollment=enrollment, by=scene.coordinator, now=scene.now)


def _years(schedule: ProposedSchedule) -> str:
    """The years of its sessions: "2026" or "2026–27"."""
    years = sorted({session.day.year for session in schedule.sessions})
    return f"{years[0]}–{years[-1] % 100:02}" if len(years) > 1 else str(years[0])


def _enroll(cohort: Cohort, facts: Mapping[str, Any], scene: Scene) -> None:
    by, now = scene.coordinator, scene.now
    first = cohort.live_sessions.order_by("starts_at").first()
    came_in = min(first.starts_at, now) - BEFORE_THE_OPENING if first else now
    own = Enrollment.objects.get(cohort=cohort, person=by)
    belong_to(enrollment=own, organization=scene.organizations["kindling"], by=by, now=now)
    accept_agreements(cohort=cohort, by=by, read=words_token(cohort.agreements), now=came_in)
    teams = {key: _open_team(cohort, team, scene) for key, team in facts.get("teams", {}).items()}
    for key, place in facts["enrollments"].items():
        team = teams.get(place.get("team", ""))
        enrollment = enroll(
            cohort=cohort,
            email=scene.people[key].email,
            role=place.get("role", Role.PARTICIPANT),
            organization=team.organization if team else scene.organizations[place["organization"]],
            team=team,
            by=by,
            now=came_in,
        )
        note_level(enrollment=enrollment, level=scene.levels.get(key, ""), by=by, now=came_in)
        if place.get("then") not in {"invited", "not invited yet"}:
            person = scene.people[key]
            enrollment = activate(enrollment=enrollment, by=person, now=came_in)
            accept_agreements(cohort=cohort, by=person, read=words_token(cohort.agreements), now=came_in)
            # One of them would rather not be found, as happens.
            list_in_directory(enrollment=enrollment, is_listed=key != "walter", by=person, now=came_in)


def _open_team(cohort: Cohort, facts: Mapping[str, str], scene: Scene) -> Team:
    organization = scene.organizations[facts["organization"]]
    coach = scene.people.get(facts.get("coach", ""))
    by, now = scene.coordinator, scene.now
    return open_team(cohort=cohort, organization=organization, name=facts["name"], by=by, coach=coach, now=now)


def _describe(live_session: LiveSession, facts: Mapping[str, Any], scene: Scene) -> None:
    """What facilitators have added to a session: link, place, agenda, materials, recordings."""
    by, now = scene.coordinator, scene.now
    said = {name: unwrapped(value) for name, value in facts.items() if name not in BELONGINGS}
    edit_session(live_session=live_session, by=by, now=now, **said)  # type: ignore[arg-type]
    if "agenda" in facts:
        blocks = [AgendaBlock(**block) for block in facts["agenda"]]
        set_agenda(live_session=live_session, items=blocks, by=by, now=now)
    for material in facts.get("materials", []):
        _add_material(live_session, material, scene)
    for recording in facts.get("recordings", []):
        add_demo_recording(live_session, recording, by=by, now=min(live_session.ends_at + UNTIL_RECORDED, now))


def _add_material(live_session: LiveSession, facts: Mapping[str, str], scene: Scene) -> None:
    by, now = scene.coordinator, min(live_session.starts_at, scene.now) - timedelta(hours=30)
    title, description = facts["title"], facts.get("description", "")
    if "url" in facts:
        add_link(live_session=live_session, title=title, url=facts["url"], description=description, by=by, now=now)
    else:
        upload = SimpleUploadedFile(facts["file"].replace("_", "-"), file_named(facts["file"]), "text/plain")
        add_file(live_session=live_session, upload=upload, title=title, description=description, by=by, now=now)
