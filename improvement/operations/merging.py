"""Dots and actions, when two accounts of one person become one."""

from __future__ import annotations

from accounts.merging import Merger, hand_over
from improvement.models import Action, Vote


def hand_over_harvests(merger: Merger) -> None:
    """One person has the dots of one: where both voted in a harvest, those of the kept account count."""
    hand_over(Action, "owner", "made_by", merger=merger)
    voted = Vote.objects.filter(person=merger.kept).values("priority__harvest")
    Vote.objects.filter(person=merger.merged, priority__harvest__in=voted).delete()
    hand_over(Vote, "person", merger=merger)
