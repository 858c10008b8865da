"""Taking in a mail that answers a post or a topic: it becomes a post, a draft to be looked at, or nothing, and says so.

Called by a mail server's pipe and by the fetching of a mailbox, with the bytes of a mail. No word of it is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation

from cohorts.agreement_queries import agreements_asked
from common.uploads import UploadRefused
from discussions.enums import MailedState, MailedWhy
from discussions.hints import LOBBYING, findings
from discussions.incoming.body import Body, IncomingFile, read_body
from discussions.incoming.head import Head, Unreadable, read_head
from discussions.incoming.quotes import own_words, still_holds
from discussions.mail_notices import tell_held, tell_kept, tell_refused
from discussions.models import Attachment, HeldPost, MailedReply, Post, PostDraft, Thread
from discussions.operations.attachments import (
    FileMayHoldAName,
    FileWords,
    PictureIsNotDescribed,
    TooManyFiles,
    add_file,
)
from discussions.operations.checks import (
    AnswerFirst,
    CohortIsCompleted,
    NotTakingPart,
    NotYours,
    TextIsEmpty,
    TextIsTooLong,
    ThreadIsLocked,
    ThreadNotOpen,
    TooMuchAtOnce,
    UnableToWrite,
)
from discussions.operations.drafts import drafts_at, save_draft
from discussions.operations.posts import ParentIsGone, write_post
from discussions.queries.nameless import nameless_on
from discussions.reply_addresses import Answering, is_ours, read_reply_address
from discussions.reply_marks import marks_of_mails, our_names
from notifications.operations.bounces import note_bounce

if TYPE_CHECKING:
    from accounts.models import User

# Larger ones are refused unread; files of that size are added in the portal.
LARGEST = 15_000_000
KEPT_FOR = timedelta(days=90)
REASONS: dict[type[UnableToWrite], MailedWhy] = {
    NotYours: MailedWhy.GONE,
    ParentIsGone: MailedWhy.GONE,
    ThreadIsLocked: MailedWhy.LOCKED,
    ThreadNotOpen: MailedWhy.GONE,
    CohortIsCompleted: MailedWhy.OVER,
    NotTakingPart: MailedWhy.OVER,
    AnswerFirst: MailedWhy.ANSWER_FIRST,
    TooMuchAtOnce: MailedWhy.TOO_MUCH,
    TextIsEmpty: MailedWhy.EMPTY,
    TextIsTooLong: MailedWhy.TOO_LONG,
    PictureIsNotDescribed: MailedWhy.PICTURES,
    TooManyFiles: MailedWhy.FILES,
    FileMayHoldAName: MailedWhy.LOOK,
}


@dataclass
class _Answer:
    """A mail that is known to be the person's, and where it belongs; `whys` are why they should look at it first."""

    person: User
    thread: Thread
    post: Post | None
    words: str
    submission: UUID
    now: datetime
    files: list[FileWords] = field(default_factory=list)
    whys: list[MailedWhy] = field(default_factory=list)
    without_name: bool = False

    @property
    def parent(self) -> int | None:
        return self.post.pk if self.post is not None else None


def take_in(*, data: bytes, now: datetime) -> MailedReply:
    """What became of the mail; the same mail once more changes nothing, also at the same moment.

    Whatever is wrong with a mail is noted, not raised; what is wrong with the portal is raised, and nothing is noted.
    """
    try:
        head = read_head(data)
    except Unreadable:
        return _note(_key(None, data), MailedState.IGNORED, "unreadable", now=now)
    key = _key(head, data)
    with transaction.atomic():
        # Whoever writes the key first has the mail; who comes at the same moment waits here, and finds it taken.
        made, is_new = MailedReply.objects.get_or_create(
            key=key, defaults={"state": MailedState.FAILED, "came_at": now}
        )
        reply = MailedReply.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if is_new or reply.state == MailedState.FAILED:
            reply.state, reply.reason = MailedState.FAILED, ""
            _decide(reply, head, data, now)
            reply.save()
        return reply


def note_failure(*, data: bytes, reason: str, now: datetime) -> MailedReply:
    """A mail that the portal couldn't take in through a fault of its own."""
    try:
        head: Head | None = read_head(data)
    except Unreadable:
        head = None
    return _note(_key(head, data), MailedState.FAILED, reason[:200], now=now)


def forget_old_replies(*, now: datetime) -> int:
    """How many notes of mails are old enough, and gone now."""
    return MailedReply.objects.filter(came_at__lt=now - KEPT_FOR).delete()[0]


def _note(key: str, state: MailedState, reason: str, *, now: datetime) -> MailedReply:
    facts = {"state": state, "reason": reason, "came_at": now}
    return MailedReply.objects.get_or_create(key=key, defaults=facts)[0]


def _key(head: Head | None, data: bytes) -> str:
    """Names a mail by its Message-ID and where it goes; without one, by every byte of it."""
    if head is None or not head.message_id:
        return sha256(data).hexdigest()
    to = " ".join(sorted(filter(is_ours, head.recipients)))
    return sha256(f"{head.message_id} {to}".encode("utf-8", "surrogateescape")).hexdigest()


def _decide(reply: MailedReply, head: Head, data: bytes, now: datetime) -> None:
    """Whether anything is done with the mail, and what."""
    if head.is_automatic:
        # A report of a mail that came back tells of an address.
        is_bounce = len(data) <= LARGEST and note_bounce(data=data) is not None
        reply.state, reply.reason = MailedState.IGNORED, "bounce" if is_bounce else "automatic"
        return
    addresses = [address for address in head.recipients if is_ours(address)]
    answering = next(filter(None, map(read_reply_address, addresses)), None)
    if answering is None:
        # Nobody is known who could be told, and the sender may be anybody's name on a forger's mail. Where a server has
        # found that it isn't, the one that brought the mail may say that there is nobody of this name.
        server = settings.REPLY_MAIL_CHECKED_BY
        is_known = bool(server and addresses and head.voucher.vouches(head.sender, server=server))
        reply.state = MailedState.REFUSED if is_known else MailedState.IGNORED
        reply.reason = "signature" if addresses else "not for us"
        return
    with translation.override(answering.person.language):
        _take_in_from(answering, reply, head, data, now)


def _take_in_from(answering: Answering, reply: MailedReply, head: Head, data: bytes, now: datetime) -> None:
    person = answering.person
    why = _why_not(answering, head, data, now)
    if why is not None:
        _refuse(reply, person, why, now)
        return
    try:
        body = read_body(data)
        answer = _placed(answering, body, UUID(reply.key[:32]), now)
    except Unreadable:
        _refuse(reply, person, MailedWhy.UNREADABLE, now)
    except UnableToWrite as refusal:
        _refuse(reply, person, REASONS.get(type(refusal), MailedWhy.GONE), now)
    else:
        _take_files(answer, body)
        _look(answer, person)
        _write_or_keep(reply, answer)


def _why_not(answering: Answering, head: Head, data: bytes, now: datetime) -> MailedWhy | None:
    """What speaks against the mail, whatever it says."""
    server = settings.REPLY_MAIL_CHECKED_BY
    if not _is_theirs(head.sender, answering.person):
        return MailedWhy.SENDER
    if head.voucher.is_denied or (server and not head.voucher.vouches(head.sender, server=server)):
        return MailedWhy.DOUBTFUL
    if answering.is_over(now):
        return MailedWhy.EXPIRED
    return MailedWhy.TOO_LARGE if len(data) > LARGEST else None


def _is_theirs(sender: str, person: User) -> bool:
    """Whether they are known to read the mail of this address: it is where our mails go, or they have shown it."""
    shown = person.emailaddress_set.filter(verified=True).values_list("email", flat=True)  # type: ignore[attr-defined]
    return bool(sender) and (sender == person.email or sender in {address.lower() for address in shown})


def _placed(answering: Answering, body: Body, submission: UUID, now: datetime) -> _Answer:
    """Their words, in the place they belong to as it is now. Raises `NotYours`, `TextIsEmpty`."""
    person = answering.person
    if not person.is_active:
        raise NotYours
    post = None
    if answering.post is not None:
        posts = Post.objects.visible_to(person, now).filter(pk=answering.post)
        post = posts.select_related("thread__board__cohort__program").first()
        if post is None:
            raise NotYours
        thread: Thread | None = post.thread
    else:
        threads = Thread.objects.visible_to(person, now).filter(pk=answering.thread or 0, hidden=None)
        thread = threads.select_related("board__cohort__program").first()
    if thread is None:
        raise NotYours
    words = own_words(body.text, marks=marks_of_mails(), ours=our_names())
    if not words and not body.files:
        raise TextIsEmpty
    answer = _Answer(person, thread, post, words, submission, now)
    if post is not None and post.deleted_at is not None:
        answer.post = None
        answer.whys.append(MailedWhy.PARENT_GONE)
    if body.has_mails_inside:
        answer.whys.append(MailedWhy.FILES)
    return answer


def _take_files(answer: _Answer, body: Body) -> None:
    """The files, as if they were added on the page; one that isn't taken is told of."""
    for file in body.files:
        try:
            added = _added(answer, file)
        except (UploadRefused, UnableToWrite):
            answer.whys.append(MailedWhy.FILES)
            continue
        answer.files.append(FileWords(added.pk, added.alt))
        if not added.is_described:
            answer.whys.append(MailedWhy.PICTURES)


def _added(answer: _Answer, file: IncomingFile) -> Attachment:
    upload = SimpleUploadedFile("file", file.content)
    # Django takes folders off a name as the browser's system has them; `examine` takes off all.
    upload.name = file.name
    with transaction.atomic():
        return add_file(thread=answer.thread, by=answer.person, upload=upload, now=answer.now, parent=answer.parent)


def _look(answer: _Answer, person: User) -> None:
    """What the page would ask before it posts can't be asked here: then nothing is posted, and they are shown the words."""
    cohort = answer.thread.board.cohort
    found = findings(answer.words, lobbying=cohort.program.forbids_lobbying)
    if any(finding.kind != LOBBYING for finding in found):
        answer.whys.append(MailedWhy.PATIENT)
    if any(finding.kind == LOBBYING for finding in found):
        answer.whys.append(MailedWhy.LOBBYING)
    if agreements_asked(cohort, person) is not None:
        answer.whys.append(MailedWhy.AGREEMENTS)
    nameless = nameless_on(answer.thread.board, person, thread=answer.thread)
    if nameless is not None and nameless.pseudonym is not None:
        # A mail comes with a name in it. Who has another one here decides on the page which of them speaks.
        answer.whys.append(MailedWhy.LOOK)
        answer.without_name = nameless.is_preset
    if still_holds(answer.words, marks=marks_of_mails(), ours=our_names()):
        answer.whys.append(MailedWhy.LOOK)


def _write_or_keep(reply: MailedReply, answer: _Answer) -> None:
    """A post; where that isn't to be, a draft; where that can't be, nothing."""
    if answer.whys:
        _keep(reply, answer, answer.whys)
        return
    try:
        with transaction.atomic():
            said = write_post(
                thread=answer.thread, by=answer.person, body=answer.words, submission=answer.submission, now=answer.now,
                parent=answer.parent, files=answer.files,
            )  # fmt: skip
    except UnableToWrite as refusal:
        _keep(reply, answer, [REASONS.get(type(refusal), MailedWhy.GONE)])
        return
    reply.person = answer.person
    if isinstance(said, HeldPost):
        reply.state = MailedState.HELD
        tell_held(held=said, key=reply.key, now=answer.now)
    else:
        reply.state, reply.post = MailedState.POSTED, said


def _draft(answer: _Answer) -> PostDraft | None:
    return drafts_at(answer.thread, answer.person, answer.parent).first()


def _keep(reply: MailedReply, answer: _Answer, whys: Sequence[MailedWhy]) -> None:
    """The words wait as a draft, below those that wait there already; the person is told why."""
    standing = _draft(answer)
    before = standing.body.rstrip() if standing is not None else ""
    body = f"{before}\n\n{answer.words}" if before and answer.words not in before else answer.words or before
    without_name = answer.without_name or (standing is not None and standing.without_name)
    try:
        with transaction.atomic():
            draft = save_draft(
                thread=answer.thread, by=answer.person, body=body, version=standing.version if standing else 0,
                now=answer.now, parent=answer.parent, without_name=without_name,
            )  # fmt: skip
    except UnableToWrite:
        _refuse(reply, answer.person, whys[0], answer.now)
        return
    if draft.pk is None:
        _refuse(reply, answer.person, MailedWhy.FILES, answer.now)
        return
    reply.state = MailedState.KEPT
    tell_kept(draft=draft, whys=list(dict.fromkeys(whys)), key=reply.key, now=answer.now)


def _refuse(reply: MailedReply, person: User, why: MailedWhy, now: datetime) -> None:
    reply.state, reply.reason = MailedState.REFUSED, str(why)
    reply.person = person
    tell_refused(person=person, why=why, key=reply.key, now=now)
