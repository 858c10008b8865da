"""What people are told of the talk: answers to them, where they are mentioned, and what is new where they watch.

Whose name stands in a notice is `discussions.authors`' to say, as on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.authors import author_of
from discussions.mail_answers import answer_to_notice
from discussions.models import Post, Thread
from discussions.queries.news import excerpt_of, threads_with_news
from notifications.digests import Group, Line
from notifications.enums import Channel
from notifications.matters import Conversation, Matter, Shown

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

REPLY, MENTION, WATCHED = "discussions.reply", "discussions.mention", "discussions.watched"
# So many threads stand in a digest; the page What’s new has all.
MOST_THREADS = 20


def show_talk(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Standing posts and topics that the viewer may read now, past the gate. Two queries."""
    posts = (
        Post.objects.visible_to(viewer, now).standing().select_related("thread__board__cohort", "author", "pseudonym")
    )
    posts_by_id = posts.in_bulk([notice.params["post"] for notice in notices if "post" in notice.params])
    threads = Thread.objects.visible_to(viewer, now).filter(hidden=None)
    threads = threads.select_related("board__cohort", "author", "pseudonym")
    threads_by_id = threads.in_bulk([notice.params["thread"] for notice in notices if "thread" in notice.params])
    shown = {}
    for notice in notices:
        post, thread = posts_by_id.get(notice.params.get("post")), threads_by_id.get(notice.params.get("thread"))
        if post is not None:
            shown[notice.pk] = _of_post(notice.matter, post)
        elif thread is not None:
            shown[notice.pk] = _of_topic(thread)
    return shown


def _of_post(matter: str, post: Post) -> Shown:
    words = {"author": author_of(post), "title": post.thread.title}
    if matter == REPLY:
        line = _("%(author)s replied to you in “%(title)s”") % words
    elif matter == MENTION:
        line = _("%(author)s mentioned you in “%(title)s”") % words
    else:
        line = _("%(author)s wrote in “%(title)s”") % words
    return _shown(line, post.get_absolute_url(), post.body_html, post.thread)


def _of_topic(thread: Thread) -> Shown:
    line = _("%(author)s began “%(title)s”") % {"author": author_of(thread), "title": thread.title}
    return _shown(line, thread.get_absolute_url(), thread.body_html, thread)


def _shown(line: str, url: str, body_html: str, thread: Thread) -> Shown:
    board = thread.board
    return Shown(
        line,
        url,
        quote=excerpt_of(body_html),
        about=f"{board.name} · {board.cohort.title}",
        conversation=conversation_of(thread),
    )


def conversation_of(thread: Thread) -> Conversation:
    """What puts the mails about a thread together in a mailbox, and says of which board they are."""
    return Conversation(f"thread-{thread.pk}", f"board-{thread.board.pk}", thread.board.name)


def unread_talk(person: User, since: datetime, now: datetime) -> list[Group]:
    """Threads with something unread that was written since, by board. Two queries."""
    groups: dict[int, Group] = {}
    for news in threads_with_news(person, now, since=since, limit=MOST_THREADS):
        board = news.thread.board
        number = f"{news.new_posts}+" if news.is_more else str(news.new_posts)
        text = _("%(title)s (%(number)s new)") % {"title": news.title, "number": number}
        group = groups.setdefault(board.pk, Group(f"{board.name} · {board.cohort.title}", []))
        cast(list[Line], group.lines).append(Line(text, news.url, news.excerpt))
    return list(groups.values())


MATTERS = [
    Matter(
        REPLY,
        title=gettext_lazy("Replies to you"),
        explained=gettext_lazy("Somebody answers a topic or a post of yours."),
        example=gettext_lazy("Lena Park replied to you in “Who maps rent in your county?”"),
        default=Channel.MAIL,
        show=show_talk,
        answers=answer_to_notice,
        # Who is answered, or mentioned, may speak without their name.
        is_discreet=True,
    ),
    Matter(
        MENTION,
        title=gettext_lazy("Where you are mentioned"),
        explained=gettext_lazy("Somebody writes your name with an @ before it."),
        example=gettext_lazy("Lena Park mentioned you in “Who maps rent in your county?”"),
        default=Channel.MAIL,
        show=show_talk,
        answers=answer_to_notice,
        # Who is answered, or mentioned, may speak without their name.
        is_discreet=True,
    ),
    Matter(
        WATCHED,
        title=gettext_lazy("Boards and threads you watch"),
        explained=gettext_lazy("Somebody writes where you have chosen to watch. What you have muted is never told."),
        example=gettext_lazy("Lena Park wrote in “Who maps rent in your county?”"),
        default=Channel.DIGEST,
        show=show_talk,
        answers=answer_to_notice,
        # Who watches and isn't told of a post without a name is the one who wrote it.
        is_discreet=True,
    ),
]
