"""What somebody said."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from discussions.querysets import PostQuerySet


class Post(models.Model):
    """A post under a thread (a response) or under another post (a reply), to any depth.

    Written, edited and taken away by `discussions.operations.posts`: it keeps number, path, stored HTML and the thread's
    counters in step. A deleted post stays as a tombstone, so that the thread keeps its shape. Whose name is shown is
    `discussions.authors`' to say: with a `pseudonym`, never the author's.
    """

    thread = models.ForeignKey("discussions.Thread", on_delete=models.CASCADE, related_name="posts")
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="posts", verbose_name=_("author")
    )
    pseudonym = models.ForeignKey(
        "cohorts.Pseudonym", on_delete=models.RESTRICT, null=True, blank=True, editable=False, related_name="posts",
        verbose_name=_("without a name, as"),
    )  # fmt: skip
    number = models.PositiveIntegerField(editable=False)
    path = models.CharField(max_length=2000, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    submission = models.UUIDField(
        editable=False, unique=True, help_text=_("Made with the form; the same form sent twice is one post.")
    )
    # "thanks 3,more 1": what stands under it, counted when it changes, so that a page of posts needn't ask.
    reaction_counts = models.CharField(max_length=80, blank=True, default="", editable=False)
    has_files = models.BooleanField(
        default=False, editable=False, help_text=_("So that a page asks for files only where there are some.")
    )
    to_tell = models.BooleanField(
        default=False, editable=False, help_text=_("Written, and those who want to hear of it not told yet.")
    )
    created_at = models.DateTimeField(_("posted"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edit_reason = OneLineField(_("reason for the edit"), max_length=300, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deletion_reason = OneLineField(_("reason"), max_length=300, blank=True)
    erased_at = models.DateTimeField(
        _("erased for good"), null=True, blank=True, editable=False,
        help_text=_("Its author had the words erased, also from the history. Nobody can bring it back."),
    )  # fmt: skip

    # Where the rows were asked `with_rights`.
    may_talk: bool
    may_moderate: bool

    objects = PostQuerySet.as_manager()
    history = History(
        excluded_fields=["body_html", "path", "reaction_counts", "has_files", "to_tell"], app="discussions"
    )

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_post_per_number"),
            # A page of a thread is a range on its index.
            models.UniqueConstraint(fields=["thread", "path"], name="one_post_per_path"),
        ]
        indexes: ClassVar = [
            # What a person has written where: participation, their own data, how much in the last minutes.
            models.Index(fields=["author", "-created_at"], name="posts_of_a_person"),
            # What is new in a thread since a moment.
            models.Index(fields=["thread", "-created_at"], name="latest_posts_of_a_thread"),
            # What is to be told of: few, whatever has been written.
            models.Index(fields=["id"], name="posts_to_tell", condition=models.Q(to_tell=True)),
        ]

    def __str__(self) -> str:
        return f"post {self.pk} in thread {self.thread_id}"

    def get_absolute_url(self) -> str:
        return f"{self.thread.get_absolute_url()}?post={self.pk}#post-{self.pk}"
