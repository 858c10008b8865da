"""Erasing the words of a post for good: the author's right, whoever took the post away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from discussions.models import Post
from discussions.operations.checks import NotYours, sign_as_author
from discussions.operations.dropping import drop_files
from discussions.operations.joining import erase_beginning
from discussions.operations.mentions import forget_mentions

if TYPE_CHECKING:
    from accounts.models import User


class UnableToErase(DomainError):
    """Only the author has their words erased."""

    def __str__(self) -> str:
        return _("Only the author of a post can have its words erased.")


class StandsStill(UnableToErase):
    """What others may be reading is taken away first."""

    def __str__(self) -> str:
        return _("Take the post away first; then its words can be erased.")


@transaction.atomic
def erase_post(*, post: Post, by: User, now: datetime) -> Post:
    """The words are gone, also from the history, and so is what hung on the post. The tombstone stays; twice is once.

    Where they were the beginning of a topic, they are gone from the topic's history, too.
    What others have quoted of it, and what was mailed, isn't reached. Raises `UnableToErase`, `NotYours`.
    """
    standing = Post.objects.visible_to(by, now).select_for_update(of=("self",)).filter(pk=post.pk).first()
    if standing is None:
        raise NotYours
    if standing.author_id != by.pk:
        raise UnableToErase
    if standing.deleted_at is None:
        raise StandsStill
    if standing.erased_at is not None:
        return standing
    standing.body, standing.body_html, standing.word_count, standing.erased_at = "", "", 0, now
    standing.edit_reason, standing.has_files = "", False
    drop_files(standing.attachments.all())
    forget_mentions(standing)
    sign_as_author(standing, by=by, reason="erased for good")
    standing.save(update_fields=["body", "body_html", "word_count", "edit_reason", "has_files", "erased_at"])
    # The lines stay: who did what and when. Why a post was changed may quote it.
    standing.history.filter(history_change_reason__startswith="edited: ").update(history_change_reason="edited")
    standing.history.update(body="", edit_reason="", word_count=0)
    erase_beginning(standing)
    return standing
