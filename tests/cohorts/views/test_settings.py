"""The coordinators' settings of a cohort, its phases and holidays, completing and archiving it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import CohortStatus, Role
from cohorts.models import Cohort, Holiday, Phase
from cohorts.notices import TEAM_REOPENED
from cohorts.operations.closing import NEXT
from notifications.models import OutboxMail
from tests.factories.cohorts import EnrollmentFactory, HolidayFactory, PhaseFactory
from tests.factories.sessions import LiveSessionFactory

SAID = {
    "title": "Forum 2027", "welcome": "Come in.", "agreements": "Listen.\nShare the air.", "starts_on": "2027-01-11",
    "ends_on": "2027-12-10", "team_size_min": "1", "team_size_max": "5", "staff_see_team_boards": "on",
    "reminder_minutes": "2 days, 1 hour", "reminder_minutes_after": "1 día", "accommodation_days": "7",
    "attendance_minutes": "60", "makeup_words": "80", "makeup_days": "10", "zoom_registration": "on",
    "recordings_publish_themselves": "on",
}  # fmt: skip


def url(name, cohort):
    return reverse(f"cohorts:{name}", args=[cohort.slug])


def rows(phases=(), holidays=()):
    """Both tables as a browser sends them."""
    data = {}
    for prefix, written in (("phases", phases), ("holidays", holidays)):
        data |= {f"{prefix}-TOTAL_FORMS": len(written), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(written):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def told(history, field):
    """What is called what, and why it changed, of all lines that say so."""
    lines = history.exclude(history_change_reason=None).order_by("history_id")
    return list(lines.values_list(field, "history_change_reason"))


@pytest.fixture
def desk(client, cast):
    client.force_login(cast["coordinator"])
    return client


def put(cohort, status):
    Cohort.objects.filter(pk=cohort.pk).update(status=status)


class TestSettings:
    def test_are_saved_and_the_history_says_who(self, desk, cast):
        answer = desk.post(url("settings", cast.cohort), SAID)
        assert answer.headers["Location"] == url("settings", cast.cohort)
        cohort = Cohort.objects.get(pk=cast.cohort.pk)
        assert (cohort.title, cohort.agreements, cohort.starts_on, cohort.ends_on, cohort.team_size_max) == (
            "Forum 2027", ["Listen.", "Share the air."], date(2027, 1, 11), date(2027, 12, 10), 5,
        )  # fmt: skip
        assert (cohort.staff_see_team_boards, cohort.reminder_minutes, cohort.accommodation_days) == (
            True,
            [2880, 60],
            7,
        )
        assert cohort.reminder_minutes_after == [1440]
        assert (cohort.makeup_words, cohort.makeup_days) == (80, 10)
        assert cohort.attendance_minutes == 60
        assert cohort.zoom_registration
        assert cohort.recordings_publish_themselves
        entry = cohort.history.latest()
        assert (entry.history_user, entry.history_change_reason) == (cast["coordinator"], "Facts changed")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"ends_on": "2026-12-10"}, None), ({"team_size_max": "0"}, "team_size_max"), ({"team_size_min": "6"}, None),
            ({"title": ""}, "title"), ({"reminder_minutes": "soon"}, "reminder_minutes"),
            ({"makeup_words": "0"}, "makeup_words"), ({"makeup_days": "366"}, "makeup_days"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_said_and_what_was_typed_stays(self, desk, cast, wrong, field):
        answer = desk.post(url("settings", cast.cohort), SAID | wrong)
        form = answer.context["form"]
        assert (list(form.errors), form["welcome"].value()) == ([field or "__all__"], "Come in.")
        assert Cohort.objects.get(pk=cast.cohort.pk).welcome == ""

    def test_the_time_zone_is_called_what_people_call_it(self, desk, cast):
        Cohort.objects.filter(pk=cast.cohort.pk).update(time_zone="America/New_York")
        assert "Times are entered in Eastern." in desk.get(url("settings", cast.cohort)).content.decode()

    def test_a_smaller_smallest_team_forms_those_that_have_it(self, desk, cast):
        Cohort.objects.filter(pk=cast.cohort.pk).update(team_size_min=3)
        desk.post(url("settings", cast.cohort), SAID | {"team_size_min": "2"})
        cast.team.refresh_from_db()
        assert cast.team.formed_at is not None
        desk.post(url("settings", cast.cohort), SAID | {"team_size_min": "3"})
        cast.team.refresh_from_db()
        assert cast.team.formed_at is None
        assert OutboxMail.objects.filter(kind=TEAM_REOPENED, recipient=cast["coordinator"]).count() == 1

    def test_safe_voice_is_switched_on_and_off(self, desk, cast):
        talk = {"answer_first": "on", "smallest_group": "8"}
        desk.post(url("settings", cast.cohort), SAID | talk | {"pseudonyms_allowed": "on", "titles_hidden": "on"})
        cohort = Cohort.objects.get(pk=cast.cohort.pk)
        assert (cohort.pseudonyms_allowed, cohort.titles_hidden) == (True, True)
        assert (cohort.answer_first, cohort.smallest_group) == (True, 8)
        desk.post(url("settings", cast.cohort), SAID)
        cohort.refresh_from_db()
        assert (cohort.pseudonyms_allowed, cohort.titles_hidden) == (False, False)
        # A number left out stays as it is.
        assert (cohort.answer_first, cohort.smallest_group) == (False, 8)

    def test_first_posts_wait_where_coordinators_say_so(self, desk, cast):
        cohort = Cohort.objects.get(pk=cast.cohort.pk)
        assert (cohort.holds_first_posts, cohort.first_posts_held) == (False, 1)
        desk.post(url("settings", cast.cohort), SAID | {"holds_first_posts": "on", "first_posts_held": "3"})
        cohort.refresh_from_db()
        assert (cohort.holds_first_posts, cohort.first_posts_held) == (True, 3)
        answer = desk.post(url("settings", cast.cohort), SAID | {"first_posts_held": "21"})
        assert list(answer.context["form"].errors) == ["first_posts_held"]
        desk.post(url("settings", cast.cohort), SAID)
        cohort.refresh_from_db()
        assert (cohort.holds_first_posts, cohort.first_posts_held) == (False, 3)


class TestTwoAtOnce:
    """Two coordinators with the same page open: the later one takes back nothing."""

    def test_each_changes_what_they_changed(self, desk, cast):
        seen = desk.get(url("settings", cast.cohort)).context["form"]
        old = {name: value for name in seen.fields if (value := seen[name].value()) not in (None, False)}
        old |= {name: "on" for name, value in old.items() if value is True}
        old["reminder_minutes"] = "7 days, 1 day, 1 hour"
        Cohort.objects.filter(pk=cast.cohort.pk).update(welcome="Theirs", titles_hidden=True)
        assert desk.post(url("settings", cast.cohort), old | {"team_size_max": "7"}).status_code == 302
        cohort = Cohort.objects.get(pk=cast.cohort.pk)
        assert (cohort.welcome, cohort.titles_hidden, cohort.team_size_max) == ("Theirs", True, 7)
        answer = desk.post(url("settings", cast.cohort), old | {"welcome": "Mine"})
        assert answer.context["form"].errors == {
            "welcome": ["Meanwhile somebody else has written here: “Theirs”. Save once more to put yours in its place."]
        }

    def test_phases_of_somebody_else_are_not_taken_away_unseen(self, desk, cast):
        page = url("settings_phases", cast.cohort)
        seen = desk.get(page).context["seen"]
        PhaseFactory(cohort=cast.cohort, slug="theirs", title="Theirs", position=1)
        mine = rows([{"ORDER": 1, "title": "Mine"}])
        answer = desk.post(page, mine | {"seen": seen})
        assert answer.context["refusal"] == (
            "Somebody else has saved phases or holidays since you opened this page: “Theirs”. "
            "Nothing of yours is saved yet. Save once more to put yours in their place."
        )
        assert list(cast.cohort.phases.values_list("title", flat=True)) == ["Theirs"]
        assert answer.context["phases"].forms[0]["title"].value() == "Mine"
        for _twice in range(2):
            assert desk.post(page, mine | {"seen": answer.context["seen"]}).status_code == 302
        assert list(cast.cohort.phases.values_list("title", "slug")) == [("Mine", "mine")]


class TestPhasesAndHolidays:
    def test_each_change_is_kept_with_who_made_it(self, desk, cast):
        gone = PhaseFactory(cohort=cast.cohort, slug="gone", position=1, title="Gone")
        HolidayFactory(cohort=cast.cohort, day=date(2027, 7, 5), name="Old")
        kept = HolidayFactory(cohort=cast.cohort, day=date(2027, 1, 1), name="New Year")
        written = [{"day": "2027-01-01", "name": "New Year"}, {"day": "2027-11-25", "name": "Thanksgiving"}]
        answer = desk.post(url("settings_phases", cast.cohort), rows([{"ORDER": 1, "title": "Team building"}], written))
        assert answer.status_code == 302
        assert told(Phase.history, "title") == [(gone.title, "Taken away"), ("Team building", "Added")]
        assert told(Holiday.history, "name") == [("Old", "Taken away"), ("Thanksgiving", "Added")]
        for history in (Phase.history, Holiday.history):
            lines = history.exclude(history_change_reason=None)
            assert {line.history_user for line in lines} == {cast["coordinator"]}
        assert kept.history.count() == 1

    def test_are_written_in_their_order(self, desk, cast):
        kept = PhaseFactory(cohort=cast.cohort, slug="level-setting", title="Level setting", position=1)
        gone = PhaseFactory(cohort=cast.cohort, slug="gone", position=2)
        session = LiveSessionFactory(cohort=cast.cohort, phase=gone)
        HolidayFactory(cohort=cast.cohort, day=date(2027, 7, 5), name="Old")
        HolidayFactory(cohort=cast.neighbor_cohort, day=date(2027, 7, 5), name="Neighbor's")
        phases = [
            {
                "ORDER": 2,
                "slug": "level-setting",
                "title": "Setting levels",
                "expected_participation": "Three sessions",
            },
            {"ORDER": 1, "title": "Team building", "starts_on": "2027-01-11", "ends_on": "2027-02-26"},
            {"ORDER": "", "title": ""},
        ]
        holidays = [{"day": "2027-11-25", "name": "Thanksgiving"}, {"day": "", "name": ""}]
        answer = desk.post(url("settings_phases", cast.cohort), rows(phases, holidays))
        assert answer.headers["Location"] == url("settings_phases", cast.cohort)
        found = cast.cohort.phases.order_by("position").values_list(
            "slug", "title", "expected_participation", "ends_on"
        )
        assert list(found) == [
            ("team-building", "Team building", "", date(2027, 2, 26)),
            ("level-setting", "Setting levels", "Three sessions", None),
        ]
        assert cast.cohort.phases.get(slug="level-setting").pk == kept.pk
        assert [str(holiday.name) for holiday in cast.cohort.holidays.all()] == ["Thanksgiving"]
        assert [str(holiday.name) for holiday in cast.neighbor_cohort.holidays.all()] == ["Neighbor's"]
        session.refresh_from_db()
        assert session.phase is None

    def test_what_is_wrong_stands_at_its_row_and_nothing_is_saved(self, desk, cast):
        phases = [{"ORDER": 1, "title": "One", "starts_on": "2027-03-01", "ends_on": "2027-02-01"}]
        holidays = [{"day": "2027-11-25", "name": "Thanksgiving"}, {"day": "2027-11-25", "name": "Again"}]
        answer = desk.post(url("settings_phases", cast.cohort), rows(phases, holidays))
        assert answer.context["phases"].errors == [{"ends_on": ["The last day is before the first."]}]
        assert answer.context["holidays"].errors == [{}, {"day": ["This day is in the list already."]}]
        assert not cast.cohort.phases.exists()
        assert not cast.cohort.holidays.exists()

    def test_a_phase_of_a_neighbor_is_not_taken_over(self, desk, cast):
        other = PhaseFactory(cohort=cast.neighbor_cohort, slug="theirs", title="Theirs")
        desk.post(url("settings_phases", cast.cohort), rows([{"ORDER": 1, "slug": "theirs", "title": "Ours"}]))
        other.refresh_from_db()
        assert (other.title, cast.cohort.phases.get().title) == ("Theirs", "Ours")

    def test_half_of_it_is_never_saved(self, desk, cast, monkeypatch):
        def refuse(*_said):
            from cohorts.operations.enrollment import CohortIsOver

            raise CohortIsOver

        monkeypatch.setattr("cohorts.operations.closing._put_holidays", refuse)
        answer = desk.post(url("settings_phases", cast.cohort), rows([{"ORDER": 1, "title": "Ours"}]))
        assert "This cohort is completed" in answer.context["refusal"]
        assert not cast.cohort.phases.exists()


class TestWhereItStands:
    def test_every_step_and_its_way_back(self, desk, cast):
        stood = []
        for status in ("completed", "archived", "completed", "running"):
            desk.post(url("cohort_status", cast.cohort), {"status": status})
            stood.append(Cohort.objects.get(pk=cast.cohort.pk).status)
        assert stood == ["completed", "archived", "completed", "running"]
        changes = cast.cohort.history.order_by("history_id").values_list("history_user", "history_change_reason")
        assert list(changes)[-4:] == [(cast["coordinator"].pk, f"Now {status}") for status in stood]

    @pytest.mark.parametrize("status", ["archived", "planned", "", "nonsense"])
    def test_no_step_is_jumped_over(self, desk, cast, status):
        desk.post(url("cohort_status", cast.cohort), {"status": status})
        assert Cohort.objects.get(pk=cast.cohort.pk).status == CohortStatus.RUNNING

    def test_twice_is_once(self, desk, cast):
        for _ in range(2):
            desk.post(url("cohort_status", cast.cohort), {"status": "completed"})
        assert cast.cohort.history.filter(status="completed").count() == 1

    @pytest.mark.parametrize("status", [CohortStatus.COMPLETED, CohortStatus.ARCHIVED])
    def test_over_it_keeps_its_settings(self, desk, cast, status):
        put(cast.cohort, status)
        title = cast.cohort.title
        desk.post(url("settings", cast.cohort), SAID)
        desk.post(url("settings_phases", cast.cohort), rows([{"ORDER": 1, "title": "Late"}]))
        assert Cohort.objects.get(pk=cast.cohort.pk).title == title
        assert not cast.cohort.phases.exists()
        assert "To change something, open it again" in desk.get(url("settings", cast.cohort)).content.decode()

    @pytest.mark.parametrize("status", list(NEXT))
    def test_the_page_offers_what_comes_next(self, desk, cast, status):
        put(cast.cohort, status)
        offered = [step for step, _words in desk.get(url("settings", cast.cohort)).context["steps"]]
        assert offered == list(NEXT[status])


def test_a_coordinator_who_has_completed_changes_nothing_any_more(client, cast):
    completed = EnrollmentFactory(
        cohort=cast.cohort, role=Role.COORDINATOR, status="completed", ended_at=timezone.now()
    )
    client.force_login(completed.person)
    assert client.get(url("settings", cast.cohort)).status_code == 403
