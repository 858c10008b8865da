"""What waits on the boards for those who keep order: flags, and first posts that are looked at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from cohorts.desk_queue import Queue, Waiting, counted
from discussions.models import Flag, HeldPost

if TYPE_CHECKING:
    from accounts.models import User


def flags_waiting(person: User, cohorts: Sequence[int], now: datetime) -> Mapping[int, Waiting]:
    """Posts and topics that were flagged and wait for the person's decision, each once. One query."""
    flags = Flag.objects.visible_to(person).open().filter(thread__board__cohort__in=cohorts).order_by()
    said = flags.values("thread__board__cohort", "thread", "post").annotate(newest=Max("pk"))
    return counted(said.values_list("thread__board__cohort", "newest"))


def held_waiting(person: User, cohorts: Sequence[int], now: datetime) -> Mapping[int, Waiting]:
    """First posts that wait for the person's decision. One query."""
    held = HeldPost.objects.decidable_by(person, now).waiting()
    held = held.annotate(of_cohort_id=Coalesce("thread__board__cohort", "board__cohort")).filter(
        of_cohort_id__in=cohorts
    )
    return counted(held.values_list("of_cohort_id", "pk"))


# Told from the last to the first.
QUEUES = [
    Queue(
        "held",
        held_waiting,
        lambda count: ngettext("%(count)d first post", "%(count)d first posts", count) % {"count": count},
        "discussions:held_list",
    ),
    Queue(
        "flags",
        flags_waiting,
        lambda count: ngettext("%(count)d flagged post", "%(count)d flagged posts", count) % {"count": count},
        "discussions:moderation",
    ),
]
