from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as mailboxes

from accounts.models import User
from cohorts.models import Enrollment
from discussions.models import Attachment, HeldPost, MailedReply, Post, PostDraft
from discussions.operations import replying_by_mail
from discussions.operations.replying_by_mail import LARGEST, forget_old_replies, note_failure, take_in
from discussions.reply_addresses import reply_address
from notifications.delivery import deliver_mail
from tests.cast import make_cast
from tests.common.files import png
from tests.discussions.mails import ADDRESS, answer_of
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, HiddenTopicFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 16, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def taken_by_mail(settings):
    settings.REPLY_MAIL_ADDRESS = ADDRESS


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def post(cast):
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort), created_at=NOW)
    return PostFactory(thread=thread, author=cast["facilitator"], created_at=NOW)


@pytest.fixture
def person(cast):
    return cast["participant"]


def told():
    """The mails that leave now, by recipient and words."""
    deliver_mail(clock=lambda: NOW)
    return [(mail.to[0], mail.body) for mail in mailboxes.outbox]


def outcome(reply):
    return str(reply.state), reply.reason


def test_an_answer_becomes_a_reply_to_the_post_under_its_writers_name(person, post):
    reply = take_in(data=answer_of(person, post, NOW, words="We do.\n\n> what you wrote\n"), now=NOW)

    made = Post.objects.get(parent=post)
    assert (made.author, made.pseudonym, made.body) == (person, None, "We do.")
    assert (outcome(reply), reply.person, reply.post) == (("posted", ""), person, made)
    assert told() == []


def test_to_a_topic_it_is_an_answer_in_the_thread(person, post):
    take_in(data=answer_of(person, post.thread, NOW), now=NOW)
    made = Post.objects.get(author=person)
    assert (made.thread, made.parent) == (post.thread, None)


def test_the_same_mail_twice_is_one_post(person, post):
    mail = answer_of(person, post, NOW)
    first = take_in(data=mail, now=NOW)
    assert take_in(data=mail, now=NOW + timedelta(days=1)) == first
    assert Post.objects.filter(parent=post).count() == 1


def test_the_same_mail_is_one_post_also_after_its_note_is_forgotten(person, post):
    mail = answer_of(person, post, NOW)
    take_in(data=mail, now=NOW)
    assert forget_old_replies(now=NOW + timedelta(days=91)) == 1
    take_in(data=mail, now=NOW)
    assert Post.objects.filter(parent=post).count() == 1


def test_two_mails_without_a_message_id_are_told_apart_by_their_bytes(person, post):
    one = answer_of(person, post, NOW, words="One.").replace(b"Message-ID", b"X-Was")
    two = answer_of(person, post, NOW, words="Two.").replace(b"Message-ID", b"X-Was")
    for mail in (one, two, one):
        take_in(data=mail, now=NOW)
    assert sorted(Post.objects.filter(parent=post).values_list("body", flat=True)) == ["One.", "Two."]


@pytest.mark.parametrize("case", ["upper", "cc", "delivered"])
def test_the_address_is_found_wherever_a_server_writes_it(person, post, case):
    address = reply_address(person=person, said=post, now=NOW)
    fields = {
        "upper": {"to": address.upper()},
        "cc": {"to": "lena@example.org", "Cc": address},
        "delivered": {"to": ADDRESS, "Delivered_To": address},
    }[case]
    assert outcome(take_in(data=answer_of(person, post, NOW, **fields), now=NOW)) == ("posted", "")


def test_from_a_second_address_that_they_have_shown_to_be_theirs(person, post):
    EmailAddress.objects.create(user=person, email="Second@example.org", verified=True)
    EmailAddress.objects.create(user=person, email="third@example.org", verified=False)
    assert outcome(take_in(data=answer_of(person, post, NOW, sender="second@example.org"), now=NOW)) == ("posted", "")
    refused = take_in(data=answer_of(person, post, NOW, sender="third@example.org"), now=NOW)
    assert outcome(refused) == ("refused", "sender")


# --- Whose it isn't ------------------------------------------------------------------------------


def test_another_sender_is_never_answered_and_its_person_hears_of_it(person, post):
    reply = take_in(data=answer_of(person, post, NOW, sender="victim@example.net"), now=NOW)

    assert outcome(reply) == ("refused", "sender")
    ((to, words),) = told()
    assert to == person.email
    assert "an address that we don’t know as yours" in words
    assert "victim" not in words
    assert not Post.objects.filter(parent=post).exists()


@pytest.mark.parametrize("sender", ["a@example.org, b@example.org", "", "not an address"])
def test_several_senders_or_none_are_nobody(person, post, sender):
    mail = answer_of(person, post, NOW).replace(f"Somebody <{person.email}>".encode(), sender.encode())
    assert outcome(take_in(data=mail, now=NOW)) == ("refused", "sender")


def test_a_wrong_signature_tells_nobody_anything(person, post, cast):
    address = reply_address(person=person, said=post, now=NOW)
    last = address[address.index("@") - 1]
    later = reply_address(person=person, said=post, now=NOW + timedelta(days=9))
    other = reply_address(person=cast["coach"], said=post, now=NOW)
    forged = [
        address.replace("+p", "+t"),
        address.replace(f"{last}@", f"{'b' if last == 'a' else 'a'}@"),
        # Whose, or until when, with the signature of another.
        other.rpartition("-")[0] + "-" + address.rpartition("-")[2],
        later.rpartition("-")[0] + "-" + address.rpartition("-")[2],
        "reply+@portal.example.org",
        "reply+p1@portal.example.org",
        "reply+pzzzzzzzzzzzzz-zzzzzzzzzzzzz-zzzzzzzz-aaaa@portal.example.org",
        f"reply+{'-' * 200}@portal.example.org",
    ]
    for to in forged:
        assert outcome(take_in(data=answer_of(person, post, NOW, to=to), now=NOW)) == ("ignored", "signature"), to
    assert outcome(take_in(data=answer_of(person, post, NOW, to=ADDRESS), now=NOW)) == ("ignored", "not for us")
    assert (told(), Post.objects.filter(parent=post).exists()) == ([], False)


def test_a_new_address_of_the_person_ends_what_was_signed_for_the_old_one(person, post):
    mail = answer_of(person, post, NOW)
    User.objects.filter(pk=person.pk).update(email="new@example.org")
    assert outcome(take_in(data=mail, now=NOW)) == ("ignored", "signature")


def test_an_address_ends_after_30_days(person, post):
    mail = answer_of(person, post, NOW)
    assert outcome(take_in(data=mail, now=NOW + timedelta(days=31))) == ("refused", "expired")
    other = answer_of(person, post, NOW)
    assert outcome(take_in(data=other, now=NOW + timedelta(days=30))) == ("posted", "")


def test_what_a_server_has_found_out_about_the_sender_is_believed(person, post, settings):
    said = {"Authentication_Results": "mx.elsewhere.example; dmarc=fail header.from=example.org"}
    assert outcome(take_in(data=answer_of(person, post, NOW, **said), now=NOW)) == ("refused", "doubtful")

    settings.REPLY_MAIL_CHECKED_BY = "mx.example.org"
    forged = {"Authentication_Results": "mx.evil.example; dmarc=pass header.from=example.org"}
    assert outcome(take_in(data=answer_of(person, post, NOW, **forged), now=NOW)) == ("refused", "doubtful")
    checked = {"Authentication_Results": "mx.example.org 1; spf=none; dmarc=pass (p=none) header.from=example.org"}
    assert outcome(take_in(data=answer_of(person, post, NOW, **checked), now=NOW)) == ("posted", "")
    to = "reply+p1-1-1-aaaa@portal.example.org"
    assert outcome(take_in(data=answer_of(person, post, NOW, to=to, **checked), now=NOW)) == ("refused", "signature")


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"Subject": "Automatic reply: Somebody replied to you"},
        {"Subject": "=?utf-8?q?Respuesta_autom=C3=A1tica?="},
        {"Subject": "Abwesenheitsnotiz: bis Montag"},
        {"From": "MAILER-DAEMON@mail.example.org"},
        {"List_Id": "<all.example.org>"},
    ],
)
def test_what_a_machine_wrote_is_passed_over(person, post, fields):
    assert outcome(take_in(data=answer_of(person, post, NOW, **fields), now=NOW)) == ("ignored", "automatic")
    assert (told(), Post.objects.filter(parent=post).exists()) == ([], False)


# --- Where it can't be written -------------------------------------------------------------------


def withdrawn(person, post):
    Enrollment.objects.filter(person=person).update(status="withdrawn")


def locked(person, post):
    type(post.thread).objects.filter(pk=post.thread_id).update(is_locked=True)


def completed(person, post):
    type(post.thread.board.cohort).objects.update(status="completed")


def closed(person, post):
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("change", "why", "mails"),
    [(withdrawn, "gone", 1), (locked, "locked", 1), (completed, "over", 1), (closed, "gone", 0)],
)
def test_what_has_changed_since_is_said_in_a_short_mail(person, post, change, why, mails):
    mail = answer_of(person, post, NOW)
    change(person, post)
    reply = take_in(data=mail, now=NOW)

    assert outcome(reply) == ("refused", why)
    assert [to for to, words in told()] == [person.email] * mails
    assert not Post.objects.filter(parent=post).exists()


def test_a_topic_that_was_taken_away_takes_no_answer_by_mail(person, post):
    mail = answer_of(person, post.thread, NOW)
    HiddenTopicFactory(thread=post.thread)
    assert outcome(take_in(data=mail, now=NOW)) == ("refused", "gone")


def test_where_the_post_was_taken_away_the_words_wait_as_an_answer_to_the_thread(person, post):
    mail = answer_of(person, post, NOW)
    Post.objects.filter(pk=post.pk).update(deleted_at=NOW, deleted_by=post.author)
    assert outcome(take_in(data=mail, now=NOW)) == ("kept", "")
    draft = PostDraft.objects.get(person=person)
    assert (draft.thread, draft.parent, draft.body) == (post.thread, None, "We do.")


def test_nothing_written_and_too_much(person, post):
    assert outcome(take_in(data=answer_of(person, post, NOW, words="> only a quote"), now=NOW)) == ("refused", "empty")
    long = answer_of(person, post, NOW, words="word " * 5000)
    assert outcome(take_in(data=long, now=NOW)) == ("refused", "too_long")
    huge = answer_of(person, post, NOW) + b"x" * LARGEST
    assert outcome(take_in(data=huge, now=NOW)) == ("refused", "too_large")


def test_a_person_gets_few_of_these_mails(person, post):
    for _ in range(8):
        take_in(data=answer_of(person, post, NOW, sender="victim@example.net"), now=NOW)
    assert len(told()) == 5


# --- What should be looked at first --------------------------------------------------------------


def kept(reply, person):
    """The draft that it became."""
    assert (str(reply.state), reply.person, reply.post, reply.reason) == ("kept", None, None, "")
    assert not Post.objects.filter(author=person).exists()
    return PostDraft.objects.get(person=person)


def test_patient_data_waits_as_a_draft_and_a_link_comes_back(person, post):
    reply = take_in(data=answer_of(person, post, NOW, words="Her MRN is 4471902."), now=NOW)
    assert kept(reply, person).body == "Her MRN is 4471902."
    ((to, words),) = told()
    assert to == person.email
    assert "looks like data about a patient" in words
    assert f"?reply_to={post.pk}#reply" in words
    assert "4471902" not in words


def test_a_call_to_lobby_waits_where_the_funding_forbids_it(person, post):
    program = post.thread.board.cohort.program
    type(program).objects.filter(pk=program.pk).update(forbids_lobbying=True)
    words = "Please call your senator and ask her to vote for the bill."
    kept(take_in(data=answer_of(person, post, NOW, words=words), now=NOW), person)
    assert "call to lobby" in told()[0][1]


def test_agreements_come_first(person, post):
    type(post.thread.board.cohort).objects.update(agreements=["We listen."])
    kept(take_in(data=answer_of(person, post, NOW), now=NOW), person)
    assert "agreements of the cohort" in told()[0][1]


def test_who_has_a_pseudonym_there_is_never_posted_under_their_name(person, post):
    type(post.thread.board.cohort).objects.update(pseudonyms_allowed=True)
    pseudonym = PseudonymFactory(cohort=post.thread.board.cohort, person=person)
    assert not kept(take_in(data=answer_of(person, post, NOW), now=NOW), person).without_name
    PostDraft.objects.all().delete()

    PostFactory(thread=post.thread, author=person, pseudonym=pseudonym, created_at=NOW)
    reply = take_in(data=answer_of(person, post, NOW), now=NOW)
    assert PostDraft.objects.get(person=person).without_name
    assert (str(reply.state), reply.person) == ("kept", None)
    for _to, words in told():
        assert pseudonym.name not in words


def test_what_is_left_of_our_own_mail_is_shown_to_nobody(person, post):
    words = f"Answering {reply_address(person=person, said=post, now=NOW)} from my other program"
    kept(take_in(data=answer_of(person, post, NOW, words=words), now=NOW), person)


def test_words_that_wait_there_already_stay(person, post):
    PostDraft.objects.create(
        person=person, thread=post.thread, parent=post, body="Begun on the page.", version=3, updated_at=NOW
    )
    take_in(data=answer_of(person, post, NOW, words="Her MRN is 4471902."), now=NOW)
    draft = PostDraft.objects.get(person=person)
    assert (draft.body, draft.version) == ("Begun on the page.\n\nHer MRN is 4471902.", 4)

    take_in(data=answer_of(person, post, NOW, words="Fine."), now=NOW)
    assert Post.objects.get(parent=post).body == "Fine."
    assert PostDraft.objects.filter(person=person).exists()


def test_many_at_once_wait(person, post):
    for number in range(20):
        PostFactory(thread=post.thread, author=person, created_at=NOW - timedelta(seconds=number))
    assert outcome(take_in(data=answer_of(person, post, NOW), now=NOW)) == ("kept", "")


def test_first_posts_are_held_as_those_of_the_page(person, post):
    type(post.thread.board.cohort).objects.update(holds_first_posts=True, first_posts_held=1)
    reply = take_in(data=answer_of(person, post, NOW), now=NOW)
    assert (outcome(reply), reply.person, reply.post) == (("held", ""), person, None)
    assert HeldPost.objects.get().body == "We do."
    assert person.email in {to for to, words in told() if "looks at it before others read it" in words}


# --- Files ---------------------------------------------------------------------------------------


def test_a_file_is_the_posts(person, post):
    files = [("../../plan.csv", "text/csv", b"a,b\n1,2\n")]
    take_in(data=answer_of(person, post, NOW, files=files), now=NOW)
    made = Post.objects.get(parent=post)
    assert made.has_files
    assert [file.file_name for file in made.attachments.all()] == ["plan.csv"]
    assert not PostDraft.objects.exists()


def test_a_picture_waits_to_be_described(person, post):
    files = [("wall.png", "image/png", png())]
    draft = kept(take_in(data=answer_of(person, post, NOW, files=files), now=NOW), person)
    assert [file.file_name for file in draft.attachments.all()] == ["wall.png"]
    assert "Say what is in the picture" in told()[0][1]


@pytest.mark.parametrize(
    "file",
    [
        ("run.exe", "application/octet-stream", b"MZ\x90\x00"),
        ("plan.pdf", "application/pdf", b"<script>alert(1)</script>"),
        ("empty.csv", "text/csv", b""),
        ("mail.eml", "application/octet-stream", b"From: a@example.org"),
    ],
)
def test_a_file_that_is_not_taken_is_said_and_the_words_wait(person, post, file):
    draft = kept(take_in(data=answer_of(person, post, NOW, files=[file]), now=NOW), person)
    assert (draft.body, Attachment.objects.count()) == ("We do.", 0)
    assert "A file of your mail could not be taken" in told()[0][1]


# --- What breaks ---------------------------------------------------------------------------------


def test_a_fault_of_the_portal_is_noted_and_the_mail_taken_when_it_comes_again(person, post, monkeypatch):
    mail = answer_of(person, post, NOW)
    with monkeypatch.context() as broken:
        broken.setattr(replying_by_mail, "write_post", None)
        with pytest.raises(TypeError):
            take_in(data=mail, now=NOW)
    assert not MailedReply.objects.exists()
    assert outcome(note_failure(data=mail, reason="TypeError", now=NOW)) == ("failed", "TypeError")
    assert outcome(take_in(data=mail, now=NOW)) == ("posted", "")
    assert MailedReply.objects.count() == 1
