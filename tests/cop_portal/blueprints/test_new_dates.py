from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from common.wall_clock import FRIDAY, LAST, TUESDAY, Month, MonthlyRule
from cop_portal.blueprints.new_dates import propose
from cop_portal.blueprints.proposal import Basis
from cop_portal.blueprints.reading import read_blueprint, read_document
from tests.cop_portal.blueprints.examples import BLUEPRINTS, changed

FORUM = read_blueprint(BLUEPRINTS / "health_equity_forum.toml")
RACIAL_EQUITY = read_blueprint(BLUEPRINTS / "racial_equity_cop.toml")
UPSTREAM = read_blueprint(BLUEPRINTS / "upstream_conditions.toml")

APRIL_2022 = Month(2022, 4)


def days(schedule):
    return [proposed.day for proposed in schedule.sessions]


def with_sessions(*sessions):
    """The example of the guide with these sessions and no phases."""
    document = changed("phases", [])
    document["sessions"] = [
        {"kind": "module", "slug": f"s-{n}", "title": "x"} | keys for n, keys in enumerate(sessions)
    ]
    return read_document(document, file="fourth.toml")


class TestTheForumOf2022:
    def test_is_the_rule_with_four_dates_moved(self):
        schedule = propose(FORUM, first=APRIL_2022)
        assert days(schedule) == [
            date(2022, 4, 20),
            date(2022, 5, 18),
            date(2022, 6, 15),
            date(2022, 7, 20),
            date(2022, 8, 17),
            date(2022, 9, 21),
            date(2022, 10, 19),
            date(2022, 11, 16),
            date(2022, 12, 21),
        ]

        for slug, day in [
            ("module-3", date(2022, 7, 27)),
            ("module-4", date(2022, 8, 24)),
            ("module-6", date(2022, 10, 26)),
            ("closing", date(2022, 12, 7)),
        ]:
            schedule = schedule.move(slug, day=day)

        assert days(schedule) == [session.day for session in FORUM.sessions]
        assert [proposed.slug for proposed in schedule.sessions if proposed.basis is Basis.CHOSEN] == [
            "module-3",
            "module-4",
            "module-6",
            "closing",
        ]

    def test_stays_at_three_in_the_afternoon_when_summer_time_ends(self):
        schedule = propose(FORUM, first=APRIL_2022).move("module-6", day=date(2022, 10, 26))

        assert schedule.session("module-6").starts_at == datetime(2022, 10, 26, 19, tzinfo=UTC)
        assert schedule.session("module-7").starts_at == datetime(2022, 11, 16, 20, tzinfo=UTC)
        assert {(proposed.start, proposed.minutes, proposed.time_zone) for proposed in schedule.sessions} == {
            (time(15), 90, "America/New_York")
        }

    def test_comes_from_the_rule_and_waits_for_nobody(self):
        schedule = propose(FORUM, first=APRIL_2022)

        assert {proposed.basis for proposed in schedule.sessions} == {Basis.RULE}
        assert schedule.unconfirmed == ()


class TestPropose:
    def test_keeps_the_spacing_in_months_from_any_month_on(self):
        assert days(propose(FORUM, first=Month(2026, 10)))[:4] == [
            date(2026, 10, 21),
            date(2026, 11, 18),
            date(2026, 12, 16),
            date(2027, 1, 20),
        ]

    def test_begins_on_the_day_that_is_given_and_goes_on_by_the_rule(self):
        schedule = propose(FORUM, first=date(2026, 10, 8))

        assert days(schedule)[:2] == [date(2026, 10, 8), date(2026, 11, 18)]
        assert [proposed.basis for proposed in schedule.sessions][:2] == [Basis.CHOSEN, Basis.RULE]

    def test_takes_another_rule_hour_and_zone(self):
        schedule = propose(
            FORUM,
            first=Month(2026, 10),
            rule=MonthlyRule(LAST, FRIDAY),
            start=time(9, 30),
            time_zone="America/Los_Angeles",
        )

        assert days(schedule)[:2] == [date(2026, 10, 30), date(2026, 11, 27)]
        assert schedule.sessions[0].starts_at == datetime(2026, 10, 30, 16, 30, tzinfo=UTC)

    def test_asks_to_confirm_days_where_only_months_are_known(self):
        schedule = propose(RACIAL_EQUITY, first=Month(2026, 1))

        assert [(proposed.day.year, proposed.day.month) for proposed in schedule.sessions] == [
            (2026, 1),
            (2026, 2),
            (2026, 3),
            (2026, 4),
            (2026, 5),
            (2026, 7),
            (2026, 9),
            (2026, 11),
            (2027, 1),
            (2027, 3),
            (2027, 5),
            (2027, 6),
        ]
        assert schedule.unconfirmed == tuple(session.slug for session in RACIAL_EQUITY.sessions)
        assert str(schedule.sessions[0].basis) == "proposed, please confirm"

    def test_takes_the_longest_of_a_range_and_the_series_where_no_length_is_known(self):
        blueprint = with_sessions(
            {"month": "2025-03", "minutes": [60, 120]},
            {"month": "2025-04"},
            {
                "month": "2025-05",
                "minutes": [60, 120],
                "agenda": [{"kind": "other", "title": "Talk", "minutes": 75}],
            },
        )

        assert [proposed.minutes for proposed in propose(blueprint, first=Month(2026, 3)).sessions] == [120, 90, 75]

    def test_spaces_sessions_without_months_by_the_series(self):
        document = changed("series", "every_months", 2)
        document["sessions"][1] = {"slug": "later", "kind": "workshop", "title": "Later", "phase": "conversations"}
        blueprint = read_document(document, file="fourth.toml")

        assert days(propose(blueprint, first=Month(2026, 3))) == [date(2026, 3, 3), date(2026, 5, 5)]

    def test_needs_neither_phases_nor_months(self):
        schedule = propose(with_sessions({}, {}), first=Month(2026, 3))

        assert days(schedule) == [date(2026, 3, 3), date(2026, 4, 7)]
        assert schedule.phases == ()

    def test_keeps_the_days_between_two_sessions_of_a_month(self):
        blueprint = with_sessions(
            {"date": "2025-03-20", "start": "18:00", "minutes": 60},
            {"date": "2025-03-04", "start": "18:00", "minutes": 60},
            {"date": "2025-04-01", "start": "18:00", "minutes": 60},
        )

        assert days(propose(blueprint, first=Month(2026, 6))) == [date(2026, 6, 18), date(2026, 6, 2), date(2026, 7, 7)]

    def test_puts_a_week_between_two_sessions_of_a_month_without_days(self):
        blueprint = with_sessions({"month": "2025-03"}, {"month": "2025-03"}, {"month": "2025-03"})

        schedule = propose(blueprint, first=date(2026, 6, 4))

        assert days(schedule) == [date(2026, 6, 4), date(2026, 6, 11), date(2026, 6, 18)]
        assert [proposed.basis for proposed in schedule.sessions] == [Basis.CHOSEN, Basis.UNSETTLED, Basis.UNSETTLED]

    def test_counts_from_the_earliest_session_wherever_it_stands(self):
        blueprint = with_sessions({"month": "2025-05"}, {"month": "2025-03"})

        assert days(propose(blueprint, first=Month(2026, 1))) == [date(2026, 3, 3), date(2026, 1, 6)]

    def test_names_the_session_whose_time_is_skipped_and_leaves_the_rest(self):
        # The second Sunday of March, half past two in the morning, is where the clocks of Chicago jump.
        blueprint = with_sessions({"month": "2025-02"}, {"month": "2025-03"})
        schedule = propose(blueprint, first=Month(2026, 2), rule=MonthlyRule(2, 6), start=time(2, 30))

        assert schedule.refusals == {
            "s-1": "2:30 a.m. on March 8, 2026 does not exist (Central): "
            "the clocks go forward from 2 a.m. to 3 a.m. and skip it. Choose another time."
        }
        assert schedule.move("s-1", start=time(3)).refusals == {}


class TestPhases:
    def spans(self, blueprint, first):
        return [(phase.slug, phase.first_day, phase.last_day) for phase in propose(blueprint, first=first).phases]

    def test_move_with_the_sessions(self):
        assert self.spans(RACIAL_EQUITY, Month(2026, 3)) == [
            ("team-building", date(2025, 12, 1), date(2026, 2, 28)),
            ("level-setting", date(2026, 3, 1), date(2026, 6, 30)),
            ("learning-and-action", date(2026, 7, 1), date(2027, 8, 31)),
        ]

    def test_hold_their_sessions(self):
        for start in range(24):
            assert propose(RACIAL_EQUITY, first=Month(2026, 1).plus(start)).outside_their_phase == ()

    def test_keep_unknown_edges_unknown(self):
        # No session has a month: the first belongs to the second phase, so the first phase ends in the month before.
        assert self.spans(UPSTREAM, Month(2026, 3)) == [
            ("assessment", None, date(2026, 2, 28)),
            ("technical-assistance", None, None),
        ]

    def test_move_with_their_own_start_where_no_session_has_a_month(self):
        document = changed("phases", 0, "starts", "2025-03-15")
        document["sessions"] = document["sessions"][1:]
        del document["sessions"][0]["month"]

        assert self.spans(read_document(document, file="x"), Month(2026, 1)) == [
            ("conversations", date(2026, 1, 15), date(2026, 2, 28))
        ]

    def test_stay_without_dates_where_nothing_says_when_they_were(self):
        document = changed(
            "phases", [{"slug": "one", "title": "One"}, {"slug": "two", "title": "Two", "ends": "2025-06"}]
        )
        document["sessions"] = [{"slug": "s", "kind": "module", "title": "S", "phase": "one"}]

        assert self.spans(read_document(document, file="x"), Month(2026, 1)) == [
            ("one", None, None),
            ("two", None, None),
        ]

    @pytest.mark.parametrize(
        ("edge", "expected"),
        [
            ("2025-03-31", date(2026, 2, 28)),
            ("2025-03-30", date(2026, 2, 28)),
            ("2025-03-12", date(2026, 2, 12)),
            ("2025-04-30", date(2026, 3, 31)),
        ],
    )
    def test_end_on_the_same_day_of_the_month_or_on_its_last(self, edge, expected):
        document = changed("phases", 0, "ends", edge)
        document["sessions"][1]["month"] = "2025-03"

        assert self.spans(read_document(document, file="x"), Month(2026, 2))[0][2] == expected


def test_a_rule_of_ones_own_finds_its_day_in_each_month():
    schedule = propose(UPSTREAM, first=Month(2026, 9), rule=MonthlyRule(1, TUESDAY))

    assert {proposed.day.weekday() for proposed in schedule.sessions} == {TUESDAY}
