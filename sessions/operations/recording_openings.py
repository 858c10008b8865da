"""Who has opened a recording: half of make-up attendance; the other half is a reflection."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from cohorts.rules import is_inside
from sessions.models import Recording, RecordingOpening

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def note_opening(*, recording: Recording, person: User, now: datetime) -> RecordingOpening | None:
    """That the person has opened it now; the first time stays. Of one that is held back nothing is noted, nor of somebody
    who has no place in the cohort.

    Called again, also at the same moment, it stays one row.
    """
    if recording.published_at is None or not is_inside(person, recording.live_session.cohort):
        return None
    opening, is_new = RecordingOpening.objects.get_or_create(
        recording=recording, person=person, defaults={"first_opened_at": now, "last_opened_at": now}
    )
    if not is_new:
        later = Greatest(F("last_opened_at"), now)
        RecordingOpening.objects.filter(pk=opening.pk).update(last_opened_at=later)
        opening.refresh_from_db()
    return opening
