"""What two accounts of one person did with sessions: who was there, what they watched and wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.operations.merging import merge_accounts
from sessions.models import Apology, Correction, Presence, Reflection, TableNote
from tests.factories.accounts import UserFactory
from tests.factories.breakouts import TableNoteFactory
from tests.factories.sessions import (
    ApologyFactory,
    CorrectionFactory,
    PresenceFactory,
    RecordingFactory,
    RecordingOpeningFactory,
    ReflectionFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def kept():
    return UserFactory(email="ana@clinic.example.org")


@pytest.fixture
def merged():
    return UserFactory(email="ana@home.example.org")


def merge(kept, merged):
    return merge_accounts(kept=kept, merged=merged, by=None, reason="Ana told us", now=NOW)


def test_what_either_account_attended_was_attended(kept, merged):
    both = ApologyFactory(person=kept, word="A cold").live_session
    ApologyFactory(person=merged, live_session=both, word="The flu")
    CorrectionFactory(person=kept, live_session=both, reason="Called in")
    CorrectionFactory(person=merged, live_session=both, reason="Was seen")
    CorrectionFactory(person=merged, reason="Another day")
    for person in (kept, merged):
        PresenceFactory(person=person, live_session=both)
    merge(kept, merged)
    assert Presence.objects.filter(person=kept).count() == 2
    assert list(Apology.objects.filter(person=kept).values_list("word", flat=True)) == ["A cold"]
    said = Correction.objects.filter(person=kept).order_by("pk").values_list("reason", flat=True)
    assert list(said) == ["Called in", "Another day"]


def test_of_two_openings_of_a_recording_the_first_and_the_last_count(kept, merged):
    recording = RecordingFactory()
    days = [NOW - timedelta(days=number) for number in range(4)]
    RecordingOpeningFactory(recording=recording, person=kept, first_opened_at=days[2], last_opened_at=days[0])
    RecordingOpeningFactory(recording=recording, person=merged, first_opened_at=days[3], last_opened_at=days[1])
    only = RecordingOpeningFactory(person=merged)
    merge(kept, merged)
    opening = kept.recording_openings.get(recording=recording)
    assert (opening.first_opened_at, opening.last_opened_at) == (days[3], days[0])
    assert set(kept.recording_openings.values_list("recording", flat=True)) == {recording.pk, only.recording_id}


def test_what_both_have_written_about_a_session_is_put_together_for_the_person_alone(kept, merged):
    mine = ReflectionFactory(person=kept, body="Later words", created_at=NOW, shared=True)
    session = mine.live_session
    theirs = {"created_at": NOW - timedelta(days=1), "long_enough_since": NOW - timedelta(days=1)}
    session.cohort.makeup_words = 4
    session.cohort.save()
    ReflectionFactory(person=merged, live_session=session, body="Earlier words", shared=True, **theirs)
    alone = ReflectionFactory(person=merged, body="Of one account", shared=True)
    merge(kept, merged)
    mine.refresh_from_db()
    alone.refresh_from_db()
    assert (mine.body, mine.word_count, mine.version) == ("Earlier words\n\nLater words", 4, 2)
    assert (mine.shared_at, mine.shared_html) == (None, "")
    assert (mine.created_at, mine.long_enough_since) == (NOW - timedelta(days=1),) * 2
    assert (alone.person, alone.is_shared) == (kept, True)
    assert Reflection.objects.filter(person=merged).count() == 0


def test_what_both_accounts_wrote_at_one_table_is_put_together(kept, merged):
    first = TableNoteFactory(author=merged, body="The bus", created_at=NOW - timedelta(hours=1))
    same = {"live_session": first.live_session, "round": first.round, "table": first.table}
    TableNoteFactory(**same, author=kept, body="The rent", created_at=NOW)
    TableNoteFactory(author=merged, body="Elsewhere")
    merge(kept, merged)
    written = TableNote.objects.filter(author=kept).order_by("pk").values_list("body", flat=True)
    assert sorted(written) == ["Elsewhere", "The bus\n\nThe rent"]
