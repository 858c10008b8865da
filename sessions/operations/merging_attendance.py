"""Who attended what, when two accounts of one person become one."""

from __future__ import annotations

from accounts.merging import Merger, hand_over
from common.history import sign_change, update_signed
from sessions.models import Alias, Apology, Correction, Presence, ReportImport


def hand_over_attendance(merger: Merger) -> None:
    """Signs of both are signs of one; where both have said something of a session themselves, the kept account's stands."""
    hand_over(Presence, "person", "noted_by", merger=merger)
    hand_over(Alias, "person", "by", merger=merger)
    hand_over(ReportImport, "imported_by", merger=merger)
    hand_over(Correction, "by", merger=merger)
    hand_over(Apology, "accepted_by", merger=merger)
    said = list(Apology.objects.filter(person=merger.kept).values_list("live_session", flat=True))
    Apology.objects.filter(person=merger.merged).exclude(live_session__in=said).update(person=merger.kept)
    corrected = set(Correction.objects.filter(person=merger.kept).values_list("live_session", flat=True))
    theirs = Correction.objects.select_for_update(of=("self",)).filter(person=merger.merged)
    moving = [row for row in theirs if row.live_session_id not in corrected]
    for row in moving:
        row.person = merger.kept
        sign_change(row, by=merger.by, reason=merger.reason)
    update_signed(moving, fields=["person"])
