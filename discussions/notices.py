"""The mails about keeping order: who hears what, and, when each leaves, whether it still concerns them.

No mail says who flagged, and none whose words it is about: of a pseudonym it could say too much.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discussions.enums import HeldOutcome
from discussions.models import Board, Flag, HeldPost, Post, Thread
from discussions.queries.moderators import administrators, moderators_of
from notifications.kinds import Letter, Skip
from notifications.operations.outbox import Posting, post_mails

if TYPE_CHECKING:
    from notifications.models import OutboxMail

OF_HELD = ("thread__board__cohort__program", "board__cohort__program")

FLAGGED = "discussions.flagged"
HIDDEN = "discussions.hidden"
# The same, where it was said without a name: the administration's list of mails would tell whose it is.
NAMELESS_HIDDEN = "discussions.nameless_hidden"
HELD = "discussions.held"
# To its author alone, whether they said it with their name or without: one kind, which the administration's list leaves out.
RELEASED = "discussions.released"


def tell_moderators(*, flag: Flag, said: Post | Thread, now: datetime) -> None:
    """Tells those who keep order on the board of the first flag on something; where nobody else may, the administrators.

    Whose words it is isn't asked, unless they said them with their name: who gets no mail would tell whose they are.
    """
    aside = {flag.flagged_by_id} if said.pseudonym_id else {flag.flagged_by_id, said.author_id}
    people = moderators_of(flag.thread.board) - aside or administrators() - aside
    params = {"flag": flag.pk}
    postings = [Posting(person, f"{FLAGGED}:{flag.pk}:{person}", params) for person in sorted(people)]
    post_mails(kind=FLAGGED, postings=postings, now=now)


def tell_of_held(*, held: HeldPost, board: Board, now: datetime) -> None:
    """Tells those who keep order on the board that something waits there, unless something has waited before.

    Whose words it is isn't asked: they are somebody's who learns here, and so keeps no order.
    """
    if HeldPost.objects.waiting().of_cohort(board.cohort_id).exclude(pk=held.pk).exists():
        return
    people = moderators_of(board) or administrators()
    postings = [Posting(person, f"{HELD}:{held.pk}:{person}", {"held": held.pk}) for person in sorted(people)]
    post_mails(kind=HELD, postings=postings, now=now)


def tell_released(*, said: Post | Thread, now: datetime) -> None:
    """Tells the author that what waited stands in its place."""
    if said.author_id is None:
        return
    what = "post" if isinstance(said, Post) else "thread"
    key = f"{RELEASED}:{what}:{said.pk}"
    post_mails(kind=RELEASED, postings=[Posting(said.author_id, key, {what: said.pk})], now=now)


def tell_author(*, said: Post | Thread | HeldPost, hidden_at: datetime, now: datetime) -> None:
    """Tells the author that their words were taken away or not shown, and why."""
    if said.author_id is None:
        return
    kind = NAMELESS_HIDDEN if said.pseudonym_id else HIDDEN
    what = "post" if isinstance(said, Post) else "thread" if isinstance(said, Thread) else "held"
    key = f"{kind}:{what}:{said.pk}:{int(hidden_at.timestamp())}"
    post_mails(kind=kind, postings=[Posting(said.author_id, key, {what: said.pk})], now=now)


def compose_flagged(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That something was flagged, for somebody who may decide, as long as it waits."""
    rows = Flag.objects.open().select_related("thread__board__cohort__program")
    flag = rows.filter(pk=mail.params["flag"]).first()
    if flag is None:
        return Skip(_("It has been decided already."))
    if not Flag.objects.filter(pk=flag.pk, thread__in=Thread.objects.visible_to(mail.recipient, now)).exists():
        return Skip(_("They can’t read there any more."))
    if not mail.recipient.has_perm("discussions.moderate_thread", flag.thread):
        return Skip(_("They do not keep order in the cohort any more."))
    cohort = flag.thread.board.cohort
    path = reverse("discussions:moderation", args=[cohort.slug])
    return Letter(
        "flagged", {"flag": flag, "thread": flag.thread, "cohort": cohort, "program": cohort.program, "path": path}
    )


def compose_held(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That something waits to be looked at, for somebody who may decide, as long as it waits."""
    found = HeldPost.objects.waiting().filter(pk=mail.params["held"])
    if not found.exists():
        return Skip(_("It has been decided already."))
    held = found.decidable_by(mail.recipient, now).select_related(*OF_HELD).first()
    if held is None:
        return Skip(_("They do not keep order in the cohort any more."))
    board = held.home
    cohort = board.cohort
    facts = {"board": board, "cohort": cohort, "program": cohort.program, "is_topic": held.thread_id is None}
    return Letter("held", facts | {"path": reverse("discussions:held_list", args=[cohort.slug])})


def compose_released(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That one's words stand in their place, as long as they do and one reads there."""
    said: Post | Thread | None
    if "post" in mail.params:
        posts = Post.objects.visible_to(mail.recipient, now).standing().select_related("thread__board__cohort__program")
        said = posts.filter(pk=mail.params["post"], author=mail.recipient).first()
    else:
        threads = Thread.objects.visible_to(mail.recipient, now).select_related("board__cohort__program")
        said = threads.filter(pk=mail.params["thread"], author=mail.recipient, hidden=None).first()
    if said is None:
        return Skip(_("They can’t read there any more."))
    thread = said.thread if isinstance(said, Post) else said
    cohort = thread.board.cohort
    facts = {"cohort": cohort, "program": cohort.program, "title": thread.title, "path": said.get_absolute_url()}
    return Letter("released", facts | {"is_topic": isinstance(said, Thread)})


def compose_hidden(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That one's words were taken away and why, as long as they are."""
    if "held" in mail.params:
        return _compose_refused(mail, now)
    if "post" in mail.params:
        posts = Post.objects.visible_to(mail.recipient, now).select_related("thread__board__cohort__program")
        post = posts.filter(pk=mail.params["post"], author=mail.recipient).first()
        if post is not None and (post.deleted_at is None or post.deleted_by_id == post.author_id):
            return Skip(_("It has been brought back."))
        if post is not None:
            return _hidden(post.thread, post.deletion_reason, post.get_absolute_url(), is_topic=False)
    else:
        threads = Thread.objects.visible_to(mail.recipient, now).select_related("board__cohort__program", "hidden")
        thread = threads.filter(pk=mail.params["thread"], author=mail.recipient).first()
        if thread is not None and not hasattr(thread, "hidden"):
            return Skip(_("It has been brought back."))
        if thread is not None:
            return _hidden(thread, thread.hidden.reason, thread.get_absolute_url(), is_topic=True)
    return Skip(_("They can’t read there any more."))


def _compose_refused(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That what waited isn't shown, as long as its author keeps the words."""
    rows = HeldPost.objects.visible_to(mail.recipient, now).select_related(*OF_HELD)
    held = rows.filter(pk=mail.params["held"], author=mail.recipient, outcome=HeldOutcome.REFUSED).first()
    if held is None:
        return Skip(_("They can’t read there any more."))
    board = held.home
    title = held.thread.title if held.thread else held.title
    facts = {"cohort": board.cohort, "program": board.cohort.program, "title": title, "reason": held.reason}
    return Letter("refused", facts | {"path": held.get_absolute_url(), "is_topic": held.thread_id is None})


def _hidden(thread: Thread, reason: str, path: str, *, is_topic: bool) -> Letter:
    cohort = thread.board.cohort
    title = thread.hidden.title if is_topic else thread.title
    facts = {"cohort": cohort, "program": cohort.program, "title": title, "reason": reason, "path": path}
    return Letter("words_hidden", facts | {"is_topic": is_topic})
