"""The facts of the three programs, as their hosts published them, stand in the files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest

from common.wall_clock import Month, instant
from cop_portal.blueprints.reading import read_blueprint
from tests.cop_portal.blueprints.examples import BLUEPRINTS

FORUM = read_blueprint(BLUEPRINTS / "health_equity_forum.toml")
RACIAL_EQUITY = read_blueprint(BLUEPRINTS / "racial_equity_cop.toml")
UPSTREAM = read_blueprint(BLUEPRINTS / "upstream_conditions.toml")
PROGRAMS = [FORUM, RACIAL_EQUITY, UPSTREAM]


def section(blueprint, title):
    (found,) = (section for section in blueprint.program.sections if section.title == title)
    return " ".join([found.body, *found.points])


class TestHealthEquityForum:
    def test_names_hosts_funder_and_what_the_money_is_not_for(self):
        program = FORUM.program

        assert program.title == (
            "Cross-Sector Alignment Towards Upstream Solutions: "
            "Health Equity Community of Practice Forum for Frontline Partnerships"
        )
        assert program.hosts == ("National Association of Community Health Centers (NACHC)", "AAPCHO")
        assert program.funder == "Robert Wood Johnson Foundation"
        assert program.funding_note == (
            "The funding of this community of practice is not used to support lobbying "
            "or engagement with elected and political leaders."
        )
        assert program.support_contact == "The National PRAPARE Team"
        assert "The National PRAPARE Team" in program.accommodations_contact

    def test_has_its_questions_goals_topics_lenses_and_outcomes(self):
        program = FORUM.program

        assert [len(words) for words in (program.guiding_questions, program.goals, program.topics)] == [2, 3, 6]
        assert program.lenses == ("Partnership", "Policy", "Payment", "Patient and consumer engagement")
        assert len(program.outcomes) == 4
        assert "community voice and data" in program.guiding_questions[0]
        assert "economic development entities" in program.guiding_questions[1]
        assert "structural racism and discrimination" in program.goals[2]
        assert "advocacy with payers and policy makers" in program.topics[4]
        assert "legislation, policy and systems" in program.outcomes[0]

    def test_says_who_joins_and_how(self):
        program = FORUM.program

        assert program.unit == "individual"
        assert len(program.organization_types) == 8
        assert program.roles_wanted == (
            "front_line_staff",
            "manager",
            "executive",
            "board_member",
            "patient_or_client",
        )
        assert program.affinity_groups == (
            "Political determinants of health",
            "Community-rooted mobilization and advocacy",
            "Community policymaking processes",
        )
        assert [way.partition(",")[0] for way in program.ways_to_take_part] == [
            "Interactive forums",
            "Coaching",
            "Breakout discussions",
            "Affinity groups",
        ]

    def test_met_on_nine_wednesdays_at_three_eastern(self):
        assert [(session.label, session.day) for session in FORUM.sessions] == [
            ("Opening", date(2022, 4, 20)),
            ("Session 1", date(2022, 5, 18)),
            ("Session 2", date(2022, 6, 15)),
            ("Session 3", date(2022, 7, 27)),
            ("Session 4", date(2022, 8, 24)),
            ("Session 5", date(2022, 9, 21)),
            ("Session 6", date(2022, 10, 26)),
            ("Session 7", date(2022, 11, 16)),
            ("Closing", date(2022, 12, 7)),
        ]
        assert {(session.start, session.minutes) for session in FORUM.sessions} == {(time(15), (90, 90))}
        assert FORUM.cohort_defaults.time_zone == "America/New_York"

    def test_met_at_these_instants_before_and_after_the_end_of_summer_time(self):
        assert [instant(session.day, session.start, FORUM.cohort_defaults.time_zone) for session in FORUM.sessions] == [
            datetime(2022, 4, 20, 19, tzinfo=UTC),
            datetime(2022, 5, 18, 19, tzinfo=UTC),
            datetime(2022, 6, 15, 19, tzinfo=UTC),
            datetime(2022, 7, 27, 19, tzinfo=UTC),
            datetime(2022, 8, 24, 19, tzinfo=UTC),
            datetime(2022, 9, 21, 19, tzinfo=UTC),
            datetime(2022, 10, 26, 19, tzinfo=UTC),
            datetime(2022, 11, 16, 20, tzinfo=UTC),
            datetime(2022, 12, 7, 20, tzinfo=UTC),
        ]
        assert (FORUM.as_it_ran.slug, FORUM.as_it_ran.title) == ("health-equity-forum-2022", "Health Equity forum 2022")

    def test_builds_each_module_around_an_episode(self):
        modules = [session for session in FORUM.sessions if session.kind == "module"]
        episodes = [
            "In Sickness and In Wealth",
            "When the Bough Breaks",
            "Becoming American",
            "Bad Sugar",
            "Place Matters",
            "Collateral Damage",
            "Not Just a Paycheck",
        ]

        assert [module.featured_resource for module in modules] == [
            f"“Unnatural Causes”, episode “{episode}”" for episode in episodes
        ]
        assert [module.title.partition(":")[0] for module in modules] == episodes
        assert [session.kind for session in FORUM.sessions] == ["opening", *["module"] * 7, "closing"]
        assert "PBS documentary series “Unnatural Causes”" in section(FORUM, "The series we watch")

    def test_runs_each_module_in_five_blocks(self):
        for module in (session for session in FORUM.sessions if session.kind == "module"):
            kinds = [item.kind for item in module.agenda]
            assert kinds[:3] + kinds[4:] == ["feature", "questions", "preview", "large_group"]
            assert kinds[3] in {"reflection", "breakouts"}
            assert sum(item.minutes for item in module.agenda) == 90
        used = Counter(session.agenda[3].kind for session in FORUM.sessions if session.kind == "module")
        assert used == {"breakouts": 4, "reflection": 3}

    def test_asks_for_one_prompt_and_encourages_replies(self):
        rule = FORUM.participation

        assert (rule.responses_required, rule.replies_required, rule.words_required) == (1, 0, 0)
        assert "choose one of the session's prompts" in rule.words
        assert "encouraged" in rule.words
        assert all(len(session.prompts) >= 2 for session in FORUM.sessions)
        assert "open when the session ends" in section(FORUM, "How the discussion works")

    def test_tells_of_login_recordings_and_live_attendance(self):
        assert "Every participant" in section(FORUM, "Your login")
        assert "encouraged" in section(FORUM, "Being there, and catching up")
        assert "recorded" in section(FORUM, "Being there, and catching up")


class TestRacialEquityCommunityOfPractice:
    def test_names_hosts_and_funder(self):
        assert RACIAL_EQUITY.program.hosts == (
            "California Health Care Safety Net Institute (SNI)",
            "National Equity Project (NEP)",
        )
        assert RACIAL_EQUITY.program.funder == "California Health Care Foundation"
        assert "designed and facilitated together with" in section(RACIAL_EQUITY, "Who holds it")

    def test_enrolls_teams_of_three_to_five_for_eighteen_months(self):
        size = RACIAL_EQUITY.cohort_defaults.team_size

        assert RACIAL_EQUITY.program.unit == "team"
        assert (size.smallest, size.largest) == (3, 5)
        assert "eighteen months" in RACIAL_EQUITY.program.who_joins
        assert "sent in October" in section(RACIAL_EQUITY, "How a team is formed")

    def test_has_three_phases(self):
        assert [(phase.slug, phase.starts, phase.ends) for phase in RACIAL_EQUITY.phases] == [
            ("team-building", Month(2021, 10), Month(2021, 12)),
            ("level-setting", Month(2022, 1), Month(2022, 4)),
            ("learning-and-action", Month(2022, 5), Month(2023, 6)),
        ]

    def test_has_sessions_in_these_months_and_no_invented_days(self):
        assert [
            (session.kind, session.format, str(session.month), session.minutes, session.optional)
            for session in RACIAL_EQUITY.sessions
        ] == [
            ("kick_off", "virtual", "2022-01", None, False),
            ("workshop", "virtual", "2022-02", (120, 180), False),
            ("workshop", "virtual", "2022-03", (120, 180), False),
            ("workshop", "virtual", "2022-04", (120, 180), False),
            ("kick_off", "in_person", "2022-05", None, False),
            ("workshop", "virtual", "2022-07", None, False),
            ("workshop", "virtual", "2022-09", None, False),
            ("workshop", "virtual", "2022-11", None, False),
            ("workshop", "virtual", "2023-01", None, False),
            ("workshop", "virtual", "2023-03", None, False),
            ("workshop", "virtual", "2023-05", None, True),
            ("sharing", "in_person", "2023-06", None, False),
        ]
        assert {session.day for session in RACIAL_EQUITY.sessions} == {None}
        assert RACIAL_EQUITY.as_it_ran is None
        assert "one or two may become in-person" in RACIAL_EQUITY.phases[2].participation

    def test_says_how_it_works(self):
        assert "problems with peers and with experts" in section(RACIAL_EQUITY, "How we work")
        assert "one-to-one consulting" in section(RACIAL_EQUITY, "How we work")
        assert "test and pilot approaches" in section(RACIAL_EQUITY, "Between sessions")
        assert "some are at an early stage" in RACIAL_EQUITY.program.who_joins


class TestUpstreamWork:
    def test_names_hosts_and_funder(self):
        assert UPSTREAM.program.hosts == ("Massachusetts Department of Public Health", "Root Cause")
        assert UPSTREAM.program.funder == "Centers for Disease Control and Prevention (CDC)"

    def test_says_what_it_is_for_and_for_whom(self):
        assert UPSTREAM.program.who_joins.startswith("Five selected community health centers")
        assert "diabetes" in UPSTREAM.program.purpose
        assert "“every step of the way matters”" in section(UPSTREAM, "What we stand by")

    def test_knows_one_date_and_invents_none(self):
        assert [(phase.slug, phase.starts, phase.ends) for phase in UPSTREAM.phases] == [
            ("assessment", None, Month(2024, 12)),
            ("technical-assistance", None, None),
        ]
        assert {(session.day, session.month, session.start) for session in UPSTREAM.sessions} == {(None, None, None)}
        assert "are a suggestion" in section(UPSTREAM, "About the sessions")

    def test_tells_of_the_assessment_and_of_what_follows(self):
        assessment, assistance = UPSTREAM.phases

        assert "Reid et al. 2022, “Getting Grounded”" in assessment.summary
        for word in ("coaching", "funding support", "community of practice", "improvement project on root causes"):
            assert word in assistance.summary

    @pytest.mark.parametrize("words", ["telehealth", "Formal partnerships", "intimate partner violence", "humility"])
    def test_has_the_four_focus_areas(self, words):
        assert words in section(UPSTREAM, "What the health centers work on")

    def test_has_a_rubric_that_says_whose_it_is(self):
        rubric = UPSTREAM.rubric

        assert "sample rubric" in rubric.title
        assert rubric.note.startswith("This is the portal's sample rubric")
        assert [domain.slug for domain in rubric.domains] == [
            "leadership",
            "community-voice",
            "partnerships",
            "data-and-learning",
            "staff-and-humility",
            "staying-power",
        ]
        assert len(rubric.levels) == 4
        descriptors = [words for domain in rubric.domains for words in domain.descriptors]
        assert (len(descriptors), len(set(descriptors))) == (24, 24)


@pytest.mark.parametrize("blueprint", PROGRAMS, ids=lambda blueprint: blueprint.program.slug)
class TestEach:
    def test_has_five_to_seven_agreements(self, blueprint):
        assert 5 <= len(blueprint.program.agreements) <= 7

    def test_has_a_prompt_with_a_title_for_each_session(self, blueprint):
        for session in blueprint.sessions:
            assert [bool(prompt.title) for prompt in session.prompts] == [True] * len(session.prompts) != []

    def test_asks_no_prompt_twice(self, blueprint):
        texts = [prompt.text for session in blueprint.sessions for prompt in session.prompts]

        assert len(set(texts)) == len(texts)

    def test_says_who_answers_those_who_need_something(self, blueprint):
        said = blueprint.program.accommodations_contact
        assert "answer" in said
        # The pages say below it where to write; there is no form "here".
        assert "here" not in said


def test_programs_have_addresses_and_colors_of_their_own():
    assert [(blueprint.program.slug, blueprint.program.accent) for blueprint in PROGRAMS] == [
        ("health-equity-forum", "forum"),
        ("racial-equity-cop", "sni"),
        ("upstream-conditions", "upstream"),
    ]
