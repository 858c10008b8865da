"""The mails about keeping order: who hears what, and, when each leaves, whether it still concerns them.

No mail says who flagged, and none whose words it is about: of a pseudonym it could say too much.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discussions.models import Flag, Post, Thread
from discussions.queries.moderators import administrators, moderators_of
from notifications.kinds import Letter, Skip
from notifications.operations.outbox import Posting, post_mails

if TYPE_CHECKING:
    from notifications.models import OutboxMail

FLAGGED = "discussions.flagged"
HIDDEN = "discussions.hidden"
# The same, where it was said without a name: the administration's list of mails would tell whose it is.
NAMELESS_HIDDEN = "discussions.nameless_hidden"


def tell_moderators(*, flag: Flag, said: Post | Thread, now: datetime) -> None:
    """Tells those who keep order on the board of the first flag on something; where nobody else may, the administrators.

    Whose words it is isn't asked, unless they said them with their name: who gets no mail would tell whose they are.
    """
    aside = {flag.flagged_by_id} if said.pseudonym_id else {flag.flagged_by_id, said.author_id}
    people = moderators_of(flag.thread.board) - aside or administrators() - aside
    params = {"flag": flag.pk}
    postings = [Posting(person, f"{FLAGGED}:{flag.pk}:{person}", params) for person in sorted(people)]
    post_mails(kind=FLAGGED, postings=postings, now=now)


def tell_author(*, said: Post | Thread, hidden_at: datetime, now: datetime) -> None:
    """Tells the author that their words were taken away, and why."""
    if said.author_id is None:
        return
    kind = NAMELESS_HIDDEN if said.pseudonym_id else HIDDEN
    what = "post" if isinstance(said, Post) else "thread"
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


def compose_hidden(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That one's words were taken away and why, as long as they are."""
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


def _hidden(thread: Thread, reason: str, path: str, *, is_topic: bool) -> Letter:
    cohort = thread.board.cohort
    title = thread.hidden.title if is_topic else thread.title
    facts = {"cohort": cohort, "program": cohort.program, "title": title, "reason": reason, "path": path}
    return Letter("words_hidden", facts | {"is_topic": is_topic})
