"""Zoom's participants report, brought by a facilitator: what was previewed is noted, the same twice changes nothing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from sessions.enums import PresenceSource
from sessions.models import LiveSession, Presence, ReportImport
from sessions.operations.attendance import check_can_be_noted, lock_names
from sessions.queries.attendance_report import PlannedStay, ReportPlan, plan_report


class ReportHasChanged(DomainError):
    """Importing would do something else than what was shown."""

    def __str__(self) -> str:
        return _("Somebody has noted more of this session since you looked. Look at the preview again, then import.")


@transaction.atomic
def import_report(
    *,
    live_session: LiveSession,
    data: bytes,
    zone: ZoneInfo,
    file_name: str,
    by: User,
    now: datetime,
    previewed: str | None = None,
) -> ReportPlan:
    """Notes the rows of a report that are not noted yet; whom nobody knows waits in the queue.

    `previewed` is the fingerprint of what was shown of it. Corrections by hand stay what they are. Raises `NotAReport`,
    `ReportHasChanged` and `UnableToCheckIn`.
    """
    lock_names(live_session)
    check_can_be_noted(live_session, now)
    plan = plan_report(live_session=live_session, data=data, zone=zone)
    if previewed is not None and previewed != plan.fingerprint:
        raise ReportHasChanged
    new = [stay for stay in plan.stays if stay.is_new]
    if not new:
        return plan
    report = ReportImport.objects.create(
        live_session=live_session, file_name=file_name[:120], time_zone=str(zone), imported_at=now, imported_by=by
    )
    rows = [_presence(stay, live_session, report) for stay in new]
    Presence.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return plan


@transaction.atomic
def take_back_report(*, report: ReportImport) -> None:
    """It was another session's, or read in another zone: its rows go, names that were remembered stay. Twice is once."""
    ReportImport.objects.filter(pk=report.pk).delete()


def _presence(stay: PlannedStay, live_session: LiveSession, report: ReportImport) -> Presence:
    row = stay.row
    return Presence(
        live_session=live_session,
        person_id=stay.found.person_id,
        alias_id=stay.found.alias_id,
        source=PresenceSource.REPORT,
        key=row.key,
        joined_at=row.interval.start if row.interval else None,
        left_at=row.interval.end if row.interval else None,
        minutes=row.minutes,
        name=row.name,
        email=row.email,
        report=report,
        noted_at=report.imported_at,
        noted_by=report.imported_by,
    )
