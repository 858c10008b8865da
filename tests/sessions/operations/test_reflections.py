"""Saving, sharing, taking back, erasing; two tabs; what the history keeps and what it doesn't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from cohorts.operations.pseudonyms import NoPseudonymsHere, NotWithoutAName
from sessions.enums import SessionStatus
from sessions.models import Reflection
from sessions.operations.reflections import (
    UnableToReflect,
    UnableToShare,
    UnableToTakeOff,
    WrittenElsewhere,
    erase_reflection,
    save_reflection,
    share_reflection,
    take_back_reflection,
    take_off_wall,
)
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory, ReflectionFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 23, 19, tzinfo=UTC)
NOW = START + timedelta(hours=3)


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START, cohort__makeup_words=3)


@pytest.fixture
def ana(live_session):
    return EnrollmentFactory(cohort=live_session.cohort).person


@pytest.fixture
def facilitator(live_session):
    return EnrollmentFactory(cohort=live_session.cohort, role=Role.FACILITATOR).person


@pytest.fixture
def save(live_session, ana):
    def one(body, version, *, now=NOW, by=ana):
        return save_reflection(live_session=live_session, body=body, version=version, by=by, now=now)

    return one


@pytest.fixture
def share(live_session, ana):
    def one(version, *, now=NOW, by=ana, **facts):
        return share_reflection(live_session=live_session, version=version, by=by, now=now, **facts)

    return one


def stands():
    return Reflection.objects.get()


def lines(reflection):
    return [line.history_change_reason for line in reflection.history.order_by("pk")]


# --- Saving ---------------------------------------------------------------------------------------


def test_the_words_are_kept_counted_and_nobody_elses(save, ana):
    saved = save("Listen *first*.\r\nThen act.  \n", 0)
    reflection = stands()
    assert (saved, reflection.person, reflection.body) == (reflection, ana, "Listen *first*.\nThen act.")
    assert (reflection.word_count, reflection.version, reflection.updated_at) == (4, 1, NOW)
    assert "<em>first</em>" in reflection.body_html
    assert (reflection.shared_at, reflection.shared_html) == (None, "")


def test_an_answer_that_was_lost_is_asked_for_again_and_changes_nothing(save):
    save("One", 0)
    save("Two", 1, now=NOW + timedelta(minutes=1))
    again = save("Two", 1, now=NOW + timedelta(minutes=2))
    assert (again.version, again.updated_at) == (2, NOW + timedelta(minutes=1))


@pytest.mark.parametrize("old", [0, 1, 3])
def test_an_older_page_does_not_write_over_newer_words(save, old):
    save("One", 0)
    save("Two", 1)
    with pytest.raises(WrittenElsewhere) as refused:
        save("Old", old)
    assert (refused.value.standing.body, refused.value.standing.version) == ("Two", 2)
    assert (stands().body, stands().version) == ("Two", 2)


def test_an_old_autosave_does_not_bring_back_what_was_erased(save, live_session, ana):
    save("One", 0)
    for _ in range(2):
        erase_reflection(live_session=live_session, by=ana, now=NOW)
    with pytest.raises(WrittenElsewhere) as refused:
        save("One and more", 1)
    assert refused.value.standing is None
    assert "You have erased this reflection" in str(refused.value)
    assert not Reflection.objects.exists()


def test_nothing_written_is_no_row_and_words_taken_out_stay_one(save):
    assert save(" \n", 0).pk is None
    assert not Reflection.objects.exists()
    save("One", 0)
    assert (save("", 1).word_count, stands().body) == (0, "")


def test_the_history_is_about_sharing_not_about_every_save(save, share):
    for version, body in enumerate(["One", "One two", "One two three"]):
        save(body, version)
    share(3)
    save("One two three four", 3)
    assert lines(stands()) == ["Shared on the wall"]
    kept = {field.name for field in Reflection.history.model._meta.get_fields()}
    assert kept & {"body", "body_html", "shared_html", "pseudonym", "is_named"} == set()


def test_too_long_is_refused_at_its_field(save):
    with pytest.raises(UnableToReflect) as refused:
        save("a" * 20_001, 0)
    assert refused.value.field == "body"


@pytest.mark.parametrize(
    ("now", "status", "sentence"),
    [
        (START - timedelta(seconds=1), SessionStatus.SCHEDULED, "as soon as the session begins"),
        (NOW, SessionStatus.CANCELLED, "is cancelled"),
    ],
)
def test_before_the_session_and_without_it_nothing_is_begun_and_what_is_begun_goes_on(
    save, live_session, ana, now, status, sentence
):
    type(live_session).objects.update(status=status)
    with pytest.raises(UnableToReflect, match=sentence):
        save("One", 0, now=now)
    ReflectionFactory(person=ana, live_session=live_session, body="Begun")
    assert save("Begun and on", 1, now=now).word_count == 3


def test_it_begins_with_the_session(save):
    assert save("During the silence", 0, now=START).version == 1


@pytest.mark.parametrize(
    "facts", [{"status": EnrollmentStatus.COMPLETED}, {"status": EnrollmentStatus.WITHDRAWN}, {"role": Role.OBSERVER}]
)
def test_only_those_who_take_part_write_and_share(save, share, live_session, ana, facts):
    ReflectionFactory(person=ana, live_session=live_session, body="One")
    ana.enrollments.update(**facts)
    for act in (lambda: save("Two", 1), lambda: share(1)):
        with pytest.raises(UnableToReflect, match="those who take part"):
            act()
    assert (stands().body, stands().is_shared) == ("One", False)


def test_a_completed_cohort_takes_nothing_and_lets_one_take_back(save, share, live_session, ana):
    save("One", 0)
    share(1)
    type(live_session.cohort).objects.update(status=CohortStatus.COMPLETED)
    with pytest.raises(UnableToReflect, match="has been completed"):
        save("Two", 1)
    take_back_reflection(live_session=live_session, by=ana, now=NOW)
    assert not stands().is_shared


def test_since_when_it_is_long_enough_outlives_later_changes(save):
    at = [NOW + timedelta(minutes=n) for n in range(5)]
    bodies = ["Two words", "Now three words", "Now there are more", "Two words", "Three words again"]
    since = []
    for version, (body, now) in enumerate(zip(bodies, at, strict=True)):
        since.append(save(body, version, now=now).long_enough_since)
    assert since == [None, at[1], at[1], None, at[4]]


# --- Sharing --------------------------------------------------------------------------------------


def test_a_copy_is_shared_and_what_is_written_afterwards_is_not(save, share):
    save("One", 0)
    share(1)
    save("One and what I think", 1)
    reflection = stands()
    assert (reflection.shared_html, reflection.says_more) == ("<p>One</p>\n", True)
    share(2, now=NOW + timedelta(hours=1))
    assert (stands().shared_html, stands().says_more) == ("<p>One and what I think</p>\n", False)
    assert stands().shared_at == NOW + timedelta(hours=1)


def test_shared_twice_is_once(save, share):
    save("One", 0)
    for minutes in (0, 1):
        share(1, now=NOW + timedelta(minutes=minutes))
    assert (stands().shared_at, lines(stands())) == (NOW, ["Shared on the wall"])


def test_words_that_were_not_looked_at_are_not_shared(save, share):
    save("One", 0)
    save("Two", 1)
    with pytest.raises(WrittenElsewhere):
        share(1)
    assert not stands().is_shared


@pytest.mark.parametrize("body", [None, "", "–"])
def test_nothing_is_not_shared(save, share, ana, live_session, body):
    if body is not None:
        ReflectionFactory(person=ana, live_session=live_session, body=body)
    with pytest.raises(UnableToShare, match="Write a few words first"):
        share(1)


def test_taken_back_twice_is_once_and_the_words_stay(save, share, live_session, ana):
    assert take_back_reflection(live_session=live_session, by=ana, now=NOW) is None
    save("One", 0)
    share(1)
    for _ in range(2):
        take_back_reflection(live_session=live_session, by=ana, now=NOW)
    reflection = stands()
    assert (reflection.body, reflection.shared_at, reflection.shared_html) == ("One", None, "")
    assert lines(reflection) == ["Shared on the wall", "Taken back"]
    share(1)
    assert stands().is_shared


def test_erasing_leaves_that_there_was_one_and_none_of_its_words(save, share, live_session, ana):
    save("One canary", 0)
    share(1)
    erase_reflection(live_session=live_session, by=ana, now=NOW)
    assert not Reflection.objects.exists()
    history = Reflection.history.order_by("pk")
    assert [(line.history_type, line.history_user) for line in history] == [("~", ana), ("-", ana)]
    assert "canary" not in repr(list(history.values_list()))


# --- Off the wall ---------------------------------------------------------------------------------


def test_taken_off_with_a_reason_the_words_stay_their_authors(save, share, facilitator):
    save("One", 0)
    shared = share(1)
    with pytest.raises(UnableToTakeOff, match="Say why"):
        take_off_wall(reflection=shared, reason=" ", by=facilitator, now=NOW)
    for reason in ("Names a patient", "again"):
        take_off_wall(reflection=shared, reason=reason, by=facilitator, now=NOW)
    reflection = stands()
    assert (reflection.body, reflection.shared_html, reflection.is_shared) == ("One", "", False)
    assert (reflection.taken_off_by, reflection.taken_off_reason) == (facilitator, "Names a patient")
    line = reflection.history.latest()
    assert (line.history_user, line.history_change_reason) == (facilitator, "Taken off the wall: Names a patient")


def test_the_same_words_do_not_come_back_and_changed_ones_do(save, share, facilitator):
    save("One", 0)
    take_off_wall(reflection=share(1), reason="Names a patient", by=facilitator, now=NOW)
    with pytest.raises(UnableToShare, match="Change them before"):
        share(1)
    save("Another", 1)
    reflection = share(2)
    assert (reflection.is_shared, reflection.taken_off_at, reflection.taken_off_reason) == (True, None, "")


def test_earlier_words_taken_off_leave_the_later_ones_free(save, share, facilitator):
    save("One", 0)
    shared = share(1)
    save("Two", 1)
    take_off_wall(reflection=shared, reason="Names a patient", by=facilitator, now=NOW)
    assert share(2).is_shared


# --- Without a name -------------------------------------------------------------------------------


@pytest.fixture
def pseudonyms(live_session):
    type(live_session.cohort).objects.update(pseudonyms_allowed=True)


@pytest.mark.usefixtures("pseudonyms")
def test_without_the_name_it_is_under_the_persons_pseudonym_of_the_cohort(save, share, ana):
    save("One", 0)
    share(1, without_name=True)
    reflection = stands()
    assert (reflection.is_shared, reflection.is_named, reflection.pseudonym) == (True, False, ana.pseudonyms.get())
    share(1, without_name=True)
    save("Two", 1)
    share(2, without_name=True)
    assert (stands().pseudonym, stands().shared_html) == (ana.pseudonyms.get(), "<p>Two</p>\n")


@pytest.mark.usefixtures("pseudonyms")
@pytest.mark.parametrize(
    ("first", "sentence"), [(True, "can’t be shared with it"), (False, "can’t be shared without it")]
)
def test_how_it_was_shared_first_is_how_it_stays(save, share, live_session, ana, first, sentence):
    save("One", 0)
    share(1, without_name=first)
    take_back_reflection(live_session=live_session, by=ana, now=NOW)
    save("Two", 1)
    with pytest.raises(UnableToShare, match=sentence):
        share(2, without_name=not first)
    assert (stands().is_shared, stands().is_named) == (False, not first)
    assert share(2, without_name=first).is_shared


def test_where_the_cohort_takes_none_nothing_is_shared(save, share):
    save("One", 0)
    with pytest.raises(NoPseudonymsHere):
        share(1, without_name=True)
    assert (stands().is_shared, stands().pseudonym) == (False, None)


@pytest.mark.usefixtures("pseudonyms")
def test_those_who_run_sessions_speak_with_their_name(save, share, facilitator):
    save("One", 0, by=facilitator)
    with pytest.raises(NotWithoutAName):
        share(1, by=facilitator, without_name=True)


@pytest.mark.usefixtures("pseudonyms")
def test_the_history_of_one_without_a_name_holds_no_person_but_who_took_it_off(
    save, share, live_session, ana, facilitator
):
    save("One", 0)
    shared = share(1, without_name=True)
    take_off_wall(reflection=shared, reason="Too near", by=facilitator, now=NOW)
    assert stands().person == ana
    save("Two", 1)
    share(2, without_name=True)
    take_back_reflection(live_session=live_session, by=ana, now=NOW)
    erase_reflection(live_session=live_session, by=ana, now=NOW)
    history = Reflection.history.order_by("pk")
    assert [(line.history_change_reason, line.person_id, line.history_user) for line in history] == [
        ("Shared on the wall", None, None),
        ("Taken off the wall: Too near", None, facilitator),
        ("Shared on the wall", None, None),
        ("Taken back", None, None),
        ("Erased", None, None),
    ]
