from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from common.composed import MOST_SHAPES, CannotBeComposed, composed_once
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


def people(*, cohort, name):
    here = Enrollment.objects.filter(cohort=cohort, person=OuterRef("pk"))
    return (
        User.objects.annotate(role=Subquery(here.values("role")[:1]))
        .filter(enrollments__cohort=cohort, name=name)
        .order_by("pk")
        .values("pk", "name", "role", "joined_at", "is_staff")
    )


def test_each_asks_with_its_own_values_and_finds_what_the_query_finds(django_assert_num_queries):
    composed = composed_once(people)
    ana, ben = EnrollmentFactory(person__name="Ana"), EnrollmentFactory(person__name="Ben", role="coordinator")
    also_ana = EnrollmentFactory(cohort=ben.cohort, person__name="Ana")
    for cohort, name, found in (
        (ana.cohort_id, "Ana", [ana.person_id]),
        (ben.cohort_id, "Ana", [also_ana.person_id]),
        (ben.cohort_id, "Ben", [ben.person_id]),
        (ana.cohort_id, "Ben", []),
        (0, "Ana", []),
    ):
        with django_assert_num_queries(1):
            rows = composed(cohort=cohort, name=name)
        assert [row["pk"] for row in rows] == found
        assert rows == list(people(cohort=cohort, name=name))


def test_rows_change_with_the_database():
    composed = composed_once(people)
    enrollment = EnrollmentFactory(person__name="Ana")
    assert len(composed(cohort=enrollment.cohort_id, name="Ana")) == 1
    enrollment.delete()
    assert composed(cohort=enrollment.cohort_id, name="Ana") == []


def test_objects_come_with_what_is_selected_along(django_assert_num_queries):
    @composed_once
    def enrollments(*, person):
        return Enrollment.objects.filter(person=person).select_related("cohort__program").annotate(of=F("cohort__slug"))

    one, other = EnrollmentFactory(), EnrollmentFactory()
    for enrollment in (one, other):
        with django_assert_num_queries(1):
            (found,) = enrollments(person=enrollment.person_id)
            assert (found, found.cohort, found.cohort.program, found.of) == (
                enrollment,
                enrollment.cohort,
                enrollment.cohort.program,
                enrollment.cohort.slug,
            )
        assert found.created_at == enrollment.created_at


def test_objects_are_new_each_time():
    @composed_once
    def cohorts(*, slug):
        return Cohort.objects.filter(slug=slug)

    cohort = CohortFactory(title="Before")
    (first,), (second,) = cohorts(slug=cohort.slug), cohorts(slug=cohort.slug)
    first.title = "After"
    assert (first == second, second.title) == (True, "Before")


def test_nothing_and_something_are_two_queries():
    @composed_once
    def teams(*, person, team):
        return Enrollment.objects.filter(person=person, team=team).values_list("pk", flat=True)

    without = EnrollmentFactory()
    assert teams(person=without.person_id, team=None) == [without.pk]
    assert teams(person=without.person_id, team=1) == []
    assert teams(person=without.person_id, team=None) == [without.pk]


def test_a_relation_with_a_condition():
    @composed_once
    def roles(*, person, cohort):
        here = FilteredRelation("enrollments", condition=Q(enrollments__cohort=cohort))
        return User.objects.filter(pk=person).annotate(here=here).values_list("here__role", flat=True)

    enrollment = EnrollmentFactory(role="coach")
    assert roles(person=enrollment.person_id, cohort=enrollment.cohort_id) == ["coach"]
    assert roles(person=enrollment.person_id, cohort=enrollment.cohort_id + 1) == [None]


def test_what_somebody_typed_stays_a_value():
    composed = composed_once(people)
    enrollment = EnrollmentFactory(person__name="composed-2000000001' OR 1=1 --%s")
    assert composed(cohort=enrollment.cohort_id, name="' OR 1=1 --") == []
    assert len(composed(cohort=enrollment.cohort_id, name="composed-2000000001' OR 1=1 --%s")) == 1


def test_the_sql_is_composed_once():
    calls = []

    @composed_once
    def counted(*, name):
        calls.append(name)
        return User.objects.filter(name=name).values_list("pk", flat=True)

    with CaptureQueriesContext(connection) as asked:
        assert (counted(name="Ana"), counted(name="Ben")) == ([], [])
    assert (len(calls), len(asked)) == (1, 2)
    assert [name in query["sql"] for query, name in zip(asked, ("Ana", "Ben"), strict=True)] == [True, True]


def test_lists_and_times(django_assert_num_queries):
    @composed_once
    def those(*, keys, names, since, is_inside):
        people = User.objects.filter(pk__in=keys, name__in=names, joined_at__gte=since).order_by("pk")
        return (people.filter(enrollments__isnull=False) if is_inside else people).values_list("pk", flat=True)

    then = datetime(2026, 5, 1, 12, 30, 0, 5, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    ana, ben, cleo = (UserFactory(name=name, joined_at=then) for name in ("Ana", "Ben", "Cleo"))
    EnrollmentFactory(person=ben)
    everybody, names = [ana.pk, ben.pk, cleo.pk], ["Ana", "Ben", "O'Hara, %s"]
    for asked, found in (
        ({}, [ana.pk, ben.pk]),
        ({"keys": [ben.pk]}, [ben.pk]),
        ({"keys": [cleo.pk, 10**30]}, []),
        ({"names": ["Cleo"]}, [cleo.pk]),
        ({"since": then + moment}, []),
        ({"since": then - moment}, [ana.pk, ben.pk]),
        ({"is_inside": True}, [ben.pk]),
        ({"is_inside": True, "keys": [ana.pk, cleo.pk]}, []),
    ):
        values = {"keys": everybody, "names": names, "since": then, "is_inside": False} | asked
        with django_assert_num_queries(1):
            assert those(**values) == found


def test_a_query_put_in_very_many_ways_is_not_kept_in_all_of_them():
    shapes = []

    @composed_once
    def those(**names):
        shapes.append(len(names))
        return User.objects.filter(*(Q(name=name) for name in names.values())).values_list("pk", flat=True)

    for number in (*range(1, MOST_SHAPES + 2), MOST_SHAPES + 1, 1):
        those(**{f"name{n}": "Ana" for n in range(number)})
    assert shapes == [*range(1, MOST_SHAPES + 2), 1]


def test_a_percent_sign_of_ours_is_no_place_for_a_value():
    @composed_once
    def those(*, name):
        return User.objects.extra(where=["name LIKE 'A%%s'"]).filter(name=name)

    with pytest.raises(CannotBeComposed):
        those(name="Ana")


@pytest.mark.parametrize("value", [1.5, date(2026, 5, 1), [], [1, "a"], [True], (1, 2), User(pk=1)])
def test_other_values_are_refused(value):
    @composed_once
    def those(*, name):
        return User.objects.filter(name=name)

    with pytest.raises(
        CannotBeComposed, match=r"^name is .*: neither a whole number, a text or a time, nor a list of some\.$"
    ):
        those(name=value)


def test_a_value_that_decides_what_is_asked_is_refused():
    @composed_once
    def those(*, name):
        return User.objects.filter(name__contains=name)

    with pytest.raises(CannotBeComposed, match=r"^those doesn't ask for all of name as they are\.$"):
        those(name="Ana")


def test_a_number_beyond_what_columns_hold():
    @composed_once
    def from_on(*, pk):
        return User.objects.filter(pk__gte=pk).values_list("pk", flat=True)

    ana = UserFactory()
    assert [from_on(pk=pk) for pk in (-(10**30), ana.pk, 10**30)] == [[ana.pk], [ana.pk], []]
