"""Flagging what another said, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus
from cohorts.models import Cohort
from discussions.enums import BoardKind, FlagAbout, FlagOutcome, ThreadKind
from discussions.models import Flag, HiddenTopic
from discussions.notices import compose_flagged, compose_hidden
from discussions.operations.checks import CohortIsCompleted, NotYours, ReasonIsMissing
from discussions.operations.flags import (
    FlagIsDecided,
    TooManyFlags,
    UnableToFlag,
    WordsAreMissing,
    flag,
    hide_flagged,
    keep_flagged,
)
from discussions.operations.hidden_topics import UnableToHideTopic, hide_topic, restore_topic
from discussions.operations.posts import UnableToRestore, delete_post, restore_post
from discussions.operations.threads import TopicIsHidden, edit_topic
from discussions.queries.moderators import moderators_of
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail
from tests.cast import ROLES
from tests.factories.cohorts import AffinityGroupFactory, GroupMembershipFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, FlagFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort), title="Rent", body="Who?", author=cast["participant"])


@pytest.fixture
def post(cast, thread):
    return PostFactory(thread=thread, author=cast["participant"])


def flagging(cast, post, role="team_lead", **facts):
    facts = {"about": FlagAbout.UNKIND, "now": NOW} | facts
    return flag(thread=post.thread, post=post, by=cast[role], **facts)


def mailed(kind) -> list[str]:
    return sorted(OutboxMail.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_a_flag_waits_and_those_who_keep_order_hear_of_the_first_one(cast, post):
    first = flagging(cast, post, words="  so\nrude ")
    assert (first.outcome, first.words, first.flagged_by) == (FlagOutcome.OPEN, "so rude", cast["team_lead"])
    assert mailed("discussions.flagged") == ["coordinator@example.org", "facilitator@example.org"]
    flagging(cast, post, role="coach")
    assert OutboxMail.objects.count() == 2
    assert Flag.objects.open().count() == 2
    assert first.history.get().history_change_reason == "flagged"


def test_as_long_as_it_waits_it_is_one_flag_and_afterwards_another(cast, post):
    first = flagging(cast, post)
    assert flagging(cast, post) == first
    keep_flagged(flag=first, by=cast["facilitator"], note="A joke among friends", now=NOW)
    first.refresh_from_db()
    assert (first.outcome, first.decided_by, first.note) == ("kept", cast["facilitator"], "A joke among friends")
    second = flagging(cast, post)
    assert second != first
    # Those who keep order hear of it again.
    assert OutboxMail.objects.filter(kind="discussions.flagged").count() == 4


@pytest.mark.parametrize("role", ["observer", "outsider", "neighbor", "withdrawn", "invited"])
def test_who_takes_no_part_in_the_talk_flags_nothing(cast, post, role):
    with pytest.raises(NotYours):
        flagging(cast, post, role=role)


def test_ones_own_words_tombstones_and_prompts_are_not_flagged(cast, post, thread):
    with pytest.raises(UnableToFlag):
        flagging(cast, post, role="participant")
    delete_post(post=post, by=cast["participant"], now=NOW)
    with pytest.raises(UnableToFlag):
        flagging(cast, post)
    prompt = ThreadFactory(board=thread.board, kind=ThreadKind.PROMPT)
    with pytest.raises(UnableToFlag):
        flag(thread=prompt, by=cast["coach"], about=FlagAbout.UNKIND, now=NOW)


def test_something_else_needs_words(cast, post):
    with pytest.raises(WordsAreMissing):
        flagging(cast, post, about=FlagAbout.OTHER, words=" ")


def test_a_completed_cohort_is_read_only(cast, post):
    Cohort.objects.filter(pk=cast.cohort.pk).update(status=CohortStatus.COMPLETED)
    with pytest.raises(CohortIsCompleted):
        flagging(cast, post)


def test_nobody_floods_the_desk(cast, thread):
    posts = PostFactory.create_batch(11, thread=thread)
    for post in posts[:10]:
        flagging(cast, post)
    with pytest.raises(TooManyFlags):
        flagging(cast, posts[10])
    assert flagging(cast, posts[10], now=NOW + timedelta(minutes=11))


def test_hidden_with_a_reason_that_the_author_is_mailed(cast, post):
    flags = [flagging(cast, post), flagging(cast, post, role="coach")]
    with pytest.raises(ReasonIsMissing):
        hide_flagged(flag=flags[0], by=cast["facilitator"], reason=" ", now=NOW)
    hide_flagged(flag=flags[0], by=cast["facilitator"], reason="Names a patient", now=NOW)
    post.refresh_from_db()
    assert (post.deleted_by, post.deletion_reason) == (cast["facilitator"], "Names a patient")
    outcomes = Flag.objects.values_list("outcome", "note", "decided_by")
    assert set(outcomes) == {("hidden", "Names a patient", cast["facilitator"].pk)}
    assert [line.history_change_reason for line in flags[1].history.all()] == ["hidden: Names a patient", "flagged"]
    mail = OutboxMail.objects.get(kind="discussions.hidden")
    assert mail.recipient == cast["participant"]
    letter = compose_hidden(mail, NOW)
    assert isinstance(letter, Letter)
    assert (letter.context["reason"], letter.context["path"]) == ("Names a patient", post.get_absolute_url())
    with pytest.raises(FlagIsDecided):
        keep_flagged(flag=flags[0], by=cast["coordinator"], now=NOW)
    with pytest.raises(UnableToRestore):
        restore_post(post=post, by=cast["participant"], now=NOW)
    restore_post(post=post, by=cast["coordinator"], now=NOW)
    assert isinstance(compose_hidden(mail, NOW), Skip)


def test_taken_away_from_its_own_page_it_is_decided_too(cast, post):
    flagging(cast, post)
    delete_post(post=post, by=cast["coordinator"], reason="Sells something", now=NOW)
    assert Flag.objects.get().outcome == FlagOutcome.HIDDEN
    assert mailed("discussions.hidden") == ["participant@example.org"]


def test_an_author_who_takes_it_away_does_not_get_round_it(cast, post):
    waiting = flagging(cast, post)
    delete_post(post=post, by=cast["participant"], now=NOW)
    assert Flag.objects.open().get() == waiting
    hide_flagged(flag=waiting, by=cast["facilitator"], reason="Names a patient", now=NOW)
    with pytest.raises(UnableToRestore):
        restore_post(post=post, by=cast["participant"], now=NOW)


def test_ones_own_words_are_decided_by_others(cast, thread):
    post = PostFactory(thread=thread, author=cast["facilitator"])
    waiting = flagging(cast, post)
    assert mailed("discussions.flagged") == ["coordinator@example.org"]
    with pytest.raises(NotYours):
        keep_flagged(flag=waiting, by=cast["facilitator"], now=NOW)
    keep_flagged(flag=waiting, by=cast["coordinator"], now=NOW)


@pytest.mark.parametrize("role", ["participant", "coach", "observer", "neighbor"])
def test_others_decide_nothing(cast, post, role):
    waiting = flagging(cast, post)
    with pytest.raises(NotYours):
        keep_flagged(flag=waiting, by=cast[role], now=NOW)


def test_where_the_desk_does_not_read_the_administrators_decide(cast):
    board = BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team)
    post = PostFactory(thread=ThreadFactory(board=board), author=cast["participant"])
    waiting = flagging(cast, post)
    assert mailed("discussions.flagged") == ["site-admin@example.org"]
    with pytest.raises(NotYours):
        hide_flagged(flag=waiting, by=cast["facilitator"], reason="No", now=NOW)
    hide_flagged(flag=waiting, by=cast["site_admin"], reason="No", now=NOW)


def test_the_mail_of_a_flag_is_for_those_who_still_decide(cast, post):
    waiting = flagging(cast, post)
    mail = OutboxMail.objects.get(recipient=cast["facilitator"])
    letter = compose_flagged(mail, NOW)
    assert isinstance(letter, Letter)
    enrollment = cast.enrollment("facilitator")
    enrollment.role = "coach"
    enrollment.save()
    assert isinstance(compose_flagged(OutboxMail.objects.get(pk=mail.pk), NOW), Skip)
    keep_flagged(flag=waiting, by=cast["coordinator"], now=NOW)
    assert isinstance(compose_flagged(OutboxMail.objects.get(recipient=cast["coordinator"]), NOW), Skip)


def test_whose_pseudonym_it_is_stands_in_no_list_of_mails(cast, post, admin_client):
    Cohort.objects.filter(pk=cast.cohort.pk).update(pseudonyms_allowed=True)
    post.pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"])
    post.save()
    hide_flagged(flag=flagging(cast, post), by=cast["facilitator"], reason="Names a patient", now=NOW)
    mail = OutboxMail.objects.get(kind="discussions.nameless_hidden")
    assert mail.recipient == cast["participant"]
    assert isinstance(compose_hidden(mail, NOW), Letter)
    shown = admin_client.get("/admin/notifications/outboxmail/").content.decode()
    assert "discussions.flagged" in shown
    assert "participant@example.org" not in shown
    assert admin_client.get(f"/admin/notifications/outboxmail/{mail.pk}/change/").status_code == 302


def test_the_words_of_a_topic_are_taken_away_and_brought_back(cast, thread):
    waiting = flag(thread=thread, by=cast["coach"], about=FlagAbout.PRIVATE, now=NOW)
    hide_flagged(flag=waiting, by=cast["facilitator"], reason="Names a patient", now=NOW)
    thread.refresh_from_db()
    assert (thread.title, thread.body, thread.body_html) == ("A topic that was taken away", "", "")
    assert mailed("discussions.hidden") == ["participant@example.org"]
    letter = compose_hidden(OutboxMail.objects.get(kind="discussions.hidden"), NOW)
    assert isinstance(letter, Letter)
    assert letter.context["title"] == "Rent"
    with pytest.raises(TopicIsHidden):
        edit_topic(topic=thread, by=cast["participant"], title="Again", body="The same", now=NOW)
    with pytest.raises(UnableToFlag):
        flag(thread=thread, by=cast["coach"], about=FlagAbout.PRIVATE, now=NOW)
    with pytest.raises(UnableToHideTopic):
        restore_topic(thread=thread, by=cast["participant"], now=NOW)
    hide_topic(thread=thread, by=cast["coordinator"], reason="Twice", now=NOW)
    restore_topic(thread=thread, by=cast["coordinator"], now=NOW)
    thread.refresh_from_db()
    assert (thread.title, thread.body, thread.body_html) == ("Rent", "Who?", "<p>Who?</p>\n")
    assert not HiddenTopic.objects.exists()
    reasons = [line.history_change_reason for line in thread.history.all()[:2]]
    assert reasons == ["restored", "hidden: Names a patient"]


def test_who_keeps_order_is_asked_in_one_way(cast, thread):
    """`moderators_of` and the rule say the same of every board."""
    group = AffinityGroupFactory(cohort=cast.cohort)
    GroupMembershipFactory(group=group, person=cast["coordinator"])
    boards = [
        thread.board,
        BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team),
        BoardFactory(cohort=cast.cohort, kind=BoardKind.GROUP, group=group),
        BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS),
    ]
    for board in boards:
        place = ThreadFactory(board=board)
        asked = {
            cast[role].pk
            for role in ROLES[1:]
            if role != "site_admin" and cast[role].has_perm("discussions.moderate_thread", place)
        }
        assert moderators_of(board) == asked
    assert moderators_of(boards[2]) == {cast["coordinator"].pk}


def test_a_flag_of_the_factory_is_one(post):
    assert FlagFactory(post=post).thread == post.thread
