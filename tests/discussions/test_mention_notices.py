"""The mail to those who are mentioned: rights and wishes are asked again when it leaves, and names hold in every part of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from discussions.enums import BoardKind, ThreadKind
from discussions.operations.hidden_topics import hide_topic
from discussions.operations.posts import delete_post, edit_post, write_post
from discussions.operations.threads import start_topic
from notifications.delivery import deliver_mail
from notifications.kinds import discreet_kinds
from notifications.models import OutboxMail
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, FollowingFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=True)
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort), title="Who maps rent?")


@pytest.fixture
def cedar(cast, thread):
    cast.cohort.pseudonyms_allowed = True
    cast.cohort.save()
    cedar = PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="Cedar", speaks_as="community")
    PostFactory(thread=thread, author=cast["team_lead"], pseudonym=cedar)
    return cedar


def write(thread, by, body="@Coach, look <here> & *there*.", **changes):
    thread.refresh_from_db()
    return write_post(thread=thread, by=by, body=body, **({"submission": uuid4(), "now": NOW} | changes))


def sent(mailoutbox):
    deliver_mail(clock=lambda: NOW + timedelta(minutes=1))
    return [(mail.to, mail.subject) for mail in mailoutbox]


def all_of(mail) -> str:
    """Everything of a mail that leaves the portal but its address."""
    message = mail.message()
    parts = [part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items() if name != "To"), *parts])


def reasons():
    return list(OutboxMail.objects.exclude(reason="").values_list("reason", flat=True))


def test_they_read_who_where_and_what(cast, thread, mailoutbox):
    post = write(thread, cast["participant"])
    assert sent(mailoutbox) == [(["coach@example.org"], "Participant mentions you in “Who maps rent?”")]
    (mail,) = mailoutbox
    (html, _type) = mail.alternatives[0]
    assert "@Coach, look <here> & there." in mail.body
    assert "@Coach, look &lt;here&gt; &amp; there." in html
    for body in (mail.body, html):
        assert f"?post={post.pk}#post-{post.pk}" in body
        assert "Participant mentions you in “Who maps rent?”" in body
        assert "mute the thread or its board" in body
    assert sent(mailoutbox) == [(["coach@example.org"], mail.subject)]


def test_it_is_put_together_with_the_other_mails_of_the_thread(cast, thread, mailoutbox):
    write(thread, cast["participant"])
    sent(mailoutbox)
    headers = mailoutbox[0].extra_headers
    assert headers["References"] == headers["In-Reply-To"] == f"<thread-{thread.pk}@localhost>"
    assert headers["List-Id"].endswith(f"<board-{thread.board_id}.localhost>")


def test_a_topic_tells_too(cast, thread, mailoutbox):
    facts = {"board": thread.board, "by": cast["participant"], "submission": uuid4(), "now": NOW}
    topic = start_topic(title="Rent", body="And you, @Coach?", **facts)
    assert sent(mailoutbox) == [(["coach@example.org"], "Participant mentions you in “Rent”")]
    assert topic.get_absolute_url() in mailoutbox[0].body
    other = start_topic(title="Hidden", body="@Coordinator", **(facts | {"submission": uuid4()}))
    hide_topic(thread=other, by=cast["facilitator"], reason="Names a patient", now=NOW)
    assert "coordinator@example.org" not in str(sent(mailoutbox))


def test_in_their_language(cast, thread, mailoutbox):
    cast["coach"].language = "es"
    cast["coach"].save()
    write(thread, cast["participant"])
    sent(mailoutbox)
    assert mailoutbox[0].message()["Content-Language"] == "es"


@pytest.mark.parametrize("what", ["withdrawn", "inactive", "muted thread", "muted board", "moved", "deleted", "edited"])
def test_whom_it_does_not_concern_any_more_is_not_told(cast, thread, mailoutbox, what):
    post, coach = write(thread, cast["participant"]), cast["coach"]
    match what:
        case "withdrawn":
            Enrollment.objects.filter(person=coach).update(status=EnrollmentStatus.WITHDRAWN)
        case "inactive":
            coach.is_active = False
            coach.save()
        case "muted thread":
            FollowingFactory(person=coach, thread=thread, level="muted")
        case "muted board":
            FollowingFactory(person=coach, board=thread.board, thread=None, level="muted")
        case "moved":
            thread.board = BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS)
            thread.save()
        case "deleted":
            delete_post(post=post, by=cast["participant"], now=NOW)
        case "edited":
            edit_post(post=post, by=cast["participant"], body="Nobody", now=NOW)
    assert sent(mailoutbox) == []
    assert len(reasons()) == 1


@pytest.mark.parametrize("level", ["watching", "normal", "mentions"])
def test_those_who_have_not_muted_it_are_told(cast, thread, mailoutbox, level):
    FollowingFactory(person=cast["coach"], board=thread.board, thread=None, level="muted")
    FollowingFactory(person=cast["coach"], thread=thread, level=level)
    write(thread, cast["participant"])
    assert len(sent(mailoutbox)) == 1


def test_what_stands_behind_the_gate_is_not_told(cast, thread, mailoutbox):
    cast.cohort.answer_first = True
    cast.cohort.save()
    prompt = ThreadFactory(board=thread.board, kind=ThreadKind.PROMPT, title="What next?", opens_at=NOW)
    write(prompt, cast["participant"], "canary-answer of @Team Lead")
    assert sent(mailoutbox) == [(["team-lead@example.org"], "You are mentioned in “What next?”")]
    said = all_of(mailoutbox[0])
    assert "once your answer stands there, you read it" in said
    for trace in ("canary", "Participant", "?post="):
        assert trace not in said


class TestWithoutAName:
    def test_the_author_is_the_pseudonym(self, cast, thread, cedar, mailoutbox):
        write(thread, cast["team_lead"], without_name=True)
        assert sent(mailoutbox) == [(["coach@example.org"], "Cedar, community member mentions you in “Who maps rent?”")]
        said = all_of(mailoutbox[0])
        assert "Team Lead" not in said
        assert "team-lead" not in said

    def test_a_mail_to_a_person_says_nothing_of_their_pseudonym(self, cast, thread, cedar, mailoutbox):
        post = write(thread, cast["participant"], "canary-words for @Cedar")
        assert sent(mailoutbox) == [(["team-lead@example.org"], "Participant mentions you in “Who maps rent?”")]
        said = all_of(mailoutbox[0])
        assert "Cedar" not in said
        assert "canary" not in said
        assert f"?post={post.pk}" in said

    def test_the_kind_is_one_that_the_administration_does_not_show(self, cast, thread, cedar):
        write(thread, cast["participant"], "@Cedar")
        assert OutboxMail.objects.get().kind in discreet_kinds()

    def test_who_has_withdrawn_is_not_told_and_nobody_can_tell(self, cast, thread, cedar, mailoutbox):
        Enrollment.objects.filter(person=cedar.person).update(status=EnrollmentStatus.WITHDRAWN)
        post = write(thread, cast["participant"], "@Cedar")
        assert 'class="mention"' in post.body_html
        assert sent(mailoutbox) == []
