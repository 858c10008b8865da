from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus
from sessions.enums import PlaceKind, SessionFormat, SessionStatus
from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.expired_sign_in import kept_form, values_of
from tests.factories.cohorts import PhaseFactory
from tests.factories.sessions import (
    AgendaItemFactory,
    LiveSessionFactory,
    MaterialFactory,
    PromptFactory,
    RecordingFactory,
)
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db


class TestReading:
    def test_times_are_said_in_my_zone_and_in_the_cohorts(self, visit, live_session):
        said = text_of(visit("participant", "sessions:schedule"))
        assert "Wednesday, September 21, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern" in said

    def test_next_over_and_cancelled_are_told_apart(self, visit, cast, live_session):
        LiveSessionFactory(cohort=cast.cohort, title="Bad Sugar", starts_at=START - timedelta(days=28))
        LiveSessionFactory(
            cohort=cast.cohort, title="Becoming American", starts_at=START + timedelta(days=1),
            status=SessionStatus.CANCELLED, cancellation_reason="Snow in Albany.",
        )  # fmt: skip
        page = visit("participant", "sessions:schedule").content.decode()
        classes = [line.split('"')[1] for line in page.splitlines() if line.strip().startswith("<li class=")]
        assert [name for name in classes if name in {"past", "upcoming", "cancelled"}] == [
            "past",
            "upcoming",
            "cancelled",
        ]
        assert "Snow in Albany." in page

    def test_phases_stand_in_order_with_what_is_still_to_be_dated(self, visit, cast, live_session):
        later = PhaseFactory(cohort=cast.cohort, title="Learning and action", position=2)
        ends = {"starts_on": None, "ends_on": date(2022, 8, 31)}
        PhaseFactory(cohort=cast.cohort, title="Level setting", position=1, **ends)
        live_session.phase = later
        live_session.save()
        said = text_of(visit("participant", "sessions:schedule"))
        assert said.index("Level setting") < said.index("No sessions are scheduled in this phase yet.")
        assert "Level setting until Aug 31 " in said
        assert said.index("Learning and action") < said.index("Place Matters")

    def test_how_places_alternate_is_seen(self, visit, cast):
        for days, kind in enumerate([PlaceKind.COMMUNITY, PlaceKind.HEALTH_SYSTEM, PlaceKind.COMMUNITY]):
            LiveSessionFactory(
                cohort=cast.cohort, starts_at=START + timedelta(days=days), format=SessionFormat.IN_PERSON,
                place_name=f"Place {days}", place_kind=kind,
            )  # fmt: skip
        said = text_of(visit("participant", "sessions:schedule"))
        kinds = ["Place 0 · community-based place", "Place 1 · health-system site", "Place 2 · community-based place"]
        assert [said.count(kind) for kind in kinds] == [1, 1, 1]

    def test_an_empty_one_says_what_to_do(self, visit, cast):
        assert "No dates are set yet" in text_of(visit("participant", "sessions:schedule"))
        assert "Plan a whole series in one act" in text_of(visit("facilitator", "sessions:schedule"))

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_whatever_its_length(self, counted, cast, number):
        LiveSessionFactory.create_batch(number, cohort=cast.cohort, phase=PhaseFactory(cohort=cast.cohort))
        counted(11, "participant", "sessions:schedule")


class TestTheDesk:
    def test_it_says_what_is_ready(self, visit, cast, live_session):
        AgendaItemFactory(live_session=live_session, minutes=80)
        PromptFactory.create_batch(2, live_session=live_session)
        RecordingFactory(live_session=live_session, published_at=None)
        live_session.join_url = ""
        live_session.save()
        said = text_of(visit("facilitator", "sessions:manage_schedule"))
        named = "Session 5: Place Matters"
        assert f"no Zoom link Agenda {named} does not add up 2 prompts {named} 0 materials {named}" in said
        assert f"Recording held back {named} Publish it {named}" in said

    def test_times_are_the_cohorts(self, visit, live_session):
        said = text_of(visit("facilitator", "sessions:manage_schedule"))
        assert "3:00 – 4:30 pm Eastern" in said
        assert "Pacific" not in said

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_whatever_its_length(self, counted, cast, number):
        for live_session in LiveSessionFactory.create_batch(number, cohort=cast.cohort):
            AgendaItemFactory(live_session=live_session)
            PromptFactory(live_session=live_session)
            MaterialFactory(live_session=live_session)
            RecordingFactory(live_session=live_session)
        counted(15, "facilitator", "sessions:manage_schedule")

    def test_others_inside_are_told_whose_it_is(self, visit, live_session):
        answer = visit("participant", "sessions:manage_schedule")
        assert answer.status_code == 403
        assert "Sessions are planned by this cohort's facilitators and coordinators." in text_of(answer)

    def test_of_a_completed_cohort_it_is_only_read(self, visit, cast, live_session):
        cast.cohort.status = CohortStatus.COMPLETED
        cast.cohort.save()
        assert "its sessions stay as they were" in text_of(visit("facilitator", "sessions:manage_schedule"))
        assert visit("facilitator", "sessions:session_move", "place-matters").status_code == 403


NEW = {
    "title": "Collateral Damage",
    "label": "Session 6",
    "kind": "module",
    "format": "virtual",
    "new_join_url": "https://zoom.example.org/j/6?pwd=secret",
    "day": "2022-10-26",
    "wall_time": "15:00",
    "minutes": "90",
}


class TestOneSession:
    def test_it_is_scheduled_on_the_cohorts_clock(self, visit, cast):
        answer = visit("facilitator", "sessions:session_create", data=NEW)
        assert answer.status_code == 302
        live_session = LiveSession.objects.get()
        assert (live_session.slug, live_session.starts_at) == ("session-6", datetime(2022, 10, 26, 19, tzinfo=UTC))
        assert live_session.join_url == "https://zoom.example.org/j/6?pwd=secret"
        assert live_session.history.get().history_user == cast["facilitator"]

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "Fill this in."),
            ({"day": "2022-13-01"}, "Write a day such as 2027-03-15."),
            ({"day": "0001-01-01"}, "The year must be 2000 or later."),
            ({"day": "9999-12-31"}, "The year must be 2100 or earlier."),
            (
                {"day": "2022-03-13", "wall_time": "02:30"},
                "2:30 a.m. on March 13, 2022 does not exist (Eastern)",
            ),
            ({"new_join_url": "http://zoom.example.org/j/6"}, "Paste the whole link, beginning with https://."),
            ({"new_join_url": "javascript:alert(1)"}, "Paste the whole link, beginning with https://."),
            ({"minutes": "3"}, "Write a whole number from 5 to 720."),
        ],
    )
    def test_what_is_wrong_is_said_and_the_rest_stays_typed(self, visit, cast, wrong, sentence):
        answer = visit("facilitator", "sessions:session_create", data=NEW | wrong)
        assert answer.status_code == 200
        assert sentence in text_of(answer)
        page = answer.content.decode()
        kept = [value for name, value in NEW.items() if name not in wrong and name not in {"kind", "format"}]
        assert [value for value in kept if f'value="{value}"' not in page and f">\n{value}<" not in page] == []
        assert not LiveSession.objects.exists()

    def test_a_day_that_has_passed_is_asked_about_once(self, visit, cast):
        past = NEW | {"day": "2012-10-24"}
        asked = visit("facilitator", "sessions:session_create", data=past)
        assert "Is this the day you mean? This day has passed." in text_of(asked)
        assert not LiveSession.objects.exists()
        seen = values_of(kept_form(parsed(asked)))["seen"]
        assert visit("facilitator", "sessions:session_create", data=past | {"seen": seen}).status_code == 302

    def test_a_phase_of_another_cohort_cannot_be_chosen(self, visit, cast):
        PhaseFactory(cohort=cast.cohort, starts_on=date(2022, 9, 1))
        foreign = PhaseFactory(cohort=cast.neighbor_cohort, title="Foreign phase")
        answer = visit("facilitator", "sessions:session_create", data=NEW | {"phase": foreign.pk})
        assert "Choose one from the list." in text_of(answer)
        assert "Foreign phase" not in text_of(answer)


def test_the_clock_decides_what_is_over(visit, live_session):
    before, after = (
        visit("participant", "sessions:schedule", at=at).content.decode() for at in (END - timedelta(seconds=1), END)
    )
    assert ['class="upcoming"' in page for page in (before, after)] == [True, False]
    assert ['class="past"' in page for page in (before, after)] == [False, True]
