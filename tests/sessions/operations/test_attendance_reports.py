from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions.attendance.problems import NotAReport
from sessions.enums import Attended, PresenceSource
from sessions.models import Alias, Presence, ReportImport
from sessions.operations.attendance import record_stays
from sessions.operations.attendance_by_hand import correct
from sessions.operations.attendance_matching import match_unmatched
from sessions.operations.attendance_reports import ReportHasChanged, import_report, take_back_report
from sessions.queries.attendance import standing_of
from sessions.queries.attendance_report import plan_report
from sessions.zoom.webhook.life import Stay
from tests.factories.sessions import AliasFactory, LiveSessionFactory

pytestmark = pytest.mark.django_db
EASTERN = ZoneInfo("America/New_York")
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
AFTER = START + timedelta(days=1)
HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room"


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def line(name, email, joined, left, waiting="No"):
    times = [
        (START + timedelta(minutes=m)).astimezone(EASTERN).strftime("%m/%d/%Y %I:%M:%S %p") for m in (joined, left)
    ]
    return f"{name},{email},{times[0]},{times[1]},{left - joined},Yes,{waiting}"


LINES = [
    line("Pat", "participant@example.org", 0, 40),
    line("Pat", "participant@example.org", 60, 95),
    line("Lee", "", 5, 90),
    line("Lee", "", -5, 0, waiting="Yes"),
]


def csv(lines=LINES):
    return "\r\n".join([HEADER, *lines, ""]).encode()


def bring(live_session, by, data=None, **other):
    told = {"zone": EASTERN, "file_name": "participants.csv", "now": AFTER, **other}
    return import_report(live_session=live_session, data=csv() if data is None else data, by=by, **told)


def test_rows_become_presence_and_waits_before_the_door_do_not(cast, live_session):
    plan = bring(live_session, cast["facilitator"])
    assert (plan.new, plan.unknown, len(plan.waited)) == (3, 1, 1)
    noted = Presence.objects.order_by("pk").values_list("person", "name", "source", "noted_by")
    person, by = cast["participant"].pk, cast["facilitator"].pk
    assert list(noted) == [(person, "Pat", "report", by)] * 2 + [(None, "Lee", "report", by)]
    report = ReportImport.objects.get()
    assert (report.file_name, report.time_zone, report.imported_by) == (
        "participants.csv",
        "America/New_York",
        cast["facilitator"],
    )
    # Out for twenty minutes, and in until after the end.
    assert standing_of(live_session, cast["participant"], AFTER).minutes == 70


def test_twice_changes_nothing_in_whatever_order_its_rows_come(cast, live_session):
    bring(live_session, cast["facilitator"])
    before = list(Presence.objects.order_by("pk").values())
    for seed in range(4):
        lines = LINES * 2
        random.Random(seed).shuffle(lines)
        plan = bring(live_session, cast["coordinator"], csv(lines), now=AFTER + timedelta(days=seed))
        assert plan.new == 0
    assert list(Presence.objects.order_by("pk").values()) == before
    assert ReportImport.objects.count() == 1


def test_one_that_overlaps_adds_only_what_is_new(cast, live_session):
    bring(live_session, cast["facilitator"], csv(LINES[:1]))
    plan = bring(live_session, cast["facilitator"], csv([*LINES, line("Pat", "participant@example.org", 30, 70)]))
    assert plan.new == 3
    assert standing_of(live_session, cast["participant"], AFTER).minutes == 90


def test_what_zoom_told_as_it_happened_and_its_report_are_one_time(cast, live_session):
    told = Stay("1", "Pat", "participant@example.org", "", "", START, START + timedelta(minutes=40))
    record_stays(live_session=live_session, uuid="u", stays=[told], now=AFTER)
    bring(live_session, cast["facilitator"], csv(LINES[:1]))
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.minutes, standing.sources) == (40, (PresenceSource.ZOOM, PresenceSource.REPORT))


def test_a_list_of_one_row_for_each_person_is_read_too(cast, live_session):
    data = b"Name (Original Name),User Email,Total Duration (Minutes),Guest\r\nPat,participant@example.org,62,No\r\n"
    for _time in range(2):
        bring(live_session, cast["facilitator"], data)
    assert Presence.objects.count() == 1
    assert standing_of(live_session, cast["participant"], AFTER).minutes == 62


def test_a_correction_survives_a_later_import(cast, live_session):
    told = {"live_session": live_session, "person": cast["participant"], "by": cast["facilitator"], "now": AFTER}
    correct(state=Attended.EXCUSED, reason="Left for an emergency.", **told)
    bring(live_session, cast["facilitator"])
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.state, standing.minutes, standing.correction.reason) == (
        Attended.EXCUSED,
        70,
        "Left for an emergency.",
    )


def test_remembered_names_are_found_and_those_of_other_cohorts_are_not(cast, live_session):
    AliasFactory(cohort=cast.neighbor_cohort, key="lee", person=cast["neighbor"])
    assert bring(live_session, cast["facilitator"]).unknown == 1
    match_unmatched(
        live_session=live_session, name="Lee", email="", person=cast["team_lead"], by=cast["facilitator"], now=AFTER
    )
    assert Presence.objects.get(name="Lee").person == cast["team_lead"]
    later = LiveSessionFactory(cohort=cast.cohort, starts_at=START)
    assert bring(later, cast["facilitator"]).unknown == 0
    assert Presence.objects.get(name="Lee", live_session=later).alias == Alias.objects.get(cohort=cast.cohort)


def test_what_was_not_shown_is_not_done(cast, live_session):
    shown = plan_report(live_session=live_session, data=csv(), zone=EASTERN).fingerprint
    bring(live_session, cast["coordinator"], csv(LINES[:1]))
    with pytest.raises(ReportHasChanged, match="noted more of this session"):
        bring(live_session, cast["facilitator"], previewed=shown)
    assert Presence.objects.count() == 1
    again = plan_report(live_session=live_session, data=csv(), zone=EASTERN).fingerprint
    bring(live_session, cast["facilitator"], previewed=again)
    assert Presence.objects.count() == 3


def test_taken_back_its_rows_go_and_what_was_there_before_stays(cast, live_session):
    bring(live_session, cast["facilitator"], csv(LINES[:1]))
    bring(live_session, cast["facilitator"])
    latest = ReportImport.objects.latest("pk")
    for _time in range(2):
        take_back_report(report=latest)
    assert list(Presence.objects.values_list("name", flat=True)) == ["Pat"]
    bring(live_session, cast["facilitator"])
    assert Presence.objects.count() == 3


def test_another_day_or_zone_is_seen_before_it_is_noted(live_session):
    assert not plan_report(live_session=live_session, data=csv(), zone=EASTERN).is_of_another_time
    assert plan_report(live_session=live_session, data=csv(), zone=ZoneInfo("Asia/Tokyo")).is_of_another_time


def test_what_is_no_report_is_refused(cast, live_session):
    with pytest.raises(NotAReport):
        bring(live_session, cast["facilitator"], b"a,b\r\n1,2\r\n")
    assert not ReportImport.objects.exists()


def test_names_are_proposed_and_not_taken(cast, live_session):
    (stay,) = plan_report(live_session=live_session, data=csv([line("Team L.", "", 0, 90)]), zone=EASTERN).stays
    assert (stay.found.is_known, stay.proposed) == (False, ["Team Lead"])
