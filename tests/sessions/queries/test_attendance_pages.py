from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import Role
from sessions.queries.attendance_pages import followed_by, overview_of, session_attendance, waiting_names
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory, TeamFactory
from tests.factories.sessions import ApologyFactory, CorrectionFactory, LiveSessionFactory, PresenceFactory

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
AFTER = START + timedelta(days=60)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def sessions(cast, number):
    """Sessions at which somebody was noted, so that others were missing."""
    weeks = [timedelta(days=7 * week) for week in range(number)]
    held = [LiveSessionFactory(cohort=cast.cohort, starts_at=START + week) for week in weeks]
    for live_session in held:
        PresenceFactory(live_session=live_session, person=None, name="Somebody")
    return held


def names(rows):
    return sorted(row.enrollment.person.name for row in rows)


class TestWhoseAttendanceOneSees:
    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            ("facilitator", ["Coach", "Coordinator", "Facilitator", "Observer", "Participant", "Team Lead"]),
            ("coordinator", ["Coach", "Coordinator", "Facilitator", "Observer", "Participant", "Team Lead"]),
            ("site_admin", ["Coach", "Coordinator", "Facilitator", "Observer", "Participant", "Team Lead"]),
            ("participant", ["Participant"]),
            ("team_lead", ["Participant", "Team Lead"]),
            ("coach", ["Coach"]),
            ("observer", ["Observer"]),
            ("withdrawn", []),
            ("neighbor", []),
            ("outsider", []),
        ],
    )
    def test_by_role(self, cast, role, seen):
        EnrollmentFactory(cohort=cast.neighbor_cohort, team=TeamFactory(cohort=cast.neighbor_cohort))
        rows = followed_by(cast[role], cast.cohort).order_by("person__name")
        assert list(rows.values_list("person__name", flat=True)) == seen

    def test_a_coach_sees_coached_teams_of_this_cohort(self, cast):
        cast.team.coach = cast["coach"]
        cast.team.save()
        other = TeamFactory(cohort=cast.neighbor_cohort, coach=cast["coach"])
        EnrollmentFactory(cohort=cast.neighbor_cohort, team=other)
        rows = followed_by(cast["coach"], cast.cohort).values_list("person__name", flat=True)
        assert sorted(rows) == ["Coach", "Participant", "Team Lead"]


class TestOneSession:
    def test_everybody_inside_and_nobody_else(self, cast, live_session):
        for role in ("participant", "withdrawn"):
            PresenceFactory(live_session=live_session, person=cast[role])
        page = session_attendance(live_session, cast["facilitator"], AFTER)
        assert names(page.rows) == ["Coach", "Coordinator", "Facilitator", "Observer", "Participant", "Team Lead"]
        assert [number for _label, number in page.counts] == [1, 0, 0, 1]
        assert [row.is_learning for row in page.rows] == [True, True, False, False, False, False]

    def test_the_queue_counts_each_name_once(self, cast, live_session):
        for name, email in (("Bo", ""), ("BO", ""), ("Bo", "bo@x.example.org")):
            PresenceFactory(live_session=live_session, person=None, name=name, email=email)
        assert session_attendance(live_session, cast["facilitator"], AFTER).names == 2
        assert session_attendance(live_session, cast["coach"], AFTER).names == 0

    def test_names_come_with_minutes_sources_and_whom_they_are_like(self, cast, live_session):
        for start, end in ((0, 30), (20, 50)):
            PresenceFactory(
                live_session=live_session,
                person=None,
                name="Lead Team",
                joined_at=START + timedelta(minutes=start),
                left_at=START + timedelta(minutes=end),
            )
        (one,) = waiting_names(live_session, cast["facilitator"], AFTER)
        assert (one.told_as, one.minutes, len(one.sources)) == ("Lead Team", 50, 1)
        assert one.proposed == [(cast["team_lead"].pk, "Team Lead")]
        assert waiting_names(live_session, cast["participant"], AFTER) == []

    def test_two_of_one_name_are_told_apart(self, cast, live_session):
        for place in ("Bridge Clinic", "River Clinic"):
            EnrollmentFactory(cohort=cast.cohort, person__name="Ana Ruiz", organization=OrganizationFactory(name=place))
        EnrollmentFactory(cohort=cast.cohort, person__name="Bo Yu", organization=OrganizationFactory(name="River Side"))
        for name in ("Ana Ruiz", "Bo Yu"):
            PresenceFactory(live_session=live_session, person=None, name=name)
        waiting = waiting_names(live_session, cast["facilitator"], AFTER)
        proposed = {one.name: sorted(name for _person, name in one.proposed) for one in waiting}
        assert proposed == {"Ana Ruiz": ["Ana Ruiz (Bridge Clinic)", "Ana Ruiz (River Clinic)"], "Bo Yu": ["Bo Yu"]}

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(self, cast, live_session, number, django_assert_num_queries):
        for _one in range(number):
            person = EnrollmentFactory(cohort=cast.cohort).person
            PresenceFactory(live_session=live_session, person=person)
            CorrectionFactory(live_session=live_session, person=person)
            ApologyFactory(live_session=live_session, person=person)
            PresenceFactory(live_session=live_session, person=None, name=f"Name {person.pk}")
        viewer = cast["facilitator"]
        viewer.has_perm("live_sessions.see_attendance", cast.cohort)
        with django_assert_num_queries(8):
            session_attendance(live_session, viewer, AFTER)
        with django_assert_num_queries(3):
            waiting_names(live_session, viewer, AFTER)


class TestTheOverview:
    def test_who_missed_the_last_two_is_drifting_away(self, cast):
        first, second, third = sessions(cast, 3)
        away = EnrollmentFactory(cohort=cast.cohort, person__name="Away").person
        PresenceFactory(live_session=first, person=away)
        PresenceFactory(live_session=second, person=cast["participant"])
        ApologyFactory(live_session=third, person=cast["team_lead"])
        overview = overview_of(cast.cohort, cast["facilitator"], AFTER)
        assert names(overview.drifting) == ["Away"]
        assert {row.enrollment.person.name: row.attended for row in overview.rows if row.attended} == {
            "Away": 1,
            "Participant": 1,
        }
        numbers = [[number for _label, number in counts] for _session, counts in overview.numbers]
        assert numbers == [[1, 0, 0, 2], [1, 0, 0, 2], [0, 0, 1, 2]]

    def test_where_nobody_noted_who_was_there_no_number_says_so(self, cast):
        (taken,) = sessions(cast, 1)
        not_taken = LiveSessionFactory(cohort=cast.cohort, starts_at=START + timedelta(days=7))
        ApologyFactory(live_session=not_taken, person=cast["team_lead"])
        overview = overview_of(cast.cohort, cast["facilitator"], AFTER)
        assert [[number for _label, number in counts] for _session, counts in overview.numbers] == [
            [0, 0, 0, 2],
            [None, 0, 1, None],
        ]
        assert [session_attendance(one, cast["facilitator"], AFTER).is_taken for one in (taken, not_taken)] == [
            True,
            False,
        ]

    def test_one_session_is_no_drift_and_those_who_run_it_do_not_drift(self, cast):
        sessions(cast, 1)
        assert overview_of(cast.cohort, cast["facilitator"], AFTER).drifting == []
        sessions(cast, 1)
        assert names(overview_of(cast.cohort, cast["facilitator"], AFTER).drifting) == ["Participant", "Team Lead"]

    def test_what_others_see(self, cast):
        sessions(cast, 2)
        EnrollmentFactory(cohort=cast.cohort)
        lead = overview_of(cast.cohort, cast["team_lead"], AFTER)
        assert names(lead.rows) == ["Participant", "Team Lead"]
        observer = overview_of(cast.cohort, cast["observer"], AFTER)
        assert (observer.rows, observer.shows_people) == ([], False)
        assert [[number for _label, number in counts] for _session, counts in observer.numbers] == [[0, 0, 0, 3]] * 2

    def test_nothing_of_another_cohort(self, cast):
        (session,) = sessions(cast, 1)
        other = LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START)
        both = EnrollmentFactory(cohort=cast.cohort, person__name="Both").person
        EnrollmentFactory(cohort=cast.neighbor_cohort, person=both, role=Role.FACILITATOR)
        PresenceFactory(live_session=other, person=both)
        overview = overview_of(cast.cohort, cast["facilitator"], AFTER)
        assert overview.sessions == [session]
        assert [row.attended for row in overview.rows if row.enrollment.person == both] == [0]
        neighbor = overview_of(cast.neighbor_cohort, cast["neighbor"], AFTER)
        assert (neighbor.sessions, names(neighbor.rows)) == ([other], ["Both", "Neighbor"])

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(self, cast, number, django_assert_num_queries):
        for session in sessions(cast, number):
            for _one in range(number):
                person = EnrollmentFactory(cohort=cast.cohort).person
                PresenceFactory(live_session=session, person=person)
                CorrectionFactory(live_session=session, person=person)
        viewer = cast["facilitator"]
        viewer.has_perm("live_sessions.see_attendance", cast.cohort)
        with django_assert_num_queries(7):
            overview_of(cast.cohort, viewer, AFTER)
