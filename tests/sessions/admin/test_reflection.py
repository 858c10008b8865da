from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.sessions import LiveSessionFactory, ReflectionFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:live_sessions_reflection_changelist")


def test_who_when_and_how_much_and_never_the_words(desk):
    reflection = ReflectionFactory(
        person__name="Ana Ruiz", body="Kept quiet and close", live_session__title="Place Matters", shared=True
    )
    ReflectionFactory(person__name="Ben Ortiz")
    found = desk.get(LIST, {"q": "Ruiz"}).content.decode()
    assert ["Ana Ruiz" in found, "Place Matters" in found, "Ben Ortiz" in found] == [True, True, False]
    page = desk.get(reverse("admin:live_sessions_reflection_change", args=[reflection.pk])).content.decode()
    assert ['<div class="readonly">4</div>' in page, "Kept quiet" in found + page] == [True, False]


def test_it_is_looked_at_only(desk):
    reflection = ReflectionFactory()
    change = reverse("admin:live_sessions_reflection_change", args=[reflection.pk])
    assert desk.get(reverse("admin:live_sessions_reflection_add")).status_code == 403
    assert desk.post(change, {"body": "x"}).status_code == 403
    assert desk.get(reverse("admin:live_sessions_reflection_delete", args=[reflection.pk])).status_code == 403


def test_those_on_a_wall_are_filtered(desk):
    ReflectionFactory(person__name="Ana Ruiz", shared=True)
    ReflectionFactory(person__name="Ben Ortiz", taken_off_at=timezone.now())
    said = [
        desk.get(LIST, query).content.decode()
        for query in ({"shared_at__isempty": "0"}, {"taken_off_at__isempty": "0"})
    ]
    assert [("Ana Ruiz" in page, "Ben Ortiz" in page) for page in said] == [(True, False), (False, True)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length_and_reads_no_words(desk, django_assert_num_queries, number):
    ReflectionFactory.create_batch(number, live_session=LiveSessionFactory())
    desk.get(LIST)
    with django_assert_num_queries(6) as asked:
        desk.get(LIST)
    assert not any("body" in query["sql"] for query in asked.captured_queries)
