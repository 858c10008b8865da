from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from sessions.models import Reflection
from sessions.queries.reflections import (
    ReflectionFacts,
    questions_of,
    reflection_facts,
    reflection_of,
    wall_page,
    words_written,
)
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory, PseudonymFactory
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, ReflectionFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 23, 19, tzinfo=UTC)
NOW = START + timedelta(hours=3)


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START)


@pytest.fixture
def member(live_session):
    def one(**facts):
        return EnrollmentFactory(cohort=live_session.cohort, **facts).person

    return one


@pytest.mark.parametrize("number", [1, 3])
def test_words_written_by_person_and_session_in_one_query(django_assert_num_queries, live_session, number):
    rows = [ReflectionFactory(live_session=live_session, updated_at=NOW) for _ in range(number)]
    enough = ReflectionFactory(live_session=LiveSessionFactory(), long_enough_since=START, updated_at=NOW)
    ReflectionFactory(live_session=live_session, person=enough.person, body="")
    ReflectionFactory(person=enough.person)
    ReflectionFactory(live_session=live_session)
    sessions, people = {live_session.pk, enough.live_session_id}, {row.person_id for row in [*rows, enough]}
    with django_assert_num_queries(1):
        written = words_written(sessions, people)
    assert written == {
        **{(row.person_id, live_session.pk): (row.word_count, NOW) for row in rows},
        (enough.person_id, enough.live_session_id): (enough.word_count, START),
    }


def test_ones_own_and_nobody_elses_also_for_an_administrator(live_session, member):
    ana, boss = member(), UserFactory(is_superuser=True, is_staff=True)
    mine = ReflectionFactory(person=ana, live_session=live_session)
    ReflectionFactory(person=ana)
    assert reflection_of(live_session, ana) == mine
    assert [reflection_of(live_session, viewer) for viewer in (boss, member(), UserFactory())] == [None] * 3
    ana.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert reflection_of(live_session, ana) is None


def test_what_the_agenda_gives_to_reflect_on(live_session):
    AgendaItemFactory(live_session=live_session, kind="reflection", title="Second", position=2)
    AgendaItemFactory(live_session=live_session, kind="reflection", title="First", position=1)
    AgendaItemFactory(live_session=live_session, kind="break", title="Break", position=3)
    AgendaItemFactory(kind="reflection")
    assert questions_of(live_session) == ["First", "Second"]


def test_what_the_sessions_page_says_of_them(live_session, member, django_assert_num_queries):
    ana, ben, observer = member(), member(), member(role=Role.OBSERVER)
    ReflectionFactory(person=ana, live_session=live_session, body="Two words")
    ReflectionFactory(person=ben, live_session=live_session, body="Just three words", shared=True)
    assert reflection_facts(live_session, ana, START - timedelta(seconds=1)) is None
    assert reflection_facts(live_session, observer, NOW) is None
    ana.has_perm("cohorts.see_posts", live_session.cohort)
    with django_assert_num_queries(1):
        facts = reflection_facts(live_session, ana, START)
    assert facts == ReflectionFacts(2, is_begun=True, is_shared=False, is_taken_off=False, on_wall=1, may_write=True)
    shared = reflection_facts(live_session, ben, NOW)
    assert shared == ReflectionFacts(3, is_begun=True, is_shared=True, is_taken_off=False, on_wall=1, may_write=True)
    other = reflection_facts(live_session, member(), NOW)
    assert other == ReflectionFacts(0, is_begun=False, is_shared=False, is_taken_off=False, on_wall=1, may_write=True)


class TestWall:
    def test_newest_first_as_it_was_shared_with_who_it_is(self, live_session, member):
        ana = member(role=Role.FACILITATOR, organization=OrganizationFactory(name="Clinic"))
        ana.title = "Nurse"
        ana.save()
        old = ReflectionFactory(person=ana, live_session=live_session, created_at=START, shared=True)
        Reflection.objects.filter(pk=old.pk).update(body="Later", body_html="Later")
        gone = member(status=EnrollmentStatus.WITHDRAWN)
        new = ReflectionFactory(person=gone, live_session=live_session, created_at=NOW, shared=True)
        ReflectionFactory(person=member(), live_session=live_session)
        ReflectionFactory(person=member(), shared=True)
        rows = wall_page(live_session, ana, None).object_list
        assert [(row.author, row.html, row.is_own) for row in rows] == [
            (gone.name, new.shared_html, False),
            (ana.name, old.body_html, True),
        ]
        assert rows[1].standing == "facilitator · Clinic · Nurse"
        live_session.cohort.titles_hidden = True
        assert wall_page(live_session, ana, None).object_list[1].standing == "facilitator · Clinic"

    def test_a_pseudonym_has_nothing_beside_it(self, live_session, member):
        ana = member(role=Role.TEAM_LEAD, organization=OrganizationFactory())
        cedar = PseudonymFactory(cohort=live_session.cohort, person=ana, name="Cedar", speaks_as="community")
        ReflectionFactory(person=ana, live_session=live_session, shared=True, pseudonym=cedar)
        [row] = wall_page(live_session, member(), None).object_list
        assert (row.author, row.standing, row.pseudonym) == ("Cedar, community member", "", cedar.pk)

    def test_it_comes_in_pages_of_twenty(self, live_session, member):
        viewer = member()
        for minute in range(21):
            at = NOW + timedelta(minutes=minute)
            ReflectionFactory(live_session=live_session, body=f"Number {minute}", created_at=at, shared=True)
        pages = [wall_page(live_session, viewer, number) for number in (None, "2", "99", "x")]
        assert [len(page.object_list) for page in pages] == [20, 1, 1, 20]
        assert [pages[0].object_list[0].html, pages[1].object_list[0].html] == [
            "<p>Number 20</p>\n",
            "<p>Number 0</p>\n",
        ]
        assert (pages[0].has_next(), pages[1].has_previous()) == (True, True)

    @pytest.mark.parametrize("facts", [{"role": Role.OBSERVER}, {"status": EnrollmentStatus.WITHDRAWN}])
    def test_it_is_empty_for_those_who_read_no_posts(self, live_session, member, facts):
        ReflectionFactory(live_session=live_session, shared=True)
        assert wall_page(live_session, member(**facts), None).object_list == []
        assert len(wall_page(live_session, member(status=EnrollmentStatus.COMPLETED), None).object_list) == 1
