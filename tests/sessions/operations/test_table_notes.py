from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from sessions.models import TableNote
from sessions.operations.breakouts import copy_as_next, publish
from sessions.operations.table_notes import (
    NoteWrittenElsewhere,
    UnableToHide,
    UnableToNote,
    hide_note,
    save_note,
    show_note,
)
from tests.at_once import at_once
from tests.factories.breakouts import BreakoutPlanFactory, BreakoutSeatFactory, BreakoutTableFactory, TableNoteFactory
from tests.factories.sessions import LiveSessionFactory

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
LATER = START + timedelta(minutes=25)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


@pytest.fixture
def plan(cast, live_session):
    """Two rounds at two tables: the team lead hosts table 1, the participant comes to it in round 2."""
    plan = BreakoutPlanFactory(live_session=live_session, number=1, rounds=2, published_at=START - timedelta(days=1))
    first, second = (BreakoutTableFactory(plan=plan, position=number) for number in (1, 2))
    for number, table, role in [(1, first, "team_lead"), (2, first, "team_lead"), (1, second, "participant")]:
        BreakoutSeatFactory(table=table, round=number, person=cast[role])
    BreakoutSeatFactory(table=first, round=2, person=cast["participant"])
    return plan


@pytest.fixture
def write(cast, live_session, plan):
    def save(role, body="Rent comes first.", *, table=1, number=1, version=0, now=LATER):
        return save_note(
            live_session=live_session,
            round_number=number,
            table=table,
            body=body,
            version=version,
            by=cast[role],
            now=now,
        )

    return save


def read_by(cast, role, now=LATER):
    return set(TableNote.objects.visible_to(cast[role], now).values_list("body", flat=True))


@pytest.mark.django_db
class TestWriting:
    def test_what_is_written_is_drawn_and_counted(self, write):
        note = write("team_lead", "Rent **first**\r\n")
        assert (note.body, note.version) == ("Rent **first**", 1)
        assert "<strong>first</strong>" in note.body_html
        assert write("team_lead", "Rent **first**", version=0).version == 1
        assert write("team_lead", "Rent, then food", version=1).version == 2

    def test_two_at_one_table_write_in_rows_of_their_own(self, write):
        write("team_lead", "Mine", number=2)
        write("participant", "Mine, too", number=2)
        assert sorted(TableNote.objects.values_list("body", flat=True)) == ["Mine", "Mine, too"]

    def test_an_older_page_of_ones_own_writes_nothing_over(self, write):
        write("team_lead", "One")
        write("team_lead", "Two", version=1)
        with pytest.raises(NoteWrittenElsewhere) as refusal:
            write("team_lead", "Three", version=1)
        assert refusal.value.standing.body == "Two"

    def test_nothing_is_no_note_and_emptied_is_none_any_more(self, write):
        assert write("team_lead", "  \n").pk is None
        write("team_lead", "One")
        write("team_lead", "", version=1)
        assert not TableNote.objects.written().exists()

    def test_writing_keeps_no_line_of_history(self, write):
        write("team_lead", "One")
        write("team_lead", "Two", version=1)
        assert not TableNote.history.exists()

    @pytest.mark.parametrize(
        ("role", "table", "number", "now", "said"),
        [
            ("participant", 1, 1, LATER, "who sit at this table"),
            ("participant", 2, 2, LATER, "who sit at this table"),
            ("coach", 1, 1, LATER, "who sit at this table"),
            ("observer", 1, 1, LATER, "who take part"),
            ("withdrawn", 1, 1, LATER, "who take part"),
            ("outsider", 1, 1, LATER, "who take part"),
            ("facilitator", 9, 1, LATER, "who sit at this table"),
            ("team_lead", 1, 1, START - timedelta(hours=1), "15 minutes before"),
            ("team_lead", 1, 1, START + timedelta(days=8), "more than a week ago"),
        ],
    )
    def test_who_does_not_sit_there_or_comes_at_another_time_is_told_why(self, write, role, table, number, now, said):
        with pytest.raises(UnableToNote, match=said):
            write(role, table=table, number=number, now=now)

    def test_those_who_run_the_session_type_up_any_tables(self, write):
        assert write("facilitator", table=2, number=2).pk

    def test_too_long_or_for_a_cancelled_session_is_refused(self, write, live_session):
        with pytest.raises(UnableToNote, match="too long"):
            write("team_lead", "x" * 8001)
        type(live_session).objects.update(status="cancelled")
        with pytest.raises(UnableToNote, match="cancelled"):
            write("team_lead")


@pytest.mark.django_db
class TestReading:
    def test_the_next_at_the_table_read_what_came_before_and_the_others_nothing(self, cast, write):
        write("team_lead", "Of round 1")
        write("participant", "Elsewhere", table=2)
        assert read_by(cast, "participant") == {"Of round 1", "Elsewhere"}
        assert read_by(cast, "team_lead") == {"Of round 1"}
        assert read_by(cast, "coach") == set()
        for role in ("facilitator", "coordinator", "site_admin"):
            assert read_by(cast, role) == {"Of round 1", "Elsewhere"}

    def test_what_is_written_later_at_a_table_one_has_left_is_not_read(self, cast, plan, write):
        plan.seats.filter(person=cast["participant"], round=1).update(table=plan.tables.get(position=1))
        plan.seats.filter(person=cast["participant"], round=2).update(table=plan.tables.get(position=2))
        write("team_lead", "Of round 2", number=2)
        assert read_by(cast, "participant") == set()

    def test_after_the_session_all_who_read_posts_do(self, cast, write):
        write("team_lead", "Said")
        after = START + timedelta(hours=2)
        assert read_by(cast, "coach", after) == {"Said"}
        for role in ("observer", "withdrawn", "invited", "outsider", "neighbor"):
            assert read_by(cast, role, after) == set()

    def test_whoever_withdraws_reads_nothing_not_even_their_own(self, cast, write):
        write("participant", "Mine", table=2)
        cast.cohort.enrollments.filter(person=cast["participant"]).update(status=EnrollmentStatus.WITHDRAWN)
        assert read_by(cast, "participant") == set()

    def test_notes_stay_where_they_are_when_the_plan_is_made_anew(self, cast, plan, write):
        write("team_lead", "Said")
        copied = copy_as_next(plan, by=cast["facilitator"], now=LATER)
        publish(plan_row=copied, by=cast["facilitator"], now=LATER)
        assert read_by(cast, "participant") == {"Said"}


@pytest.mark.django_db
class TestHiding:
    def test_hidden_it_is_its_authors_and_the_desks(self, cast, write):
        note = write("team_lead", "Names somebody")
        hide_note(note=note, reason="It names a patient", by=cast["facilitator"], now=LATER)
        assert read_by(cast, "participant") == set()
        assert read_by(cast, "team_lead") == read_by(cast, "coordinator") == {"Names somebody"}
        line = TableNote.history.get()
        assert (line.history_user, line.history_change_reason) == (cast["facilitator"], "Hidden: It names a patient")
        shown = show_note(note=note, by=cast["facilitator"])
        assert (shown.hidden_at, shown.hidden_by, shown.hidden_reason) == (None, None, "")
        assert read_by(cast, "participant") == {"Names somebody"}

    def test_twice_is_once_and_without_a_reason_it_is_refused(self, cast, write):
        note = write("team_lead")
        with pytest.raises(UnableToHide, match="Say why"):
            hide_note(note=note, reason=" \n", by=cast["facilitator"], now=LATER)
        for reason in ("First", "Second"):
            note = hide_note(note=note, reason=reason, by=cast["facilitator"], now=LATER)
        assert note.hidden_reason == "First"
        for _time in range(2):
            show_note(note=note, by=cast["facilitator"])
        assert TableNote.history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_note_sent_four_times_at_once_is_one(write):
    notes = at_once(*[lambda: write("team_lead", "Once")] * 4)
    assert notes == [TableNote.objects.get()] * 4


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_save_at_once_one_stands_and_the_other_is_told(write):
    write("team_lead", "Begun")
    said = at_once(*[lambda words=words: write("team_lead", words, version=1) for words in ("One", "Two")])
    assert sorted(type(answer).__name__ for answer in said) == ["NoteWrittenElsewhere", "TableNote"]


@pytest.mark.django_db
def test_a_note_nobody_wrote_any_more_stays_the_tables(cast, write):
    note = TableNoteFactory(live_session=write("team_lead").live_session, author=None)
    assert note.body in read_by(cast, "facilitator")
