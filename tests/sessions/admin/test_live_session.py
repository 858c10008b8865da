from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from sessions.models import LiveSession
from tests.factories.cohorts import CohortFactory, PhaseFactory
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, MaterialFactory, PromptFactory

pytestmark = pytest.mark.django_db
ADD = reverse("admin:live_sessions_livesession_add")
LIST = reverse("admin:live_sessions_livesession_changelist")
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
FACTS = {
    "title": "Place Matters",
    "label": "Session 5",
    "kind": "module",
    "format": "virtual",
    "makes_meeting": "on",
    "day": "2022-09-21",
    "wall_time": "15:00",
    "minutes": "90",
    "new_join_url": "",
}


def change_url(live_session):
    return reverse("admin:live_sessions_livesession_change", args=[live_session.pk])


def inlines(*rows, initial=0):
    """The agenda's rows as (position, title, minutes, pk); the other inlines are only read and send nothing."""
    data = {"agenda_items-TOTAL_FORMS": len(rows), "agenda_items-INITIAL_FORMS": initial}
    for place, (position, title, minutes, pk) in enumerate(rows):
        data |= {
            f"agenda_items-{place}-position": position,
            f"agenda_items-{place}-title": title,
            f"agenda_items-{place}-kind": "other",
            f"agenda_items-{place}-presenters": "",
            f"agenda_items-{place}-minutes": minutes,
            f"agenda_items-{place}-id": pk,
        }
    for prefix in ("prompts", "materials"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data


class TestAdding:
    def test_a_session_is_scheduled_on_the_cohorts_clock_with_its_board(self, desk, admin_person):
        cohort = CohortFactory(time_zone="America/New_York")
        link = {"new_join_url": "https://zoom.example.org/j/5"}
        answer = desk.post(ADD, FACTS | link | {"cohort": cohort.pk})
        assert answer.status_code == 302, answer.context["errors"]
        live_session = LiveSession.objects.get()
        assert (live_session.starts_at, live_session.board.cohort) == (START, cohort)
        assert live_session.join_url == "https://zoom.example.org/j/5"
        assert live_session.history.get().history_user == admin_person

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"day": "2022-03-13", "wall_time": "02:30"}, "wall_time"),
            ({"title": ""}, "title"),
            ({"minutes": "3"}, "minutes"),
            ({"day": "1822-01-01"}, "day"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, desk, wrong, field):
        answer = desk.post(ADD, FACTS | {"cohort": CohortFactory().pk} | wrong)
        assert field in answer.context["adminform"].form.errors
        assert not LiveSession.objects.exists()

    def test_what_the_work_refuses_is_shown_on_the_page(self, desk):
        foreign = PhaseFactory()
        answer = desk.post(ADD, FACTS | {"cohort": CohortFactory().pk, "phase": foreign.pk})
        assert "This phase belongs to another cohort." in answer.content.decode()
        assert not LiveSession.objects.exists()


class TestChanging:
    def test_the_date_moves_and_the_prompts_with_it(self, desk, admin_person):
        said = {"live_session__title": "Place Matters", "live_session__label": "Session 5"}
        prompt = PromptFactory(live_session__starts_at=START, **said)
        data = FACTS | {"day": "2022-09-28", "reason": "Holiday"} | inlines()
        answer = desk.post(change_url(prompt.live_session), data)
        assert answer.status_code == 302, answer.context["errors"]
        prompt.thread.refresh_from_db()
        later = START + timedelta(days=7)
        assert prompt.thread.opens_at == later + timedelta(minutes=90)
        live_session = LiveSession.objects.get()
        assert (live_session.starts_at, live_session.sequence) == (later, 1)
        entry = live_session.history.first()
        assert (entry.history_user, entry.history_change_reason) == (admin_person, "Holiday")

    def test_nothing_changed_leaves_one_line_of_history(self, desk):
        live_session = LiveSessionFactory(starts_at=START, title="Place Matters", label="Session 5")
        desk.post(change_url(live_session), FACTS | inlines())
        assert live_session.history.count() == 1

    def test_the_link_is_kept_and_never_shown(self, desk):
        live_session = LiveSessionFactory(starts_at=START)
        for address in (change_url(live_session), LIST, f"{change_url(live_session)[: -len('change/')]}history/"):
            assert "raw-link-canary" not in desk.get(address).content.decode()
        desk.post(change_url(live_session), FACTS | inlines())
        live_session.refresh_from_db()
        assert "raw-link-canary" in live_session.join_url

    def test_the_agenda_is_saved_as_a_whole(self, desk):
        live_session = LiveSessionFactory(starts_at=START)
        kept = AgendaItemFactory(live_session=live_session, position=1, title="Feature", minutes=90)
        rows = [(2, "Feature", 60, kept.pk), (1, "Welcome", 30, "")]
        answer = desk.post(change_url(live_session), FACTS | inlines(*rows, initial=1))
        assert answer.status_code == 302, answer.context["errors"]
        agenda = live_session.agenda_items.order_by("position").values_list("title", "minutes")
        assert list(agenda) == [("Welcome", 30), ("Feature", 60)]

    def test_one_that_does_not_add_up_undoes_the_whole_page(self, desk):
        live_session = LiveSessionFactory(starts_at=START, title="Before")
        answer = desk.post(change_url(live_session), FACTS | inlines((1, "Welcome", 30, "")))
        assert "These blocks add up to 30 minutes and the session lasts 90: 60 minutes are missing." in (
            answer.content.decode()
        )
        live_session.refresh_from_db()
        assert live_session.title == "Before"

    def test_a_longer_session_and_its_agenda_in_one_act(self, desk):
        live_session = LiveSessionFactory(starts_at=START)
        answer = desk.post(change_url(live_session), FACTS | {"minutes": "120"} | inlines((1, "All", 120, "")))
        assert answer.status_code == 302, answer.context["errors"]

    def test_it_cannot_be_deleted(self, desk):
        live_session = LiveSessionFactory()
        assert desk.post(reverse("admin:live_sessions_livesession_delete", args=[live_session.pk])).status_code == 403


def test_the_page_shows_what_hangs_on_it(desk):
    prompt = PromptFactory(live_session__starts_at=START, thread__title="What do you hear?")
    MaterialFactory(live_session=prompt.live_session, title="Reading")
    page = desk.get(change_url(prompt.live_session)).content.decode()
    assert ["What do you hear?" in page, "Reading" in page, 'value="15:00"' in page] == [True, True, True]


def test_a_session_to_come_shows_the_way_to_cancel_it(desk):
    live_session = LiveSessionFactory()
    cancel = reverse("sessions:session_cancel", args=[live_session.cohort.slug, live_session.slug])
    assert cancel in desk.get(change_url(live_session)).content.decode()


def test_it_is_found_by_its_words(desk):
    LiveSessionFactory(title="Place Matters")
    LiveSessionFactory(title="Bad Sugar")
    page = desk.get(LIST, {"q": "sugar"}).content.decode()
    assert ["Bad Sugar" in page, "Place Matters" in page] == [True, False]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(desk, django_assert_num_queries, number):
    LiveSessionFactory.create_batch(number, cohort=CohortFactory(), starts_at=START)
    desk.get(LIST)
    with django_assert_num_queries(9):
        desk.get(LIST)
