from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail as mailboxes

from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Enrollment
from discussions.enums import BoardKind, FollowLevel, ThreadKind
from discussions.models import Post, Thread
from discussions.operations import telling
from discussions.operations.posts import delete_post, write_post
from discussions.operations.telling import tell_of_talk
from discussions.operations.threads import start_topic
from notifications.delivery import deliver_mail
from notifications.models import Notice, OutboxMail
from notifications.queries import notice_page
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, FollowingFactory, MentionFactory, PostFactory, ThreadFactory
from tests.factories.notifications import PreferenceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort, name="Everybody")


@pytest.fixture
def thread(cast, board):
    return ThreadFactory(board=board, title="Who maps rent?", author=cast["team_lead"])


def write(thread, by, **changes) -> Post:
    said = {"body": "We *asked*.", "submission": uuid4(), "now": NOW}
    return write_post(thread=thread, by=by, **said | changes)


def told():
    return sorted(Notice.objects.values_list("person__name", "matter"))


def mailed():
    return sorted(OutboxMail.objects.values_list("recipient__name", flat=True))


def lines(person):
    return [row.shown.line for row in notice_page(person, NOW).rows]


# --- Who hears ------------------------------------------------------------------------------------


def test_whose_topic_or_post_is_answered_hears_of_it(cast, thread):
    answer = write(thread, cast["participant"])
    write(thread, cast["coach"], parent=answer.pk)
    write(thread, cast["team_lead"], parent=answer.pk)

    assert told() == []  # not while it is written
    assert tell_of_talk(now=NOW) == 3

    reply = "discussions.reply"
    assert told() == [("Participant", reply), ("Participant", reply), ("Team Lead", reply)]
    assert lines(cast["team_lead"]) == ["Participant replied to you in “Who maps rent?”"]
    assert lines(cast["participant"]) == [
        "Team Lead replied to you in “Who maps rent?”",
        "Coach replied to you in “Who maps rent?”",
    ]
    assert mailed() == ["Participant", "Participant", "Team Lead"]


def test_nobody_hears_of_their_own_words_and_nobody_twice(cast, thread):
    FollowingFactory(person=cast["team_lead"], thread=thread, level=FollowLevel.WATCHING)
    write(thread, cast["team_lead"])
    write(thread, cast["participant"])
    for _ in range(2):
        tell_of_talk(now=NOW)
    assert told() == [("Team Lead", "discussions.reply")]


def test_whoever_poses_a_prompt_does_not_hear_of_each_answer(cast, board):
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT, author=cast["facilitator"])
    write(prompt, cast["participant"])
    tell_of_talk(now=NOW)
    assert told() == []


def test_watchers_of_the_board_or_the_thread_hear_of_it_in_their_digest(cast, board, thread):
    FollowingFactory(person=cast["coach"], board=board, thread=None, level=FollowLevel.WATCHING)
    FollowingFactory(person=cast["facilitator"], thread=thread, level=FollowLevel.WATCHING)
    FollowingFactory(person=cast["coordinator"], board=board, thread=None, level=FollowLevel.WATCHING)
    FollowingFactory(person=cast["coordinator"], thread=thread, level=FollowLevel.MUTED)
    # Outside of the wall, or in another room of the house.
    for role in ("withdrawn", "observer", "neighbor", "outsider"):
        FollowingFactory(person=cast[role], board=board, thread=None, level=FollowLevel.WATCHING)
    write(thread, cast["participant"])

    tell_of_talk(now=NOW)

    watched = "discussions.watched"
    assert told() == [("Coach", watched), ("Facilitator", watched), ("Team Lead", "discussions.reply")]
    assert mailed() == ["Team Lead"]
    assert lines(cast["coach"]) == ["Participant wrote in “Who maps rent?”"]


def test_whoever_has_muted_the_place_is_not_told_of_answers(cast, board, thread):
    FollowingFactory(person=cast["team_lead"], board=board, thread=None, level=FollowLevel.MUTED)
    write(thread, cast["participant"])
    tell_of_talk(now=NOW)
    assert told() == []


def test_a_new_topic_is_told_to_those_who_watch_the_board(cast, board):
    FollowingFactory(person=cast["coach"], board=board, thread=None, level=FollowLevel.WATCHING)
    for role in ("participant", "withdrawn"):
        FollowingFactory(person=cast[role], board=board, thread=None, level=FollowLevel.WATCHING)
    start_topic(board=board, by=cast["participant"], title="Heat", body="It *is*.", submission=uuid4(), now=NOW)
    assert tell_of_talk(now=NOW) == 1
    assert told() == [("Coach", "discussions.watched")]
    assert lines(cast["coach"]) == ["Participant began “Heat”"]
    assert tell_of_talk(now=NOW) == 0


def test_what_was_taken_away_before_is_not_told(cast, thread):
    post = write(thread, cast["participant"])
    delete_post(post=post, by=cast["participant"], now=NOW)
    assert tell_of_talk(now=NOW) == 0
    assert told() == []


def test_whoever_answers_first_hears_of_no_answers_before(cast, board):
    cast.cohort.answer_first = True
    cast.cohort.save()
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT)
    for role in ("team_lead", "participant", "coach"):
        FollowingFactory(person=cast[role], thread=prompt, level=FollowLevel.WATCHING)
    PostFactory(thread=prompt, author=cast["team_lead"])
    other = EnrollmentFactory(cohort=cast.cohort, role=Role.PARTICIPANT, person=UserFactory(name="Other")).person
    write(prompt, other)
    tell_of_talk(now=NOW)
    assert [name for name, _ in told()] == ["Coach", "Team Lead"]


def test_those_mentioned_are_told_once_and_of_that(cast, thread):
    for role in ("coach", "participant"):
        FollowingFactory(person=cast[role], thread=thread, level=FollowLevel.WATCHING)
    FollowingFactory(person=cast["coordinator"], thread=thread, level=FollowLevel.MUTED)
    post = write(thread, cast["participant"])
    Post.objects.filter(pk=post.pk).update(body="@somebody")
    for role in ("coach", "team_lead", "coordinator", "participant", "withdrawn", "outsider"):
        MentionFactory(post=post, person=cast[role])
    tell_of_talk(now=NOW)
    assert told() == [("Coach", "discussions.mention"), ("Team Lead", "discussions.mention")]
    # The mail is of another kind, which is posted with the words.
    assert mailed() == []
    assert lines(cast["coach"]) == ["Participant mentioned you in “Who maps rent?”"]


def test_what_lay_about_for_days_is_told_but_not_mailed(cast, thread):
    write(thread, cast["participant"])
    tell_of_talk(now=NOW + timedelta(days=2))
    assert (told(), mailed()) == ([("Team Lead", "discussions.reply")], [])


@pytest.mark.parametrize("watchers", [1, 30])
def test_it_costs_the_same_for_any_number_of_watchers(cast, board, thread, watchers, django_assert_num_queries):
    for _ in range(watchers):
        person = EnrollmentFactory(cohort=cast.cohort).person
        FollowingFactory(person=person, board=board, thread=None, level=FollowLevel.WATCHING)
        PreferenceFactory(person=person, matter="discussions.watched", place=str(cast.cohort.pk), channel="mail")
    write(thread, cast["participant"])
    # Which topics and posts; the post, that it is told, watchers, who is answered; of each of the two matters what they want,
    # the notices, the mails and their ids; three savepoints and their ends.
    with django_assert_num_queries(20):
        tell_of_talk(now=NOW)
    assert len(mailed()) == watchers + 1


def test_what_is_wrong_with_one_does_not_silence_the_others(cast, thread, monkeypatch, caplog):
    first = write(thread, cast["participant"])
    write(thread, cast["coach"])
    tell = telling.tell_readers

    def fail_at_first(*, post, **said):
        if post.pk == first.pk:
            raise ValueError
        tell(post=post, **said)

    monkeypatch.setattr(telling, "tell_readers", fail_at_first)
    assert tell_of_talk(now=NOW) == 1
    assert f"nobody could be told of number {first.pk}" in caplog.text
    # It is told once it can be.
    monkeypatch.undo()
    assert tell_of_talk(now=NOW) == 1
    assert told() == [("Team Lead", "discussions.reply")] * 2


# --- What they read, asked again ------------------------------------------------------------------


def test_what_is_no_more_to_be_seen_is_told_nowhere(cast, thread):
    post = write(thread, cast["participant"])
    tell_of_talk(now=NOW)
    assert len(lines(cast["team_lead"])) == 1
    delete_post(post=post, by=cast["participant"], now=NOW)
    assert lines(cast["team_lead"]) == []
    deliver_mail(clock=lambda: NOW)
    assert mailboxes.outbox == []


def test_whoever_is_out_reads_none_of_it(cast, thread):
    write(thread, cast["participant"])
    tell_of_talk(now=NOW)
    Enrollment.objects.filter(person=cast["team_lead"]).update(status=EnrollmentStatus.WITHDRAWN)
    assert lines(cast["team_lead"]) == []
    deliver_mail(clock=lambda: NOW)
    assert mailboxes.outbox == []


def test_a_thread_that_moved_where_they_do_not_read_is_not_told(cast, thread):
    write(thread, cast["participant"])
    tell_of_talk(now=NOW)
    desk = BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS)
    Thread.objects.update(board=desk)
    assert lines(cast["team_lead"]) == []


def test_a_pseudonym_holds_in_every_part_of_the_mail(cast, thread):
    cast["participant"].name = "canary-name"
    cast["participant"].save()
    pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Cedar")
    post = write(thread, cast["participant"])
    Post.objects.filter(pk=post.pk).update(pseudonym=pseudonym)
    tell_of_talk(now=NOW)
    deliver_mail(clock=lambda: NOW)

    (mail,) = mailboxes.outbox
    whole = mail.message().as_string() + mail.body + mail.alternatives[0].content
    assert "canary-name" not in whole
    assert cast["participant"].email not in whole
    assert mail.subject == f"{pseudonym} replied to you in “Who maps rent?”"
    assert lines(cast["team_lead"]) == [mail.subject]
