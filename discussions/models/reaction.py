"""A word under somebody's post."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from discussions.enums import ReactionKind


class Reaction(models.Model):
    """One of four words that a person has put under another's post: each kind once. By name, always.

    Put and taken back by `discussions.operations.reactions`.
    """

    post = models.ForeignKey("discussions.Post", on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(_("kind"), max_length=8, choices=ReactionKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions", verbose_name=_("person")
    )
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints: ClassVar = [
            # In this order the counts of a page's posts are read from the index alone.
            models.UniqueConstraint(fields=["post", "kind", "person"], name="one_reaction_per_kind_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of person {self.person_id} to post {self.post_id}"
