from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from cohorts.enums import CohortStatus
from improvement.models import Harvest, PlacedNote, Priority, Vote
from improvement.operations.harvest import (
    UnableToHarvest,
    make_priority,
    place_notes,
    remove_priority,
    rename_priority,
    take_note_out,
)
from improvement.operations.votes import UnableToVote, close_vote, open_vote, vote
from tests.at_once import at_once
from tests.factories.breakouts import TableNoteFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
NOW = START + timedelta(hours=2)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


@pytest.fixture
def make(cast, live_session):
    def priority(title, *notes):
        ids = [note.pk for note in notes]
        return make_priority(live_session=live_session, title=title, notes=ids, by=cast["facilitator"], now=NOW)

    return priority


@pytest.fixture
def two(make):
    return make("Rent"), make("The bus")


@pytest.fixture
def give(cast, live_session):
    return lambda role, *pairs: vote(
        live_session=live_session, dots={priority.pk: dots for priority, dots in pairs}, by=cast[role]
    )


def start(live_session, **facts):
    return open_vote(live_session=live_session, **({"dots": 3, "several_on_one": True, "now": NOW} | facts))


def under(priority):
    return sorted(priority.placed.values_list("note", flat=True))


@pytest.mark.django_db
class TestPriorities:
    def test_notes_are_put_under_one_moved_to_another_and_taken_out(self, cast, live_session, make):
        first, second = TableNoteFactory.create_batch(2, live_session=live_session)
        rent, bus = make("Rent", first), make("The bus")
        assert under(rent) == [first.pk]
        facts = {"live_session": live_session, "by": cast["facilitator"], "now": NOW}
        place_notes(**facts, priority=bus.pk, notes=[first.pk, second.pk])
        assert (under(rent), under(bus)) == ([], [first.pk, second.pk])
        for _time in range(2):
            take_note_out(live_session=live_session, note=first.pk)
        assert under(bus) == [second.pk]

    def test_a_name_that_is_there_takes_the_notes(self, live_session, make):
        note = TableNoteFactory(live_session=live_session)
        rent = make("Rent")
        assert make(" Rent ", note) == rent
        assert under(rent) == [note.pk]

    def test_a_note_of_another_session_goes_nowhere(self, cast, make):
        elsewhere = LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START)
        make("Rent", TableNoteFactory(live_session=elsewhere), TableNoteFactory())
        assert not PlacedNote.objects.exists()

    def test_renamed_and_removed(self, live_session, make, two):
        rent, bus = two
        note = TableNoteFactory(live_session=live_session)
        make("Rent", note)
        assert rename_priority(live_session=live_session, priority=rent.pk, title="Rents").title == "Rents"
        with pytest.raises(UnableToHarvest, match="of this name"):
            rename_priority(live_session=live_session, priority=rent.pk, title="The bus")
        for _time in range(2):
            remove_priority(live_session=live_session, priority=rent.pk)
        assert list(Priority.objects.all()) == [bus]
        assert not PlacedNote.objects.exists()

    def test_what_makes_no_sense_is_refused(self, cast, live_session, make):
        with pytest.raises(UnableToHarvest, match="Give the priority a name"):
            make("  ")
        with pytest.raises(UnableToHarvest, match="too long"):
            make("x" * 161)
        facts = {"live_session": live_session, "by": cast["facilitator"], "now": NOW}
        with pytest.raises(UnableToHarvest, match="not there any more"):
            place_notes(**facts, priority=99, notes=[1])
        with pytest.raises(UnableToHarvest, match="Tick the notes"):
            place_notes(**facts, priority=make("Rent").pk, notes=[])

    def test_in_a_completed_cohort_they_stay(self, cast, make):
        type(cast.cohort).objects.update(status=CohortStatus.COMPLETED)
        with pytest.raises(UnableToHarvest, match="completed"):
            make("Rent")

    def test_while_people_vote_they_stay(self, live_session, make, two):
        start(live_session)
        for change in (
            lambda: make("Third"),
            lambda: take_note_out(live_session=live_session, note=1),
            lambda: remove_priority(live_session=live_session, priority=two[0].pk),
            lambda: rename_priority(live_session=live_session, priority=two[0].pk, title="Another"),
        ):
            with pytest.raises(UnableToHarvest, match="People are voting"):
                change()


@pytest.mark.django_db
class TestVoting:
    def test_dots_are_given_changed_and_counted(self, live_session, two, give):
        rent, bus = two
        start(live_session)
        assert give("participant", (rent, 3)) == 3
        assert give("participant", (rent, 1), (bus, 2)) == 3
        assert give("team_lead", (bus, 1)) == 1
        harvest = close_vote(live_session=live_session, now=NOW)
        assert harvest.voters == 2
        assert dict(Priority.objects.values_list("title", "dots")) == {"Rent": 1, "The bus": 3}

    def test_who_gave_what_is_kept_nowhere_once_it_is_counted(self, live_session, two, give):
        start(live_session)
        give("participant", (two[0], 1))
        close_vote(live_session=live_session, now=NOW)
        assert not Vote.objects.exists()
        assert [model for model in apps.get_models() if model.__name__ in {"HistoricalVote", "HistoricalHarvest"}] == []

    @pytest.mark.parametrize(
        ("several", "dots", "said"),
        [
            (True, (2, 2), "You have 3 dots and gave 4"),
            (False, (2, 0), "one dot at most"),
            (True, (-1, 0), "not there any more"),
        ],
    )
    def test_more_than_one_has_is_refused_and_what_was_given_stays(self, live_session, two, give, several, dots, said):
        start(live_session, several_on_one=several)
        give("participant", (two[0], 1))
        with pytest.raises(UnableToVote, match=said):
            give("participant", *zip(two, dots, strict=True))
        assert list(Vote.objects.values_list("priority", "dots")) == [(two[0].pk, 1)]

    def test_only_priorities_of_this_session(self, cast, live_session, two):
        start(live_session)
        with pytest.raises(UnableToVote, match="not there any more"):
            vote(live_session=live_session, dots={9999: 1}, by=cast["participant"])

    @pytest.mark.parametrize("role", ["observer", "withdrawn", "invited", "outsider", "neighbor", "site_admin"])
    def test_only_those_who_take_part_have_dots(self, live_session, two, give, role):
        start(live_session)
        with pytest.raises(UnableToVote, match="take part"):
            give(role, (two[0], 1))

    @pytest.mark.parametrize("role", ["participant", "team_lead", "facilitator", "coach", "coordinator"])
    def test_all_who_may_post_have_dots(self, live_session, two, give, role):
        start(live_session)
        assert give(role, (two[0], 1)) == 1

    def test_before_and_after_there_is_no_vote(self, live_session, two, give):
        with pytest.raises(UnableToVote, match="not open"):
            give("participant", (two[0], 1))
        with pytest.raises(UnableToVote, match="not open"):
            close_vote(live_session=live_session, now=NOW)
        start(live_session)
        close_vote(live_session=live_session, now=NOW)
        with pytest.raises(UnableToVote, match="not open"):
            give("participant", (two[0], 1))

    def test_opened_twice_is_once_and_opened_again_begins_with_nothing(self, live_session, two, give):
        start(live_session)
        assert start(live_session, dots=5).dots == 3
        give("participant", (two[0], 1))
        for _time in range(2):
            assert close_vote(live_session=live_session, now=NOW).voters == 1
        again = start(live_session, dots=5)
        assert (again.dots, again.is_open, again.voters) == (5, True, None)
        assert set(Priority.objects.values_list("dots", flat=True)) == {None}

    def test_there_must_be_something_to_choose_from(self, live_session, make):
        make("Rent")
        with pytest.raises(UnableToVote, match="at least two"):
            start(live_session)
        make("The bus")
        with pytest.raises(UnableToVote, match="from 1 to 10"):
            start(live_session, dots=11)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_four_times_at_once_is_one_vote(live_session, two, give):
    start(live_session)
    assert at_once(*[lambda: give("participant", (two[0], 2), (two[1], 1))] * 4) == [3] * 4
    assert sorted(Vote.objects.values_list("dots", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_and_each_dot_is_counted(cast, live_session, two):
    people = [EnrollmentFactory(cohort=cast.cohort).person for _number in range(4)]
    start(live_session)
    acts = [lambda by=by: vote(live_session=live_session, dots={two[0].pk: 2, two[1].pk: 1}, by=by) for by in people]
    assert at_once(*acts) == [3] * 4
    close_vote(live_session=live_session, now=NOW)
    assert sorted(Priority.objects.values_list("dots", flat=True)) == [4, 8]


@pytest.mark.django_db(transaction=True)
def test_closed_by_two_at_once_it_is_counted_once(live_session, two, give):
    start(live_session)
    give("participant", (two[0], 2))
    at_once(*[lambda: close_vote(live_session=live_session, now=NOW)] * 2)
    assert Harvest.objects.get().voters == 1
    assert Priority.objects.get(title="Rent").dots == 2
