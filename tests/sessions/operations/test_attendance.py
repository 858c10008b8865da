from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import PresenceSource, SessionStatus
from sessions.models import Presence
from sessions.operations.attendance import UnableToCheckIn, check_in, record_stays, tick
from sessions.zoom.webhook.life import Stay
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import AliasFactory, LiveSessionFactory

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
SEEN_HERE = [PresenceSource.JOIN_BUTTON, PresenceSource.LIST, PresenceSource.QR]


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def minutes(number):
    return START + timedelta(minutes=number)


def stay(user_id="1", name="Participant", email="participant@example.org", joined=0, left=90, room="", registrant=""):
    times = [minutes(one) if one is not None else None for one in (joined, left)]
    return Stay(user_id, name, email, registrant, room, *times)


def rows():
    return list(Presence.objects.order_by("joined_at", "pk").values_list("person", "name", "joined_at", "left_at"))


class TestCheckingIn:
    @pytest.mark.parametrize("how", SEEN_HERE)
    def test_twice_is_once_and_the_first_time_stands(self, cast, live_session, how):
        person = cast["participant"]
        first = check_in(live_session=live_session, person=person, how=how, now=minutes(1))
        again = check_in(live_session=live_session, person=person, how=how, now=minutes(30))
        assert first == again == Presence.objects.get()
        assert (first.person, first.source, first.joined_at, first.left_at) == (person, how, minutes(1), None)

    def test_each_way_of_being_seen_is_noted(self, cast, live_session):
        for how in SEEN_HERE:
            check_in(live_session=live_session, person=cast["participant"], how=how, now=START)
        assert Presence.objects.count() == 3

    def test_after_a_move_it_is_another_press(self, cast, live_session):
        how, person = PresenceSource.JOIN_BUTTON, cast["participant"]
        check_in(live_session=live_session, person=person, how=how, now=START)
        live_session.starts_at += timedelta(days=7)
        check_in(live_session=live_session, person=person, how=how, now=live_session.starts_at)
        assert Presence.objects.count() == 2

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn", "site_admin"])
    def test_only_who_is_in_the_cohort(self, cast, live_session, role):
        with pytest.raises(UnableToCheckIn, match="does not take part"):
            check_in(live_session=live_session, person=cast[role], how=PresenceSource.QR, now=START)
        assert not Presence.objects.exists()

    def test_nobody_attends_what_is_cancelled_or_far_ahead(self, cast, live_session):
        told = {"live_session": live_session, "person": cast["participant"], "how": PresenceSource.QR}
        with pytest.raises(UnableToCheckIn, match="has not begun yet"):
            check_in(**told, now=START - timedelta(hours=2, seconds=1))
        check_in(**told, now=START - timedelta(hours=2))
        live_session.status = SessionStatus.CANCELLED
        with pytest.raises(UnableToCheckIn, match="cancelled"):
            check_in(**told, now=START)

    def test_zooms_word_is_not_taken_from_here(self, cast, live_session):
        with pytest.raises(ValueError, match="not seen by the portal"):
            check_in(live_session=live_session, person=cast["participant"], how=PresenceSource.REPORT, now=START)


class TestTheList:
    def test_only_changes_are_noted_so_two_lists_do_not_undo_each_other(self, cast, live_session):
        ana, bo, cy = (cast[role].pk for role in ("participant", "team_lead", "coach"))
        told = {"live_session": live_session, "now": START}
        tick(ticked=[ana, cy], unticked=[], by=cast["facilitator"], **told)
        # The other phone was drawn before; on it Ana isn't ticked, and Bo is now.
        tick(ticked=[bo], unticked=[], by=cast["coordinator"], **told)
        tick(ticked=[], unticked=[cy], by=cast["coordinator"], **told)
        noted = Presence.objects.order_by("person").values_list("person", "noted_by", "source")
        assert sorted(noted) == sorted([(ana, cast["facilitator"].pk, "list"), (bo, cast["coordinator"].pk, "list")])

    def test_twice_is_once(self, cast, live_session):
        for _time in range(2):
            tick(live_session=live_session, ticked=[cast["participant"].pk], unticked=[], by=cast["coach"], now=START)
        assert Presence.objects.count() == 1

    def test_strangers_are_not_ticked_and_other_signs_not_unticked(self, cast, live_session):
        person = cast["participant"]
        check_in(live_session=live_session, person=person, how=PresenceSource.QR, now=START)
        others = [cast[role].pk for role in ("outsider", "withdrawn")]
        tick(live_session=live_session, ticked=others, unticked=[person.pk], by=cast["facilitator"], now=START)
        assert list(Presence.objects.values_list("person", "source")) == [(person.pk, "qr")]

    def test_only_of_this_session(self, cast, live_session):
        other = LiveSessionFactory(cohort=cast.cohort, starts_at=START)
        check_in(live_session=other, person=cast["participant"], how=PresenceSource.LIST, now=START)
        told = {"ticked": [], "unticked": [cast["participant"].pk], "by": cast["facilitator"], "now": START}
        tick(live_session=live_session, **told)
        assert Presence.objects.count() == 1


class TestZoomAsItHappens:
    def test_the_same_again_changes_nothing_in_whatever_order(self, cast, live_session):
        stays = [
            stay("1", joined=0, left=30),
            stay("1", joined=0, left=20, room="r1"),
            stay("2", joined=40, left=None),
            stay("3", "Somebody", "", joined=5, left=15),
        ]
        assert record_stays(live_session=live_session, uuid="u==", stays=stays, now=START) == 4
        before = list(Presence.objects.order_by("pk").values())
        for seed in range(3):
            random.Random(seed).shuffle(stays)
            record_stays(live_session=live_session, uuid="u==", stays=stays, now=minutes(5))
        assert list(Presence.objects.order_by("pk").values()) == before
        assert {row[0] for row in rows()} == {cast["participant"].pk, None}

    def test_more_brings_the_rows_in_step(self, cast, live_session):
        person = cast["participant"].pk
        record_stays(live_session=live_session, uuid="u", stays=[stay(joined=10, left=None)], now=START)
        assert rows() == [(person, "Participant", minutes(10), None)]
        # An earlier event arrives late: the stay had been another, and there was a second one.
        stays = [stay(joined=2, left=8), stay(joined=10, left=90)]
        record_stays(live_session=live_session, uuid="u", stays=stays, now=START)
        assert [row[2:] for row in rows()] == [(minutes(2), minutes(8)), (minutes(10), minutes(90))]
        record_stays(live_session=live_session, uuid="u", stays=stays[:1], now=START)
        assert [row[2:] for row in rows()] == [(minutes(2), minutes(8))]

    def test_each_holding_is_for_itself(self, live_session):
        for uuid in ("u1", "u2"):
            record_stays(live_session=live_session, uuid=uuid, stays=[stay()], now=START)
        record_stays(live_session=live_session, uuid="u1", stays=[], now=START)
        assert Presence.objects.count() == 1

    def test_only_the_going_was_told(self, live_session):
        record_stays(live_session=live_session, uuid="u", stays=[stay(joined=None, left=20)], now=START)
        assert [row[2:] for row in rows()] == [(None, minutes(20))]

    def test_who_is_meant(self, cast, live_session):
        alias = AliasFactory(cohort=cast.cohort, key="bos ipad", person=cast["coach"])
        AliasFactory(cohort=cast.neighbor_cohort, key="cy", person=cast["neighbor"])
        stays = [
            stay("1", "Whoever", "Participant@Example.org"),
            stay("2", "Bo's iPad".replace("'", ""), ""),
            stay("3", "Cy", "", registrant="reg"),
            stay("4", "Cy", ""),
            stay("5", "Neighbor", "neighbor@example.org"),
        ]
        registrants = {"reg": cast["team_lead"].pk}
        record_stays(live_session=live_session, uuid="u", stays=stays, now=START, registrants=registrants)
        found = Presence.objects.order_by("pk").values_list("name", "person", "alias")
        assert list(found) == [
            ("Whoever", cast["participant"].pk, None),
            ("Bos iPad", cast["coach"].pk, alias.pk),
            ("Cy", cast["team_lead"].pk, None),
            ("Cy", None, None),
            ("Neighbor", None, None),
        ]

    def test_who_was_found_stays_found_though_their_address_changes(self, cast, live_session):
        record_stays(live_session=live_session, uuid="u", stays=[stay()], now=START)
        person = cast["participant"]
        person.email = "new@example.org"
        person.save()
        record_stays(live_session=live_session, uuid="u", stays=[stay(left=91)], now=START)
        assert [row[0] for row in rows()] == [person.pk]

    @pytest.mark.parametrize("number", [1, 30])
    def test_it_costs_the_same_for_one_and_for_many(self, cast, live_session, number, django_assert_num_queries):
        people = [EnrollmentFactory(cohort=cast.cohort).person for _one in range(number)]
        stays = [stay(str(person.pk), person.name, person.email) for person in people]
        record_stays(live_session=live_session, uuid="u", stays=stays, now=START)
        longer = [stay(str(person.pk), person.name, person.email, left=95) for person in people]
        # A savepoint, the lock, two for who is who, the rows, one to correct and one to add.
        with django_assert_num_queries(8):
            record_stays(live_session=live_session, uuid="u", stays=[*longer, stay("x", "X", "")], now=START)
