"""A team's page: what each phase expects, what its people have done, and who sees that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Enrollment
from discussions.models import Post
from progress.queries import phases_of_team
from tests.factories.cohorts import EnrollmentFactory, PhaseFactory, PseudonymFactory, TeamFactory
from tests.factories.discussions import PostFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def phases(cast, now):
    """Two phases with a session each, of which the participant has answered the first; one answer is all that is expected."""
    ParticipationRuleFactory(cohort=cast.cohort, responses_required=1, replies_required=0)
    Enrollment.objects.filter(cohort=cast.cohort).update(activated_at=now - timedelta(days=90))
    made = []
    for number, days in ((1, 60), (2, 5)):
        phase = PhaseFactory(
            cohort=cast.cohort,
            position=number,
            title=f"Phase {number}",
            expected_participation=f"canary-expected-{number}",
        )
        session = LiveSessionFactory(cohort=cast.cohort, phase=phase, starts_at=now - timedelta(days=days))
        made.append(PromptFactory(live_session=session))
    PostFactory(thread=made[0].thread, author=cast["participant"])
    return made


def told(team, viewer, now):
    return [
        (part.phase and part.phase.title, [(row.person.name, done, expected) for row, done, expected in part.rows])
        for part in phases_of_team(team, viewer, now)
    ]


def test_expected_against_actual_by_phase(cast, phases, now):
    assert told(cast.team, cast["facilitator"], now) == [
        ("Phase 1", [("Participant", 1, 1), ("Team Lead", 0, 1)]),
        ("Phase 2", [("Participant", 0, 1), ("Team Lead", 0, 1)]),
    ]
    assert [(part.done, part.expected) for part in phases_of_team(cast.team, cast["facilitator"], now)] == [
        (1, 2),
        (0, 2),
    ]


def test_what_was_said_without_a_name_counts_for_oneself_and_at_the_desk_only(cast, phases, now):
    """To a peer the count would tell who has spoken without a name."""
    heron = PseudonymFactory(cohort=cast.cohort, person=cast["participant"])
    Post.objects.filter(author=cast["participant"]).update(pseudonym=heron)
    answers = {role: told(cast.team, cast[role], now)[0][1] for role in ("team_lead", "participant", "facilitator")}
    assert answers == {
        "team_lead": [("Participant", 0, 1), ("Team Lead", 0, 1)],
        "participant": [("Participant", 1, 1)],
        "facilitator": [("Participant", 1, 1), ("Team Lead", 0, 1)],
    }
    cast.team.coach = cast["coach"]
    cast.team.save()
    assert told(cast.team, cast["coach"], now)[0][1][0] == ("Participant", 0, 1)


def test_the_page_says_so_where_there_can_be_such(client, cast, phases):
    client.force_login(cast["team_lead"], backend="accounts.backends.EmailBackend")
    said = "What is said without a name is not counted here."
    assert said not in client.get(cast.team.get_absolute_url()).content.decode()
    cast.cohort.pseudonyms_allowed = True
    cast.cohort.save()
    assert said in client.get(cast.team.get_absolute_url()).content.decode()
    client.force_login(cast["facilitator"], backend="accounts.backends.EmailBackend")
    assert said not in client.get(cast.team.get_absolute_url()).content.decode()


def test_what_was_over_before_somebody_came_in_is_not_expected_of_them(cast, phases, now):
    Enrollment.objects.filter(person=cast["team_lead"]).update(activated_at=now - timedelta(days=30))
    assert told(cast.team, cast["facilitator"], now)[0] == ("Phase 1", [("Participant", 1, 1)])


def test_a_session_in_no_phase_is_not_lost(cast, phases, now):
    phases[0].live_session.phase.delete()
    assert [phase for phase, _rows in told(cast.team, cast["facilitator"], now)] == ["Phase 2", None]


def test_who_sees_what_others_have_done(client, cast, phases, now):
    cast.team.coach = cast["coach"]
    cast.team.save()
    other_lead = EnrollmentFactory(
        cohort=cast.cohort, role="team_lead", team=TeamFactory(cohort=cast.cohort), activated_at=now
    )
    everybody = ["Participant", "Team Lead"]
    people = {role: cast[role] for role in ("team_lead", "facilitator", "coordinator", "coach", "site_admin")}
    assert {
        role: [name for name, *_ in told(cast.team, person, now)[0][1]] for role, person in people.items()
    } == dict.fromkeys(people, everybody)
    # One's own part is one's own to see; observers, and leads of other teams, see what is expected.
    for person, names in ((cast["participant"], ["Participant"]), (cast["observer"], []), (other_lead.person, [])):
        assert [name for name, *_ in told(cast.team, person, now)[0][1]] == names
        client.force_login(person)
        text = client.get(reverse("cohorts:team_detail", args=[cast.cohort.slug, cast.team.slug])).content.decode()
        assert "canary-expected-1" in text


def test_a_coach_of_another_team_sees_nothing_of_this_one(cast, phases, now):
    assert told(cast.team, cast["coach"], now)[0][1] == []


@pytest.mark.parametrize("more", [0, 2])
def test_takes_the_same_queries_for_any_number(cast, phases, now, more, django_assert_num_queries):
    for _ in range(more):
        EnrollmentFactory(cohort=cast.cohort, team=cast.team, organization=cast.team.organization)
        PhaseFactory(cohort=cast.cohort)
    viewer = type(cast["facilitator"]).objects.get(pk=cast["facilitator"].pk)
    # The sessions that are over and their prompts, the viewer's enrollments, the learners, where people are from, what they
    # wrote, the phases.
    with django_assert_num_queries(7):
        phases_of_team(cast.team, viewer, now)
