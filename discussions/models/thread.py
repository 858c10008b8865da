"""A prompt or a topic, and what hangs under it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from discussions.enums import ThreadKind
from discussions.querysets import ThreadQuerySet

if TYPE_CHECKING:
    from discussions.models.draft import PostDraft


class Thread(models.Model):
    """A question or topic and the posts under it.

    A thread with `opens_at` is closed before that instant: nobody flips a flag, the clock is asked. `last_number` counts
    the posts ever made; it is raised under a lock by `discussions.operations.posts` and by nothing else.
    """

    board = models.ForeignKey("discussions.Board", on_delete=models.CASCADE, related_name="threads")
    kind = models.CharField(_("kind"), max_length=6, choices=ThreadKind, default=ThreadKind.TOPIC)
    slug = models.SlugField(_("address"), max_length=80)
    title = OneLineField(_("title"), max_length=300)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    body_html = models.TextField(editable=False, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="threads"
    )
    pseudonym = models.ForeignKey(
        "cohorts.Pseudonym", on_delete=models.RESTRICT, null=True, blank=True, editable=False, related_name="threads",
        verbose_name=_("without a name, as"),
    )  # fmt: skip
    has_files = models.BooleanField(
        default=False, editable=False, help_text=_("So that a page asks for files only where there are some.")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: open from the start."))
    is_locked = models.BooleanField(_("locked"), default=False, help_text=_("No more posts; all can be read."))
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_announcement = models.BooleanField(
        _("announcement"), default=False, help_text=_("Stands apart from the talk, and before it.")
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # Numbers up to `last_number` that no post of this thread has: split off, or left where the thread was split off.
    numbers_elsewhere = models.PositiveIntegerField(default=0, editable=False)
    last_post_at = models.DateTimeField(null=True, blank=True, editable=False)
    submission = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        unique=True,
        help_text=_("Made with the form; the same form sent twice is one topic."),
    )
    to_tell = models.BooleanField(
        default=False, editable=False, help_text=_("Begun, and those who watch the board not told yet.")
    )
    created_at = models.DateTimeField(db_default=Now())

    # Where the rows were asked `with_rights`.
    may_talk: bool
    may_moderate: bool
    # How far the viewer has read, where `discussions.queries.thread_for` has found it.
    read_number: int
    # Whether something waits there to be looked at, the viewer's perhaps, found with it.
    has_held: bool
    # The name that stands on it, found with it.
    started_by: str
    # What the viewer has begun to write in a place of it, found with it.
    draft: PostDraft | None

    objects = ThreadQuerySet.as_manager()
    history = History(
        excluded_fields=["last_number", "numbers_elsewhere", "last_post_at", "body_html", "has_files", "to_tell"],
        app="discussions",
    )

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["board", "slug"], name="one_thread_per_address"),
        ]
        indexes: ClassVar = [
            # A board's list, pinned first, then the latest talk.
            models.Index(fields=["board", "-is_pinned", "-last_post_at"], name="threads_of_a_board"),
            # What the cohort's page shows before the talk.
            models.Index(
                fields=["board", "-created_at"],
                condition=models.Q(is_announcement=True),
                name="announcements_of_a_board",
            ),
            # What is to be told of: few, whatever has been begun.
            models.Index(fields=["id"], name="threads_to_tell", condition=models.Q(to_tell=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("discussions:thread_detail", args=[self.board.cohort.slug, self.board.slug, self.slug])

    @property
    def post_count(self) -> int:
        """How many posts stand here, tombstones among them."""
        return self.last_number - self.numbers_elsewhere

    def is_open_at(self, now: datetime) -> bool:
        return self.opens_at is None or self.opens_at <= now
