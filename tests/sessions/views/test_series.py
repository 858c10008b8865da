from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

import pytest

from discussions.models import Board
from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.expired_sign_in import kept_form, values_of
from tests.factories.cohorts import PhaseFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.views.conftest import text_of

pytestmark = pytest.mark.django_db
SPRING = datetime(2022, 3, 1, 12, tzinfo=UTC)

RULE = {
    "rhythm": "monthly",
    "n": "3",
    "weekday": "2",
    "first_day": "2022-04-01",
    "count": "3",
    "days": "",
    "wall_time": "15:00",
    "minutes": "90",
    "titles": "",
    "label": "Session",
    "first_number": "1",
}
EPISODES = [
    "Opening session",
    "In Sickness and In Wealth",
    "When the Bough Breaks",
    "Becoming American",
    "Bad Sugar",
    "Place Matters",
    "Collateral Damage",
    "Not Just a Paycheck",
    "Closing session",
]


def fields_of(response) -> dict[str, str]:
    """What a browser would send back of the page's form: values of inputs, chosen options."""
    page = response.content.decode()
    page = page[page.index('action="/cohorts/') :]
    data = {}
    for tag in re.findall(r"<input [^>]+>", page):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if "name" in attributes and attributes.get("type") not in {"checkbox", "submit"}:
            data[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, options in re.findall(r'(?s)<select name="([^"]+)".*?>(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        data[name] = html.unescape(chosen.group(1))
    for name, text in re.findall(r'(?s)<textarea name="([^"]+)".*?>\n?(.*?)</textarea>', page):
        data[name] = html.unescape(text)
    data.pop("csrfmiddlewaretoken", None)
    return data


@pytest.fixture
def step(visit):
    def post(data, role="facilitator", at=SPRING, **kwargs):
        return visit(role, "sessions:series_create", at=at, data=data, **kwargs)

    return post


def propose(step, **changes):
    return step(RULE | changes)


class TestTheCalendarOf2022:
    """The forum's nine sessions: a rule, then four dates moved, in one act."""

    def schedule(self, step):
        preview = propose(step, count="9", titles="\n".join(EPISODES))
        data = fields_of(preview)
        days = [data[f"rows-{place}-day"] for place in range(9)]
        assert days == ["2022-04-20", "2022-05-18", "2022-06-15", "2022-07-20", "2022-08-17", "2022-09-21", "2022-10-19",
                        "2022-11-16", "2022-12-21"]  # fmt: skip
        moved = {3: "2022-07-27", 4: "2022-08-24", 6: "2022-10-26", 8: "2022-12-07"}
        data |= {f"rows-{place}-day": day for place, day in moved.items()}
        data |= {
            "rows-0-label": "Opening",
            "rows-0-kind": "opening",
            "rows-8-label": "Closing",
            "rows-8-kind": "closing",
        }
        data |= {f"rows-{place}-label": f"Session {place}" for place in range(1, 8)}
        return step(data | {"step": "save"}, follow=True)

    def test_nothing_stands_before_it_is_saved(self, step):
        propose(step, count="9")
        assert not LiveSession.objects.exists()

    def test_it_stands_as_it_ran(self, step, cast):
        assert "9 sessions are scheduled." in text_of(self.schedule(step))
        sessions = list(LiveSession.objects.order_by("starts_at"))
        assert [(s.label, s.title) for s in sessions] == list(
            zip(["Opening", *(f"Session {n}" for n in range(1, 8)), "Closing"], EPISODES, strict=True)
        )
        assert [s.kind for s in sessions] == ["opening", *["module"] * 7, "closing"]
        # Eastern daylight time until November 6, standard time from then on.
        assert [s.starts_at for s in sessions] == [
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
        assert {s.starts_at.astimezone(cast.cohort.zone).strftime("%H:%M") for s in sessions} == {"15:00"}
        assert {s.minutes for s in sessions} == {90}
        assert Board.objects.filter(live_session__isnull=False).count() == 9
        assert {s.history.get().history_user for s in sessions} == {cast["facilitator"]}

    def test_sent_twice_it_stands_once(self, step):
        self.schedule(step)
        self.schedule(step)
        assert LiveSession.objects.count() == 9


class TestTheRule:
    def test_it_is_asked_first(self, visit):
        said = text_of(visit("facilitator", "sessions:series_create", at=SPRING))
        assert "On the clock in the cohort's time zone: Eastern." in said

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"count": "61"}, "Write a whole number from 1 to 60."),
            ({"count": "", "titles": ""}, "A series has 1 to 60 sessions, not 0."),
            ({"first_day": ""}, "Say from which day on."),
            ({"rhythm": "dates", "days": ""}, "There is no date yet."),
            ({"rhythm": "dates", "days": "2022-04-01\nsoon\n31/12/2022"}, "These are no dates: soon, 31/12/2022."),
            ({"rhythm": "dates", "days": "2022-02-30"}, "This is no date: 2022-02-30."),
        ],
    )
    def test_what_is_wrong_is_said_and_the_rest_stays_typed(self, step, wrong, sentence):
        answer = propose(step, **{"titles": "One\nTwo", "label": "Module", **wrong})
        assert sentence in text_of(answer)
        assert 'value="Module"' in answer.content.decode()

    def test_the_titles_may_say_how_many(self, step):
        data = fields_of(propose(step, count="", titles="One\nTwo"))
        assert [data[f"rows-{place}-title"] for place in range(2)] == ["One", "Two"]
        assert data["rows-TOTAL_FORMS"] == "2"

    def test_a_list_of_dates_as_people_write_them(self, step):
        data = fields_of(propose(step, rhythm="dates", days="10/26/2022\n2022-05-18, 2022-07-27"))
        assert [data[f"rows-{place}-day"] for place in range(3)] == ["2022-05-18", "2022-07-27", "2022-10-26"]


class TestThePreview:
    def test_it_names_each_day_and_asks_for_no_title_yet(self, step):
        said = text_of(propose(step))
        assert said.count("Wednesday Start") == 3
        assert "Fill this in." not in said

    def test_it_says_what_collides(self, step, cast):
        PhaseFactory(
            cohort=cast.cohort, title="Spring", starts_on=date(2022, 4, 1), ends_on=date(2022, 5, 31), position=1
        )
        LiveSessionFactory(
            cohort=cast.cohort, title="Workshop", starts_at=datetime(2022, 4, 20, 18, 30, tzinfo=UTC), minutes=60
        )
        LiveSessionFactory(cohort=cast.cohort, title="Clinic", starts_at=datetime(2022, 5, 18, 14, tzinfo=UTC))
        # Of no concern: another cohort of the same program.
        LiveSessionFactory(
            cohort=cast.neighbor_cohort, title="Foreign", starts_at=datetime(2022, 4, 20, 19, tzinfo=UTC)
        )
        said = text_of(propose(step))
        assert "It overlaps “Workshop”, 2:30 – 3:30 pm." in said
        assert "“Clinic” is on the same day, 10:00 – 11:30 am." in said
        assert said.count("It lies in no phase of the cohort.") == 1
        assert "Foreign" not in said

    def test_rows_that_collide_with_each_other(self, step):
        data = fields_of(propose(step))
        data |= {"rows-1-day": "2022-04-20", "rows-2-day": "2022-04-20", "rows-2-wall_time": "18:00"}
        said = text_of(step(data | {"step": "check"}))
        assert "It overlaps number 2 of this series." in said
        assert "Number 3 of this series is on the same day." in said

    def test_the_past_and_the_cohorts_dates(self, step, cast):
        cast.cohort.starts_on, cast.cohort.ends_on = date(2022, 5, 1), date(2022, 12, 31)
        cast.cohort.save()
        said = text_of(step(RULE, at=datetime(2022, 4, 25, tzinfo=UTC)))
        assert said.count("This day has passed.") == 1
        assert said.count("It lies outside the cohort's dates.") == 1

    def test_an_hour_that_does_not_exist_is_named_at_once(self, step):
        said = text_of(propose(step, rhythm="weekly", weekday="6", first_day="2022-03-06", wall_time="02:30"))
        assert said.count("2:30 a.m. on March 13, 2022 does not exist (Eastern)") == 2  # summary and row

    def test_a_row_can_be_added_and_left_empty(self, step):
        data = fields_of(propose(step, titles="One\nTwo\nThree"))
        added = fields_of(step(data | {"step": "add"}))
        assert added["rows-TOTAL_FORMS"] == "4"
        assert (added["rows-3-day"], added["rows-3-wall_time"], added["rows-3-minutes"]) == ("", "15:00", "90")
        step(added | {"step": "save"})
        assert LiveSession.objects.count() == 3

    def test_a_row_can_be_left_out_whatever_is_wrong_with_it(self, step):
        data = fields_of(propose(step, titles="One\nTwo"))
        step(data | {"rows-2-DELETE": "on", "step": "save"})
        assert list(LiveSession.objects.order_by("starts_at").values_list("title", flat=True)) == ["One", "Two"]


class TestSaving:
    def test_a_session_without_a_title_is_called_by_its_label(self, step):
        data = fields_of(propose(step, titles="One", label="Module")) | {"rows-2-label": ""}
        refused = text_of(step(data | {"step": "save"}))
        assert "Number 3, Title Give it a title or a label." in refused
        step(data | {"rows-2-title": "Three", "step": "save"})
        assert list(LiveSession.objects.order_by("starts_at").values_list("label", "title")) == [
            ("Module 1", "One"),
            ("Module 2", "Module 2"),
            ("", "Three"),
        ]
        assert str(LiveSession.objects.get(label="Module 2")) == "Module 2"

    def test_all_or_nothing_with_the_mistake_at_its_row_and_everything_as_typed(self, step):
        data = fields_of(propose(step, titles="One\nTwo\nThree")) | {
            "rows-1-day": "2023-03-12",
            "rows-1-wall_time": "02:30",
            "rows-2-title": "Typed <b>here</b>",
            "all-join_url": "https://zoom.example.org/j/9",
        }
        answer = step(data | {"step": "save"})
        said = text_of(answer)
        assert "Nothing is scheduled yet" in said
        assert "Number 2, Start 2:30 a.m. on March 12, 2023 does not exist" in said
        assert fields_of(answer) == data
        assert not LiveSession.objects.exists()

    def test_what_the_work_refuses_stands_at_its_row(self, step):
        data = fields_of(propose(step, titles="One\nTwo\nThree")) | {"all-join_url": "https://a@b.example.org"}
        said = text_of(step(data | {"step": "save"}))
        assert "Nothing was scheduled, because of 3 dates." in said
        assert "Paste the whole link, beginning with https://." in said
        assert not LiveSession.objects.exists()

    def test_each_takes_the_phase_of_its_day_or_the_chosen_one(self, step, cast):
        spring = PhaseFactory(cohort=cast.cohort, starts_on=date(2022, 4, 1), ends_on=date(2022, 5, 31), position=1)
        summer = PhaseFactory(cohort=cast.cohort, starts_on=date(2022, 6, 1), ends_on=date(2022, 8, 31), position=2)
        data = fields_of(propose(step, titles="One\nTwo\nThree"))
        step(data | {"step": "save"})
        assert [s.phase for s in LiveSession.objects.order_by("starts_at")] == [spring, spring, summer]
        LiveSession.objects.all().delete()
        step(data | {"step": "save", "all-phase": summer.pk})
        assert {s.phase for s in LiveSession.objects.all()} == {summer}

    def test_one_more_than_a_series_holds_is_said_in_our_words(self, step):
        data = fields_of(propose(step, rhythm="weekly", count="60"))
        said = text_of(step(data | {"step": "add"}))
        assert "A series has at most 60 sessions. Schedule more of them in a second one." in said
        assert "forms" not in said

    def test_one_link_and_format_for_all(self, step):
        data = fields_of(propose(step, titles="One\nTwo\nThree"))
        shared = {"all-format": "hybrid", "all-join_url": "https://zoom.example.org/j/9"}
        step(data | shared | {"step": "save"})
        assert {(s.format, s.join_url) for s in LiveSession.objects.all()} == {tuple(shared.values())}

    @pytest.mark.parametrize("total", ["", "x", "-1", "100000", "99999999999999999999"])
    def test_a_form_that_was_tampered_with_schedules_nothing(self, step, total):
        data = fields_of(propose(step)) | {"rows-TOTAL_FORMS": total}
        for name in ("save", "check", "add"):
            assert step(data | {"step": name}).status_code == 200
        assert not LiveSession.objects.exists()

    def test_it_is_for_those_who_run_the_cohort(self, step):
        assert step(RULE, role="participant").status_code == 403
        assert step(RULE, role="neighbor").status_code == 404


def test_what_stands_in_a_row_that_is_left_out_does_not_matter(visit, live_session):
    rows = fields_of(visit("facilitator", "sessions:series_create", at=SPRING, data=RULE))
    rows |= {"rows-0-DELETE": "on", "rows-0-title": "", "rows-0-day": "", "rows-1-title": "A", "rows-2-title": "B"}
    checked = visit("facilitator", "sessions:series_create", at=SPRING, data=rows | {"step": "check"})
    assert fields_of(checked)["rows-1-title"] == "A"
    assert "Fill this in." not in text_of(checked)


def test_a_new_series_goes_on_counting(visit, live_session):
    page = parsed(visit("facilitator", "sessions:series_create"))
    assert values_of(kept_form(page))["first_number"] == "6"
