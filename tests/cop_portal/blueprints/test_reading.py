from __future__ import annotations

import datetime as dt

import pytest

from common.wall_clock import TUESDAY, Month, MonthlyRule
from cop_portal.blueprints import reading
from cop_portal.blueprints.problems import BadBlueprint, BlueprintError
from tests.cop_portal.blueprints.examples import BLUEPRINTS, EXAMPLE, MISSING, changed, errors_of


def refusal(path):
    with pytest.raises(BadBlueprint) as bad:
        reading.read_blueprint(path)
    return str(bad.value)


class TestAFourthProgram:
    @pytest.fixture
    def blueprint(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_text(EXAMPLE)
        return reading.read_blueprint(path)

    def test_says_what_it_is(self, blueprint):
        assert blueprint.program.slug == "neighborhood-conversations"
        assert blueprint.program.hosts == ("Example Partnership",)
        assert blueprint.participation.words == "Come to the conversations, and tell your table what you have seen."

    def test_gets_the_defaults_for_what_it_leaves_out(self, blueprint):
        assert (blueprint.program.accent, blueprint.program.unit, blueprint.program.goals) == (
            "forum",
            "individual",
            (),
        )
        assert blueprint.participation.responses_required == 0
        assert blueprint.cohort_defaults.reminders_before == (
            dt.timedelta(days=7),
            dt.timedelta(days=1),
            dt.timedelta(hours=1),
        )
        assert (blueprint.cohort_defaults.team_size, blueprint.rubric, blueprint.as_it_ran) == (None, None, None)

    def test_has_phases_from_the_first_day_of_a_month_to_the_last(self, blueprint):
        (phase,) = blueprint.phases

        assert (phase.starts, phase.ends) == (Month(2025, 3), Month(2025, 4))
        assert (phase.first_day, phase.last_day) == (dt.date(2025, 3, 1), dt.date(2025, 4, 30))

    def test_has_sessions_with_a_day_and_with_a_month(self, blueprint):
        first, second = blueprint.sessions

        assert (first.day, first.start, first.minutes) == (dt.date(2025, 3, 4), dt.time(18), (90, 90))
        assert [(item.kind, item.minutes) for item in first.agenda] == [
            ("welcome", 15),
            ("breakouts", 60),
            ("large_group", 15),
        ]
        assert [prompt.slug for prompt in first.prompts] == ["one-thing"]
        assert [material.url for material in first.materials] == ["https://example.org/tables"]
        assert (second.day, second.month, second.start, second.minutes) == (None, Month(2025, 4), None, None)
        assert (first.held_in, second.held_in) == (Month(2025, 3), Month(2025, 4))

    def test_has_a_rule_for_new_cohorts(self, blueprint):
        assert blueprint.series.rule == MonthlyRule(1, TUESDAY)
        assert (blueprint.series.start, blueprint.series.minutes, blueprint.series.every_months) == (dt.time(18), 90, 1)


@pytest.mark.parametrize("path", sorted(BLUEPRINTS.glob("*.toml")), ids=lambda path: path.stem)
class TestTheProgramsOfThePortal:
    def test_can_be_read(self, path):
        assert reading.read_blueprint(path).program.title

    def test_read_the_same_when_kept_as_json(self, path):
        kept = reading.as_json(reading.parse(path))

        assert reading.read_document(kept, file=path.name) == reading.read_blueprint(path)


def test_dates_and_times_may_be_written_without_quotes_and_are_kept_as_texts(tmp_path):
    path = tmp_path / "fourth.toml"
    unquoted = EXAMPLE.replace('date = "2025-03-04"\nstart = "18:00"', "date = 2025-03-04\nstart = 18:00:00")
    path.write_text(unquoted)

    session = reading.as_json(reading.parse(path))["sessions"][0]

    assert (session["date"], session["start"]) == ("2025-03-04", "18:00")
    assert reading.read_blueprint(path) == reading.read_document(changed("program", "accent", "forum"), file="x")


class TestAFileThatIsNoToml:
    def test_is_refused_with_line_and_column(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_text('[program]\nslug = "x"\ntitle = no quotes\n')

        assert refusal(path) == "fourth.toml: line 3, column 9: Invalid value. Write it as TOML: https://toml.io"

    def test_is_refused_with_its_last_line_when_it_breaks_off(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_text('[program]\nslug = "x"\nhosts = [')

        assert refusal(path) == "fourth.toml: line 3, the last one: Invalid value. Write it as TOML: https://toml.io"

    def test_is_refused_when_it_has_a_table_twice(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_text("[program]\n[series]\n[program]\n")

        assert refusal(path) == (
            "fourth.toml: line 3, column 9: the table [program] stands here a second time. Take one of the two out."
        )

    def test_a_key_that_stands_in_it_twice_is_named(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_text('[program]\nslug = "x"\nsummary = """\nOne\n"""\nslug="y"\n')
        assert refusal(path) == (
            'fourth.toml: line 6, column 9: the key "slug" stands here a second time. Take one of the two out.'
        )
        path.write_text('[program]\nslug = "x"\nsummary = "One"\nsummary = """\nTwo\nthree\n"""\n')
        assert ': the key "summary" stands here a second time.' in refusal(path)

    @pytest.mark.parametrize("written", ["a = " + "9" * 5000, "a = " + "[" * 20_000], ids=["digits", "brackets"])
    def test_is_refused_when_it_is_too_much_for_python(self, tmp_path, written):
        path = tmp_path / "fourth.toml"
        path.write_text(written)

        assert refusal(path) == (
            "fourth.toml: it holds a number or a nesting of lists that is too large to read. "
            "Write it as docs/blueprints.md shows."
        )

    def test_is_refused_when_it_is_not_utf_8(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_bytes('[program]\ntitle = "Café"\n'.encode("latin-1"))

        assert refusal(path) == "fourth.toml: line 2 is not in UTF-8. Save the file in UTF-8."

    def test_is_refused_when_it_is_not_there(self, tmp_path):
        assert refusal(tmp_path / "fifth.toml") == (
            "fifth.toml: it can't be read: No such file or directory. Is this the right path?"
        )

    def test_may_begin_with_a_byte_order_mark(self, tmp_path):
        path = tmp_path / "fourth.toml"
        path.write_text("\ufeff" + EXAMPLE)

        assert reading.read_blueprint(path).program.short_title == "Conversations"


class TestKeys:
    def test_unknown_ones_are_refused_with_the_one_that_was_meant(self):
        assert errors_of(changed("sessions", 0, "prompts", 0, "txt", "Why?")) == [
            (
                'fourth.toml, session "first-meeting", prompt "one-thing", sessions.prompts.txt: '
                'there is no such key, did you mean "text"? The keys here are slug, title, text.'
            )
        ]

    def test_unknown_ones_that_resemble_none_are_refused_with_all_there_are(self):
        assert errors_of(changed("as_it_is", {})) == [
            (
                'fourth.toml, as_it_is: there is no such key, did you mean "as_it_ran"? The keys here are program, '
                "participation, cohort_defaults, phases, sessions, series, rubric, as_it_ran."
            )
        ]
        assert errors_of(changed("participation", "zebra", 1)) == [
            (
                "fourth.toml, participation.zebra: there is no such key. The keys here are words, responses_required, "
                "replies_required, words_required, reply_outside_organization."
            )
        ]

    def test_missing_values_are_asked_for(self):
        assert errors_of(changed("program", "title", MISSING)) == [
            "fourth.toml, program.title: it is missing. Write a text in quotes of at most 240 characters."
        ]

    def test_missing_lists_are_asked_for(self):
        expected = "fourth.toml, program.hosts: {} Write a list in square brackets, each a text in quotes."
        assert errors_of(changed("program", "hosts", MISSING)) == [expected.format("it is missing.")]
        assert errors_of(changed("program", "hosts", [])) == [expected.format("the list is empty.")]
        assert errors_of(changed("program", "hosts", "One")) == [expected.format('"One" is not a list.')]

    def test_missing_tables_are_asked_for_once_and_not_key_by_key(self):
        assert errors_of(changed("series", MISSING)) == [
            "fourth.toml, series: it is missing. Write a table headed [series]."
        ]
        assert errors_of(changed("sessions", MISSING)) == [
            "fourth.toml, sessions: it is missing. Write a table headed [[sessions]]."
        ]

    def test_something_else_in_place_of_a_table_is_refused(self):
        assert errors_of(changed("series", "monthly")) == [
            'fourth.toml, series: "monthly" is not a table. Write a table with keys.'
        ]
        assert errors_of(changed("phases", {"slug": "one"})) == [
            "fourth.toml, phases: a table is not a list. Write a table headed [[phases]].",
        ]
        assert errors_of(changed("sessions", 0, "materials", ["https://example.org"])) == [
            (
                'fourth.toml, session "first-meeting", material 1, sessions.materials: '
                '"https://example.org" is not a table. Write a table with keys.'
            )
        ]

    def test_each_bad_item_of_a_list_is_named(self):
        assert errors_of(changed("program", "goals", ["Learn", 7, ""])) == [
            "fourth.toml, item 2, program.goals: 7 is not a text. Write a text in quotes.",
            "fourth.toml, item 3, program.goals: it is empty. Write a text in quotes.",
        ]


def test_everything_that_is_wrong_is_said_at_once_and_each_thing_once():
    document = changed("cohort_defaults", "time_zone", "Eastern")
    document["program"]["unit"] = "teams"
    document["participation"]["replies_required"] = -2
    document["sessions"][0] |= {"kind": "modul", "start": "6 pm", "minutes": 80}
    document["sessions"][0]["agenda"][1]["minutes"] = "sixty"
    document["sessions"][1] |= {"phase": "conversation", "month": "2025-13"}

    assert errors_of(document) == [
        'fourth.toml, program.unit: "teams" is not known, did you mean "team"? Write one of individual, team.',
        "fourth.toml, participation.replies_required: -2 is negative. Write a whole number from 0 to 32000.",
        (
            'fourth.toml, cohort_defaults.time_zone: "Eastern" is not the name of a time zone. '
            'Write a name from the time zone database, as "America/New_York".'
        ),
        (
            'fourth.toml, session "first-meeting", sessions.kind: "modul" is not known, did you mean "module"? '
            "Write one of opening, module, workshop, kick_off, coaching_clinic, sharing, closing."
        ),
        (
            'fourth.toml, session "first-meeting", sessions.start: "6 pm" is not a clock time. '
            'Write hours and minutes of the 24-hour clock, as "15:00".'
        ),
        (
            'fourth.toml, session "first-meeting", agenda item 2, sessions.agenda.minutes: "sixty" is not a whole number. '
            "Write a whole number from 1 to 720."
        ),
        'fourth.toml, session "second-meeting", sessions.month: "2025-13" is not a month. Write a month, as "2022-04".',
        (
            'fourth.toml, session "second-meeting", sessions.phase: "conversation" is no phase of this file, '
            'did you mean "conversations"? Write one of the file\'s phases: conversations.'
        ),
    ]


def test_a_phase_without_a_readable_name_is_said_once_and_not_at_each_of_its_sessions():
    assert errors_of(changed("phases", 0, "slug", "Our conversations")) == [
        (
            'fourth.toml, phase "Our conversations", phases.slug: "Our conversations" can\'t stand in an address. '
            'Write lower-case letters, digits and single hyphens, as "module-3", at most 60.'
        )
    ]


def test_an_error_tells_file_place_key_problem_and_remedy_apart():
    with pytest.raises(BadBlueprint) as bad:
        reading.read_document(changed("sessions", 0, "agenda", 1, "minutes", -5), file="fourth.toml")

    assert bad.value.errors == (
        BlueprintError(
            file="fourth.toml",
            place='session "first-meeting", agenda item 2',
            key="sessions.agenda.minutes",
            problem="-5 is negative.",
            remedy="Write a whole number from 1 to 720.",
        ),
    )


def test_an_empty_document_lacks_its_tables():
    assert errors_of({}) == [
        "fourth.toml, program: it is missing. Write a table headed [program].",
        "fourth.toml, participation: it is missing. Write a table headed [participation].",
        "fourth.toml, cohort_defaults: it is missing. Write a table headed [cohort_defaults].",
        "fourth.toml, sessions: it is missing. Write a table headed [[sessions]].",
        "fourth.toml, series: it is missing. Write a table headed [series].",
    ]
