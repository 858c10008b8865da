"""Who is meant in a post or a topic."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mention(models.Model):
    """Somebody is mentioned in a post, or in the first words of a topic: once each, however often they stand there.

    By their name it is the person, by a pseudonym the pseudonym and nobody else: no row says who that is. Made and taken away
    with the words, by `discussions.operations.mentions`; whoever is told is asked for anew when the mail leaves.
    """

    post = models.ForeignKey(
        "discussions.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="mentions",
        verbose_name=_("post"),
    )  # fmt: skip
    thread = models.ForeignKey(
        "discussions.Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="mentions",
        verbose_name=_("topic"), help_text=_("Where its first words mention somebody."),
    )  # fmt: skip
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions",
        verbose_name=_("person"),
    )  # fmt: skip
    pseudonym = models.ForeignKey(
        "cohorts.Pseudonym", on_delete=models.CASCADE, null=True, blank=True, related_name="mentions",
        verbose_name=_("pseudonym"),
    )  # fmt: skip
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "person"], name="one_mention_per_post"),
            models.UniqueConstraint(fields=["post", "pseudonym"], name="one_mention_of_pseudonym_per_post"),
            models.UniqueConstraint(fields=["thread", "person"], name="one_mention_per_topic"),
            models.UniqueConstraint(fields=["thread", "pseudonym"], name="one_mention_of_pseudonym_per_topic"),
            models.CheckConstraint(
                condition=Q(post__isnull=False, thread__isnull=True) | Q(post__isnull=True, thread__isnull=False),
                name="mention_is_in_a_post_or_a_topic",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, pseudonym__isnull=True)
                | Q(person__isnull=True, pseudonym__isnull=False),
                name="mention_is_of_a_person_or_a_pseudonym",
            ),
        ]

    def __str__(self) -> str:
        where = f"post {self.post_id}" if self.post_id else f"thread {self.thread_id}"
        whom = f"person {self.person_id}" if self.person_id else f"pseudonym {self.pseudonym_id}"
        return f"{whom} in {where}"
