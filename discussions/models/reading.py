"""How far somebody has read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ReadingPosition(models.Model):
    """The newest post number of a thread a person has had on the screen; moved forward only, never by a GET."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_positions")
    thread = models.ForeignKey("discussions.Thread", on_delete=models.CASCADE, related_name="reading_positions")
    read_number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thread"], name="one_reading_position_per_thread"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} has read thread {self.thread_id} up to {self.read_number}"
