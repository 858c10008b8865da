"""Whether a person is still to accept the agreements of a cohort they are in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from cohorts.enums import EnrollmentStatus
from cohorts.rules import standing

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort


@dataclass(frozen=True)
class Asked:
    """What is to be accepted; `accepted_at` is when other words were, None where none were."""

    agreements: list[str]
    accepted_at: datetime | None

    @property
    def token(self) -> str:
        return words_token(self.agreements)


def words_token(agreements: Sequence[str]) -> str:
    """Names these words: who accepts has read them and no others."""
    return sha256(json.dumps(list(agreements)).encode()).hexdigest()[:32]


def agreements_asked(cohort: Cohort, viewer: User) -> Asked | None:
    """What the viewer is asked to accept; None where there is nothing. No query beyond their standings.

    Asked are all who are in and active, observers too: those who came in by an invitation accepted them there, those who were
    enrolled as active didn't, and changed agreements are accepted by nobody yet.
    """
    if not cohort.agreements or not cohort.is_open or viewer.is_site_admin:
        return None
    own = standing(viewer, cohort)
    if own is None or own.status != EnrollmentStatus.ACTIVE or own.agreed_to == cohort.agreements:
        return None
    return Asked(cohort.agreements, own.agreed_at)
