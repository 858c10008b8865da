"""The mail to somebody who is mentioned: whether it still concerns them is asked when it leaves.

To whom it goes would tell whose a pseudonym is, where one is mentioned or speaks: those mails are of a kind that the
administration doesn't show. Such a mail says nothing of the pseudonym it is for: it is addressed to a person by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cohorts.models import Pseudonym
from cohorts.places import place_of
from common.markdown import text_of
from discussions.authors import author_of
from discussions.mail_answers import answer_to
from discussions.models import Mention, Post, Thread
from discussions.queries.following import hears_of_mentions
from discussions.queries.gate import is_behind_gate
from discussions.talk_notices import MENTION, conversation_of
from notifications.kinds import Letter, Skip
from notifications.matters import MailAnswer
from notifications.operations.outbox import Posting, post_mails

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.mentioning import Called
    from notifications.models import OutboxMail

MENTIONED = "discussions.mentioned"
# The same, where a pseudonym is mentioned, or speaks.
NAMELESS_MENTIONED = "discussions.nameless_mentioned"
# Of the words, in the mail.
LONGEST_EXCERPT = 600


def tell_mentioned(*, said: Post | Thread, mentioned: Sequence[Called], by: User, now: datetime) -> None:
    """Tells each of those mentioned once, by whichever of their names; nobody of what they wrote or changed themselves.

    At most five queries, however many they are. Under Notifications it stands by `operations.telling`.
    """
    named = {called.person for called in mentioned if called.person is not None}
    pseudonyms = [called.pseudonym for called in mentioned if called.pseudonym is not None]
    # Not asked where there is none.
    owners = Pseudonym.objects.filter(pk__in=pseudonyms, person__isnull=False)
    hidden = set(owners.values_list("person", flat=True)) if pseudonyms else set()
    aside = {said.author_id, by.pk}
    if said.pseudonym_id is not None:
        named, hidden = set(), named | hidden
    what = "post" if isinstance(said, Post) else "thread"
    for kind, people in ((MENTIONED, named - aside), (NAMELESS_MENTIONED, hidden - named - aside)):
        keys = {person: f"{MENTIONED}:{what}:{said.pk}:{person}" for person in sorted(people)}
        postings = [Posting(person, key, {what: said.pk}) for person, key in keys.items()]
        post_mails(kind=kind, postings=postings, now=now)


def compose_mentioned(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """That somebody is mentioned, as long as the words stand and mention them, they read there, and want to hear of it.

    Where they answer first and then read the others, it says neither who wrote nor what.
    """
    said = _said(mail)
    rows = Mention.objects.filter(**mail.params)
    if said is None or not rows.filter(Q(person=mail.recipient) | Q(pseudonym__person=mail.recipient)).exists():
        return Skip(_("The words were taken away, or don’t mention them any more."))
    thread = said.thread if isinstance(said, Post) else said
    if said.author_id == mail.recipient.pk or not hears_of_mentions(mail.recipient, thread, now):
        return Skip(_("They can’t read there any more, or don’t want to hear of it."))
    is_open = isinstance(said, Thread) or not is_behind_gate(thread, mail.recipient)
    by_name = rows.filter(person=mail.recipient).exists()
    cohort = thread.board.cohort
    facts = {
        "thread": thread,
        "cohort": cohort,
        "program": cohort.program,
        "author": author_of(said) if is_open else "",
        "words": Truncator(text_of(said.body_html)).chars(LONGEST_EXCERPT) if is_open and by_name else "",
        "is_open": is_open,
        "path": said.get_absolute_url() if is_open else thread.get_absolute_url(),
        "mail_answer": answer_to(mail.recipient, now, **mail.params) if is_open else None,
    }
    answer = facts["mail_answer"]
    headers = {"Reply-To": answer.address} if isinstance(answer, MailAnswer) else {}
    talk = conversation_of(thread)
    return Letter("mentioned", facts, headers=headers, matter=MENTION, place=place_of(cohort), conversation=talk)


def _said(mail: OutboxMail) -> Post | Thread | None:
    """The words that mention them, where they stand."""
    along = ("board__cohort__program", "board__team")
    if "post" in mail.params:
        posts = Post.objects.standing().filter(pk=mail.params["post"])
        return posts.select_related("author", "pseudonym", *(f"thread__{way}" for way in along)).first()
    topics = Thread.objects.filter(pk=mail.params["thread"], hidden=None)
    return topics.select_related("author", "pseudonym", *along).first()
