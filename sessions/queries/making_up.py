"""Who has made up a session they missed: opened its recording, and written enough about it, both within the days there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sessions.models import LiveSession, RecordingOpening
from sessions.queries.reflections import words_written

if TYPE_CHECKING:
    from accounts.models import User


def made_up_in(sessions: Sequence[LiveSession], person: User | None = None) -> set[tuple[int, int]]:
    """Pairs of a session's and a person's id; `person` asks for theirs alone. The sessions come with their cohorts.

    One query, two where a recording was opened, however many there are.
    """
    openings = RecordingOpening.objects.filter(recording__live_session__in=sessions)
    if person is not None:
        openings = openings.filter(person=person)
    opened: dict[tuple[int, int], datetime] = {}
    for live_session, one, at in openings.values_list("recording__live_session", "person", "first_opened_at"):
        opened[live_session, one] = min(at, opened.get((live_session, one), at))
    if not opened:
        return set()
    written = words_written({session for session, _one in opened}, {one for _session, one in opened})
    by_id = {live_session.pk: live_session for live_session in sessions}
    return {
        (pk, one)
        for (pk, one), at in opened.items()
        if (told := written.get((one, pk))) is not None
        and told.words >= by_id[pk].cohort.makeup_words
        and max(at, told.at) <= by_id[pk].ends_at + timedelta(days=by_id[pk].cohort.makeup_days)
    }
