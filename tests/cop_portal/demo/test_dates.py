"""Whatever day the demo is loaded on: sessions have been held, one is a few days away, and nobody writes before they can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from common.wall_clock import zone_named
from cop_portal.blueprints.reading import read_blueprint
from cop_portal.demo.content import cohorts, people
from cop_portal.demo.dates import current_schedule
from cop_portal.demo.talk import acts
from tests.cop_portal.blueprints.examples import BLUEPRINTS

FILES = {
    "health-equity-forum": "health_equity_forum.toml",
    "racial-equity-cop": "racial_equity_cop.toml",
    "upstream-conditions": "upstream_conditions.toml",
}
# Every eleventh day of two years: each weekday at each time of the month, at an hour that is another day in Honolulu; and a day
# after each change of the clocks.
DAYS = [datetime(2027, 7, 1, 4, 30, tzinfo=UTC) + timedelta(days=day) for day in range(0, 730, 11)]
DAYS += [datetime(2027, 11, 8, 15, tzinfo=UTC), datetime(2028, 3, 13, 15, tzinfo=UTC)]
CONTENTS = {content.facts["program"]: content for content in cohorts()}


def schedule_on(program, now):
    facts = CONTENTS[program].facts
    blueprint = read_blueprint(BLUEPRINTS / FILES[program])
    return current_schedule(
        blueprint, next_session=facts["next_session"], days_ahead=tuple(facts["days_ahead"]), now=now
    )


@pytest.mark.parametrize("program", FILES)
def test_the_next_session_is_always_a_few_days_away(program):
    facts = CONTENTS[program].facts
    fewest, most = facts["days_ahead"]
    for now in DAYS:
        schedule = schedule_on(program, now)
        starts = [session.starts_at for session in schedule.sessions]
        coming = schedule.session(facts["next_session"])

        assert starts == sorted(starts)
        assert min(start for start in starts if start > now) == coming.starts_at
        assert timedelta(days=fewest - 1) < coming.starts_at - now < timedelta(days=most + 1)
        assert coming.day.weekday() in {1, 2, 3}
        assert (schedule.unconfirmed, schedule.refusals) == ((), {})


@pytest.mark.parametrize("program", FILES)
def test_everybody_writes_after_what_they_answer_and_before_now(program):
    content = CONTENTS[program]
    zones = {key: person.zone or "America/New_York" for key, person in people().items()}
    prompts = {said.place for said in content.words if "/" in said.place}
    for now in DAYS:
        ends = {
            session.slug: session.starts_at + timedelta(minutes=session.minutes)
            for session in schedule_on(program, now).sessions
        }
        openings = {place: ends[place.partition("/")[0]] for place in prompts}

        found = acts(content.words, openings=openings, zones=zones, now=now)

        moments = openings | {act.words.key: act.at for act in found}
        moments |= {f"topic:{act.words.key}": act.at for act in found if act.words.is_topic}
        assert [act.at for act in found] == sorted(act.at for act in found)
        assert found[-1].at < now
        for act in found:
            if not act.words.is_topic:
                assert moments[act.words.to or act.words.place] < act.at
        asleep = [act for act in found if act.at.astimezone(zone_named(zones[act.words.by])).hour < 6]
        assert asleep == []


def test_a_window_that_may_be_a_long_weekend_is_refused():
    blueprint = read_blueprint(BLUEPRINTS / FILES["health-equity-forum"])

    with pytest.raises(ValueError, match="around a weekend"):
        current_schedule(blueprint, next_session="module-4", days_ahead=(2, 5), now=DAYS[0])


def test_everybody_who_writes_is_somebody_and_every_answer_answers_something():
    for content in CONTENTS.values():
        known = {said.key for said in content.words} | {f"topic:{said.key}" for said in content.words if said.is_topic}
        assert {said.by for said in content.words} <= people().keys()
        assert {said.to for said in content.words if said.to} <= known
        assert {said.place for said in content.words if said.place.startswith("topic:")} <= known
        assert len({said.key for said in content.words}) == len(content.words)
