"""What somebody writes for themselves about a session, and what of it they have shared."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from sessions.querysets import ReflectionQuerySet


class Reflection(models.Model):
    """A person's words about one session, theirs alone. What is on the session's wall is a copy (`shared_html`), made when
    they shared it: what they write afterwards is theirs again. With a `pseudonym` it is never on the wall with the name, and no
    page and no history says whose it is.

    Written, shared, taken back and erased by `sessions.operations.reflections` only. The words stand in no history, no
    administration and no log; neither does the copy, which goes when it is taken back.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflections", verbose_name=_("person")
    )
    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="reflections", verbose_name=_("session")
    )
    body = models.TextField(_("words"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    word_count = models.PositiveIntegerField(_("number of words"), default=0, editable=False)
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counts the saves, so that an older page can’t write over newer words.")
    )
    created_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("last changed"))
    long_enough_since = models.DateTimeField(
        _("long enough since"), null=True, blank=True, editable=False,
        help_text=_("Since when it has had as many words as the cohort asks for when it makes up for a session."),
    )  # fmt: skip
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)
    shared_html = models.TextField(blank=True, editable=False)
    shared_version = models.PositiveIntegerField(default=0, editable=False)
    pseudonym = models.ForeignKey(
        "cohorts.Pseudonym", on_delete=models.RESTRICT, null=True, blank=True, editable=False, related_name="reflections",
        verbose_name=_("without a name, as"),
    )  # fmt: skip
    is_named = models.BooleanField(
        default=False, editable=False, help_text=_("Whether it has been on the wall with its author’s name.")
    )
    taken_off_at = models.DateTimeField(_("taken off the wall"), null=True, blank=True)
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("taken off by"),
    )  # fmt: skip
    taken_off_reason = OneLineField(_("why it was taken off"), max_length=300, blank=True)

    objects = ReflectionQuerySet.as_manager()
    history = History(
        app="live_sessions",
        excluded_fields=[
            "body",
            "body_html",
            "shared_html",
            "pseudonym",
            "is_named",
            "version",
            "long_enough_since",
        ],
    )

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "live_session"], name="one_reflection_per_person_and_session"),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=False) | models.Q(shared_html=""),
                name="reflection_not_shared_has_no_copy",
            ),
            models.CheckConstraint(
                condition=models.Q(pseudonym__isnull=True) | models.Q(is_named=False),
                name="reflection_without_a_name_is_never_named",
            ),
        ]
        indexes: ClassVar = [
            # A session's wall, newest first.
            models.Index(
                fields=["live_session", "-shared_at"],
                condition=models.Q(shared_at__isnull=False),
                name="wall_of_a_session",
            ),
        ]

    def __str__(self) -> str:
        # Not whose: it may be on the wall without a name.
        return f"reflection {self.pk} on session {self.live_session_id}"

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def says_more(self) -> bool:
        """Whether it is on the wall with other words than it has now."""
        return self.is_shared and self.shared_version != self.version

    @property
    def is_refused(self) -> bool:
        """Whether these very words were taken off the wall."""
        return self.taken_off_at is not None and self.shared_version == self.version
