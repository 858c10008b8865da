from __future__ import annotations

import pytest

from cop_portal.blueprints.cohort_facts import cohort_facts
from cop_portal.blueprints.reading import read_document
from tests.cop_portal.blueprints.examples import MISSING, changed, errors_of

FIRST = 'fourth.toml, session "first-meeting", '


def with_phases(*phases):
    """The example with these phases, given as (slug, starts, ends), and no session in a phase."""
    document = changed("phases", [])
    document["phases"] = [
        {"slug": slug, "title": slug} | ({"starts": starts} if starts else {}) | ({"ends": ends} if ends else {})
        for slug, starts, ends in phases
    ]
    for session in document["sessions"]:
        session |= {"phase": phases[0][0], "month": "2025-03"}
        for key in ("date", "start"):
            session.pop(key, None)
    return document


class TestDoubles:
    def test_two_sessions_of_one_slug_are_refused(self):
        assert errors_of(changed("sessions", 1, "slug", "first-meeting")) == [
            'fourth.toml, sessions.slug: "first-meeting" is the slug of sessions 1 and 2. Give each its own.'
        ]

    def test_two_phases_of_one_slug_are_refused(self):
        assert errors_of(with_phases(("one", None, None), ("two", None, None), ("one", None, None))) == [
            'fourth.toml, phases.slug: "one" is the slug of phases 1 and 3. Give each its own.'
        ]

    def test_two_prompts_of_one_slug_are_refused_in_one_session(self):
        prompts = [{"slug": "why", "text": "Why?"}, {"slug": "why", "text": "Why not?"}]

        assert errors_of(changed("sessions", 0, "prompts", prompts)) == [
            FIRST + 'sessions.prompts.slug: "why" is the slug of prompts 1 and 2. Give each its own.'
        ]

    def test_prompts_of_two_sessions_may_share_a_slug(self):
        assert errors_of(changed("sessions", 1, "prompts", [{"slug": "one-thing", "text": "And now?"}])) == []


class TestAgenda:
    def test_minutes_that_do_not_add_up_are_refused(self):
        assert errors_of(changed("sessions", 0, "agenda", 1, "minutes", 50)) == [
            FIRST + "sessions.agenda: its items add up to 80 minutes, but the session lasts 90 minutes. "
            "Change an item's minutes or the session's."
        ]

    def test_minutes_outside_a_range_are_refused(self):
        document = changed("sessions", 1, "minutes", [120, 180])
        document["sessions"][1]["agenda"] = [{"kind": "other", "title": "Talk", "minutes": 110}]

        assert errors_of(document) == [
            (
                'fourth.toml, session "second-meeting", sessions.agenda: its items add up to 110 minutes, '
                "but the session lasts 120 to 180 minutes. Change an item's minutes or the session's."
            )
        ]

    @pytest.mark.parametrize("minutes", [120, 150, 180])
    def test_minutes_inside_a_range_are_taken(self, minutes):
        document = changed("sessions", 1, "minutes", [120, 180])
        document["sessions"][1]["agenda"] = [{"kind": "other", "title": "Talk", "minutes": minutes}]

        assert errors_of(document) == []

    def test_an_agenda_needs_a_length_to_add_up_to(self):
        assert errors_of(changed("sessions", 1, "agenda", [{"kind": "other", "title": "Talk", "minutes": 90}])) == [
            (
                'fourth.toml, session "second-meeting", sessions.minutes: it is missing, and the session has an agenda. '
                "Write it as 90."
            )
        ]


class TestWhen:
    def test_a_time_that_does_not_exist_is_refused(self):
        document = changed("sessions", 0, "start", "02:30")
        document["sessions"][0]["date"] = "2025-03-09"

        assert errors_of(document) == [
            FIRST + "sessions.start: 02:30 on 2025-03-09 does not exist in America/Chicago: "
            "the clocks go forward from 02:00 to 03:00 and skip it. Write another time."
        ]

    def test_a_time_that_exists_twice_is_taken(self):
        document = changed("phases", 0, "ends", "2025-12")
        document["sessions"][0] |= {"date": "2025-11-02", "start": "01:30"}

        assert errors_of(document) == []

    def test_a_date_comes_with_a_clock_time_and_a_length(self):
        assert errors_of(changed("sessions", 0, "start", MISSING)) == [
            FIRST + 'sessions.start: it is missing, and the session has a date. Write it as "15:00".'
        ]
        document = changed("sessions", 0, "minutes", MISSING)
        del document["sessions"][0]["agenda"]
        assert errors_of(document) == [
            FIRST + "sessions.minutes: it is missing, and the session has a date. Write it as 90."
        ]

    def test_a_date_comes_with_one_length(self):
        assert errors_of(changed("sessions", 0, "minutes", [60, 120])) == [
            FIRST + "sessions.minutes: it is a range, and the session has a date. Write one number."
        ]

    def test_a_date_stands_without_a_month(self):
        assert errors_of(changed("sessions", 0, "month", "2025-03")) == [
            FIRST + "sessions.month: it stands beside a date. Take one of the two out."
        ]

    def test_a_cohort_as_it_ran_needs_every_date(self):
        assert errors_of(changed("as_it_ran", {"slug": "conversations-2025", "title": "Conversations 2025"})) == [
            (
                'fourth.toml, session "second-meeting", sessions.date: it is missing, and [as_it_ran] says that every session '
                "has been held. Write the date, or take [as_it_ran] out."
            )
        ]


class TestPhases:
    def test_one_that_ends_before_it_starts_is_refused(self):
        assert errors_of(changed("phases", 0, "starts", "2025-05-01"))[0] == (
            'fourth.toml, phase "conversations", phases.ends: the phase ends (2025-04) before it starts (2025-05-01). '
            "Put the dates right."
        )

    def test_one_that_ends_in_the_month_it_starts_in_is_taken(self):
        assert errors_of(with_phases(("one", "2025-03", "2025-03"))) == []

    def test_those_out_of_order_are_refused(self):
        assert errors_of(with_phases(("one", "2025-03", "2025-06"), ("two", "2025-01", "2025-02"))) == [
            (
                'fourth.toml, phase "two", phases.starts: phase "two" starts before phase "one" starts, '
                "which stands above it. Put the phases in the order of time."
            ),
            (
                'fourth.toml, phase "two", phases.ends: phase "two" ends before phase "one" ends, which stands above it. '
                "Put the phases in the order of time."
            ),
        ]

    def test_those_with_unknown_edges_are_compared_where_they_are_known(self):
        phases = [("one", None, "2025-03"), ("two", None, None), ("three", "2025-01", "2025-02")]

        assert errors_of(with_phases(*phases)) == [
            (
                'fourth.toml, phase "three", phases.ends: phase "three" ends before phase "one" ends, which stands above it. '
                "Put the phases in the order of time."
            )
        ]


class TestASessionsPhase:
    @pytest.mark.parametrize(
        ("position", "key", "value", "problem"),
        [
            (0, "date", "2025-02-28", '2025-02-28 is outside phase "conversations", which starts 2025-03.'),
            (0, "date", "2025-05-01", '2025-05-01 is outside phase "conversations", which ends 2025-04.'),
            (1, "month", "2025-02", '2025-02 is outside phase "conversations", which starts 2025-03.'),
            (1, "month", "2025-05", '2025-05 is outside phase "conversations", which ends 2025-04.'),
        ],
    )
    def test_a_session_outside_of_it_is_refused(self, position, key, value, problem):
        slug = ["first-meeting", "second-meeting"][position]

        assert errors_of(changed("sessions", position, key, value)) == [
            f'fourth.toml, session "{slug}", sessions.{key}: {problem} Put the date or the phase right.'
        ]

    @pytest.mark.parametrize("day", ["2025-03-01", "2025-04-30"])
    def test_its_first_and_last_day_are_inside(self, day):
        assert errors_of(changed("sessions", 0, "date", day)) == []

    def test_a_month_is_inside_when_a_day_of_it_is(self):
        document = changed("phases", 0, "ends", "2025-04-02")

        assert errors_of(document) == []

    def test_a_session_without_a_month_is_inside(self):
        assert errors_of(changed("sessions", 1, "month", MISSING)) == []

    def test_an_unknown_one_is_refused_with_the_one_that_was_meant(self):
        assert errors_of(changed("sessions", 0, "phase", "conversation")) == [
            FIRST + 'sessions.phase: "conversation" is no phase of this file, did you mean "conversations"? '
            "Write one of the file's phases: conversations."
        ]

    def test_a_name_two_of_them_have_is_offered_once(self):
        document = changed("sessions", 0, "phase", MISSING)
        document["phases"].append(dict(document["phases"][0]))
        assert [error for error in errors_of(document) if "sessions.phase" in error] == [
            FIRST + "sessions.phase: it is missing. Write one of the file's phases: conversations."
        ]

    def test_a_session_names_one_where_there_are_phases(self):
        assert errors_of(changed("sessions", 0, "phase", MISSING)) == [
            FIRST + "sessions.phase: it is missing. Write one of the file's phases: conversations."
        ]

    def test_a_file_without_phases_has_sessions_without(self):
        document = changed("phases", MISSING)

        assert [error.partition("sessions.phase: ")[2] for error in errors_of(document)] == [
            '"conversations" is no phase of this file. Write a table headed [[phases]].'
        ] * 2
        for session in document["sessions"]:
            del session["phase"]
        assert errors_of(document) == []


def test_a_smallest_team_larger_than_the_largest_is_refused():
    assert errors_of(changed("cohort_defaults", "team_size", {"smallest": 5, "largest": 3})) == [
        "fourth.toml, cohort_defaults.team_size: the smallest team, 5, is larger than the largest, 3. Swap them."
    ]


def test_a_reminder_that_stands_twice_is_refused():
    assert errors_of(changed("cohort_defaults", "reminders_before", ["1 day", "24 hours", "1 hour"])) == [
        (
            "fourth.toml, cohort_defaults.reminders_before: a length of time stands in it twice. "
            "Write each once; 24 hours are 1 day."
        )
    ]


def test_reminders_of_a_kind_stand_once_and_hold_no_time_twice():
    own = [{"kind": "workshop", "after": ["1 day", "24 hours"]}, {"kind": "workshop"}, {"kind": "party"}]
    assert errors_of(changed("cohort_defaults", "reminders", own)) == [
        (
            'fourth.toml, reminders 3, cohort_defaults.reminders.kind: "party" is not known. Write one of opening, module, '
            "workshop, kick_off, coaching_clinic, sharing, closing."
        ),
        (
            'fourth.toml, reminders 2, cohort_defaults.reminders.kind: "workshop" has reminders already. '
            "Write one table for each kind."
        ),
        (
            "fourth.toml, reminders 1, cohort_defaults.reminders.after: a length of time stands in it twice. "
            "Write each once; 24 hours are 1 day."
        ),
    ]


def test_reminders_by_kind_and_after_the_end_come_into_the_cohort():
    own = [{"kind": "workshop", "before": ["3 days"]}, {"kind": "closing", "after": ["2 hours"]}]
    document = changed("cohort_defaults", "reminders", own)
    document["cohort_defaults"]["reminders_after"] = ["1 day"]
    facts = cohort_facts(read_document(document, file="fourth.toml"))
    assert (facts["reminder_minutes_after"], facts["reminders_by_kind"]) == (
        [1440],
        {"workshop": {"before": [4320], "after": []}, "closing": {"before": [], "after": [120]}},
    )


class TestRubric:
    RUBRIC = {
        "title": "Readiness",
        "levels": ["Starting", "Practicing"],
        "domains": [
            {"slug": "voice", "title": "Voice", "descriptors": ["Seldom asked.", "Decides with us."]},
            {"slug": "money", "title": "Money", "descriptors": ["None.", "Some.", "Lasting."]},
        ],
    }

    def test_a_domain_that_does_not_describe_each_level_is_refused(self):
        assert errors_of(changed("rubric", self.RUBRIC)) == [
            (
                'fourth.toml, rubric domain "money", rubric.domains.descriptors: there are 3, but the rubric has 2 levels. '
                "Write one descriptor for each level, from the lowest to the highest."
            )
        ]

    def test_two_domains_of_one_slug_are_refused(self):
        domains = [self.RUBRIC["domains"][0]] * 2

        assert errors_of(changed("rubric", self.RUBRIC | {"domains": domains})) == [
            'fourth.toml, rubric.domains.slug: "voice" is the slug of rubric domains 1 and 2. Give each its own.'
        ]

    def test_one_that_describes_each_level_is_taken(self):
        assert errors_of(changed("rubric", self.RUBRIC | {"domains": self.RUBRIC["domains"][:1]})) == []
