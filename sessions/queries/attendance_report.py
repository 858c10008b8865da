"""What importing a report would do, row by row; nothing is changed by asking."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sessions.attendance.intervals import Interval
from sessions.attendance.report import Report, ReportRow, read_report
from sessions.attendance.signs import Sign, Weight, count
from sessions.models import LiveSession, Presence
from sessions.queries.attendance_faces import Faces, Found

# Likenesses are looked for among so many names; the queue looks for the rest.
MOST_PROPOSED = 500


@dataclass(frozen=True)
class PlannedStay:
    """A row, who is meant, whom the name is like where nobody knows, minutes in the session, and whether it is noted already."""

    row: ReportRow
    found: Found
    person: str
    proposed: Sequence[str]
    minutes: int
    is_new: bool

    @property
    def is_by_alias(self) -> bool:
        return self.found.alias_id is not None


@dataclass(frozen=True)
class ReportPlan:
    """The rows that would count, those that waited before the door, and what is wrong in the file as a whole."""

    report: Report
    stays: Sequence[PlannedStay]
    waited: Sequence[ReportRow]

    @property
    def new(self) -> int:
        return sum(stay.is_new for stay in self.stays)

    @property
    def unknown(self) -> int:
        return sum(not stay.found.is_known for stay in self.stays)

    @property
    def is_of_another_time(self) -> bool:
        """Nobody was in the session by these times: another day's report, or another zone."""
        return bool(self.stays) and not any(stay.minutes for stay in self.stays)

    @property
    def is_of_several_meetings(self) -> bool:
        return len(self.report.meeting_ids) > 1

    @property
    def fingerprint(self) -> str:
        """The same as long as the same would be done."""
        told = [f"{s.row.key}:{s.found.person_id}:{s.found.alias_id}:{s.is_new}" for s in self.stays]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def plan_report(*, live_session: LiveSession, data: bytes, zone: ZoneInfo) -> ReportPlan:
    """Reads the report and finds whom it means. Three queries. Raises `NotAReport`."""
    report = read_report(data, zone=zone, starts_at=live_session.starts_at)
    faces = Faces.of(live_session)
    keys = [row.key for row in report.rows]
    noted = set(Presence.objects.filter(live_session=live_session, key__in=keys).values_list("key", flat=True))
    held = Interval(live_session.starts_at, live_session.ends_at)
    stays = []
    proposed: dict[str, list[str]] = {}
    for row in report.rows:
        if row.counts:
            found = faces.find(row.name, row.email)
            if not found.is_known and row.name not in proposed and len(proposed) < MOST_PROPOSED:
                proposed[row.name] = [faces.names[person] for person in faces.proposed(row.name)]
            person, like = faces.names.get(found.person_id or 0, ""), proposed.get(row.name, [])
            stays.append(PlannedStay(row, found, person, like, _minutes(row, held), row.key not in noted))
            # The same row twice in one file is one.
            noted.add(row.key)
    return ReportPlan(report, stays, [row for row in report.rows if not row.counts])


def _minutes(row: ReportRow, held: Interval) -> int:
    """What the row alone comes to in the session."""
    sign = Sign(Weight.HEARD, row.interval.start, row.interval.end, row.minutes) if row.interval else None
    sign = sign or Sign(Weight.HEARD, minutes=row.minutes)
    return count([sign], held, doors_open_at=held.start, now=held.end).minutes
