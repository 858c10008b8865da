from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.models import CohortLetter
from cohorts.operations.letters import NobodyToWriteTo, write_letter
from notifications.models import OutboxMail
from tests.factories.cohorts import EnrollmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
WORDS = {"subject": "We missed you", "text": "How are you?"}


@pytest.fixture
def write(cast):
    def write_to(*roles, now=NOW, **words):
        to = [cast.enrollment(role).pk for role in roles]
        return write_letter(cohort=cast.cohort, to=to, **(WORDS | words), by=cast["facilitator"], now=now)

    return write_to


def told():
    return [mail.recipient.name for mail in OutboxMail.objects.order_by("pk")]


def test_each_of_them_gets_a_mail(cast, write):
    written = write("team_lead", "participant")
    assert (written.people, sorted(told())) == (2, ["Participant", "Team Lead"])
    letter = CohortLetter.objects.get()
    assert (letter.subject, letter.text, letter.written_by, letter.written_at) == (
        *WORDS.values(),
        cast["facilitator"],
        NOW,
    )
    assert {tuple(mail.params.items()) for mail in OutboxMail.objects.all()} == {(("letter", letter.pk),)}


def test_those_who_do_not_take_part_now_and_the_writer_get_none(cast, write):
    closed = EnrollmentFactory(cohort=cast.cohort, person__is_active=False)
    elsewhere = EnrollmentFactory(cohort=cast.neighbor_cohort)
    roles = [cast.enrollment(role).pk for role in ("participant", "invited", "withdrawn", "facilitator")]
    to = [*roles, closed.pk, elsewhere.pk]
    write_letter(cohort=cast.cohort, to=to, **WORDS, by=cast["facilitator"], now=NOW)
    assert told() == ["Participant"]


def test_nobody_left_is_said(write):
    with pytest.raises(NobodyToWriteTo, match="Choose at least one person"):
        write("withdrawn")
    assert not CohortLetter.objects.exists()


def test_the_same_form_twice_is_one_letter(write):
    first = write("participant")
    again = write("participant", "team_lead", now=NOW + timedelta(minutes=1))
    assert (again.letter, told()) == (first.letter, ["Participant", "Team Lead"])


def test_other_words_or_another_day_are_another_letter(write):
    write("participant")
    write("participant", text="Are you well?")
    write("participant", now=NOW + timedelta(days=1))
    assert told() == ["Participant"] * 3
