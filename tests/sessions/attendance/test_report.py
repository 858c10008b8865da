from __future__ import annotations

import io
import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from cohorts.roster.cells import harmless
from sessions.attendance.intervals import Interval
from sessions.attendance.problems import NotAReport, Problem, Why, Wrong
from sessions.attendance.report import read_report
from sessions.attendance.written_times import Order

EASTERN = ZoneInfo("America/New_York")
# 3 pm in the East, on a day that can be taken for another: 4 May, or 5 April.
STARTS = datetime(2022, 5, 4, 19, 0, tzinfo=UTC)
OLD = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"
NEW = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room"
OLD_BLOCK = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\r\n"
    "852 0000 0001,Session 1,,,host@example.org,90,3,\r\n\r\n"
)
NEW_BLOCK = (
    "Topic,ID,Host name,Duration (minutes),Start time,End time,Participants\r\n"
    "Session 1,852\u00a00000\u00a00001,Host,90,,,3\r\n\r\n"
)
PEOPLE = [
    ("Ana Núñez (Ana)", "Ana@Example.org", 0, 40, "No"),
    ("Bo “the” Lee", "", 5, 85, "Yes"),
    ("Ana Núñez", "ana@example.org", 50, 90, "No"),
    ('=HYPERLINK("x"), Cy', "", 10, 20, "Yes"),
]  # fmt: skip


def table(header, form, people=PEOPLE, separator=",", extra=()):
    """The rows as a program writes them, with times in the given form."""
    places = header.split(",")
    lines = [separator.join(places)]
    for name, email, start, end, guest in people:
        times = [(STARTS + timedelta(minutes=m)).astimezone(EASTERN).strftime(form) for m in (start, end)]
        cells = [name, email, *times, str(end - start), guest, *extra]
        lines.append(separator.join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\r\n".join(lines) + "\r\n"


def read(data, **other):
    return read_report(
        data if isinstance(data, bytes) else data.encode(), **{"zone": EASTERN, "starts_at": STARTS, **other}
    )


def told(report):
    """(name, address, minutes after the start from and to, guest)."""
    minutes = lambda moment: (moment - STARTS) / timedelta(minutes=1)  # noqa: E731
    return [
        (row.name, row.email, minutes(row.interval.start), minutes(row.interval.end), "Yes" if row.guest else "No")
        for row in report.rows
    ]


WANTED = [(name, email.lower(), start, end, guest) for name, email, start, end, guest in PEOPLE]
FORMS = [
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %I:%M:%S %p",
    "%Y-%m-%d %H:%M:%S",
    "%b %d, %Y %I:%M %p",
    "%H:%M",
]
ENCODINGS = ["utf-8-sig", "utf-8", "utf-16", "utf-16-le", "cp1252", "mac_roman"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_same_stays_whatever_wrote_the_file(form, encoding, separator):
    for block, header in [("", OLD), (OLD_BLOCK, OLD), ("", NEW), (NEW_BLOCK, NEW)]:
        text = block.replace(",", separator) + table(header, form, separator=separator)
        if encoding in {"cp1252", "mac_roman"}:
            text = text.replace("\u00a0", " ")
        report = read(text.encode(encoding))
        assert told(report) == WANTED
        assert report.problems == ()
        assert report.meeting_ids == (frozenset({"85200000001"}) if block else frozenset())
        assert report.days == (date(2022, 5, 4),)


def test_rows_are_counted_as_a_spreadsheet_does():
    report = read(NEW_BLOCK + table(NEW, "%H:%M"))
    assert [row.number for row in report.rows] == [5, 6, 7, 8]


def test_a_workbook_in_which_times_became_times():
    times = [STARTS.replace(hour=15, minute=m, second=s, tzinfo=None) for m, s in ((0, 0), (40, 30))]
    book = openpyxl.Workbook()
    book.active.append(NEW.split(","))
    book.active.append(["Ana", "ana@example.org", *times, 41, "No"])
    stream = io.BytesIO()
    book.save(stream)
    (row,) = read(stream.getvalue()).rows
    assert row.interval == Interval(STARTS, STARTS + timedelta(minutes=40, seconds=30))
    assert row.minutes == 41


def test_a_formula_without_a_result_is_named():
    book = openpyxl.Workbook()
    for cells in (["Name", "Email", "Duration (minutes)"], ["Ana", "ana@example.org", "=B9*2"], ["Bo", "", "#REF!"]):
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    wrong = [
        (problem.row, problem.column, problem.wrong, problem.found) for problem in read(stream.getvalue()).problems
    ]
    assert wrong == [
        (2, "Duration (minutes)", Wrong.NOT_CALCULATED, "=B9*2"),
        (3, "Duration (minutes)", Wrong.NOT_CALCULATED, "#REF!"),
    ]


def test_the_list_of_unique_users_has_minutes_alone():
    report = read(
        "Name (Original Name),User Email,Total Duration (Minutes),Guest\nAna,ana@example.org,62,No\nBo,,1:02:00,Yes\n"
    )
    assert [(row.name, row.interval, row.minutes) for row in report.rows] == [("Ana", None, 62), ("Bo", None, 62)]
    assert (report.has_times, report.problems) == (False, ())


def test_a_usage_report_of_several_meetings_names_each():
    header = (
        "Topic,Meeting ID,User Name,User Email,Start Time,Duration (Minutes),"
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"
    )
    lines = [
        f"S,{number},Host,host@example.org,15/08/2022 01:27,90,{name},{email},04/05/2022 15:00,04/05/2022 15:21,22,No"
        for number, name, email in [("852 0000 0001", "Ana", "ana@example.org"), ("852 0000 0002", "Bo", "")]
    ]
    report = read("\n".join([header, *lines]), starts_at=STARTS)
    assert [(row.meeting_id, row.name, row.email, row.minutes) for row in report.rows] == [
        ("85200000001", "Ana", "ana@example.org", 22),
        ("85200000002", "Bo", "", 22),
    ]
    assert report.order is Order.DAY_FIRST
    assert report.meeting_ids == {"85200000001", "85200000002"}


@pytest.mark.parametrize("yes", ["Yes", "YES", "Sí", "Sim", "Oui", "예"])
def test_waiting_at_the_door_is_no_presence(yes):
    data = (
        table(NEW, "%H:%M", PEOPLE[:1], extra=("OK", yes))
        + table(NEW, "%H:%M", PEOPLE[1:2], extra=("OK", "No")).partition("\n")[2]
    )
    assert [row.counts for row in read(data).rows] == [False, True]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Ana Núñez", ("Ana Núñez",)),
        ("Ana Núñez (Ana)", ("Ana Núñez (Ana)", "Ana Núñez", "Ana")),
        ("Ana (she/her)", ("Ana (she/her)", "Ana", "she/her")),
        ("Ana（安娜）", ("Ana（安娜）", "Ana", "安娜")),
        ("(Ana)", ("(Ana)",)),
        ("Ana ()", ("Ana ()",)),
    ],
)
def test_what_a_person_may_be_known_by(name, names):
    (row,) = read(table(NEW, "%H:%M", [(name, "", 0, 9, "No")])).rows
    assert row.names == names


def test_a_meeting_past_midnight():
    late = datetime(2022, 5, 5, 3, 30, tzinfo=UTC)
    (row,) = read("Name,Join time,Leave time\nAna,23:30,00:45\n", starts_at=late).rows
    assert row.interval == Interval(late, late + timedelta(minutes=75))


def test_the_night_on_which_an_hour_comes_twice():
    starts = datetime(2022, 11, 6, 5, 30, tzinfo=UTC)
    (row,) = read("Name,Join time,Leave time\nAna,11/06/2022 01:45 AM,11/06/2022 01:15 AM\n", starts_at=starts).rows
    assert row.interval == Interval(starts + timedelta(minutes=15), starts + timedelta(minutes=45))


@pytest.mark.parametrize(
    ("cells", "start", "end"),
    [
        ("15:00,,40", 0, 40),
        (",15:40,40", 0, 40),
        ("15:00,15:40,", 0, 40),
        ("15:00,,", None, None),
        (",,40", None, None),
    ],
)
def test_from_one_time_and_the_minutes_comes_the_other(cells, start, end):
    (row,) = read(f"Name,Join time,Leave time,Duration (minutes)\nAna,{cells}\n").rows
    wanted = None if start is None else Interval(STARTS + timedelta(minutes=start), STARTS + timedelta(minutes=end))
    assert row.interval == wanted


def test_each_wrong_cell_is_named_and_the_row_is_kept():
    text = (
        "Name,Email,Join time,Leave time,Duration (minutes)\n"
        "Ana,,never,15:40,forty\n"
        ",,15:00,15:10,10\n"
        "Bo,,2022-05-04 15:30,2022-05-04 15:00,30\n"
        "Cy,,,,\n"
    )
    report = read(text)
    assert report.problems == (
        Problem(2, "Duration (minutes)", Wrong.NOT_MINUTES, "forty"),
        Problem(2, "Join time", Wrong.NOT_A_TIME, "never"),
        Problem(3, "Name", Wrong.NO_NAME),
        Problem(4, "Leave time", Wrong.ENDS_BEFORE, "2022-05-04 15:00"),
        Problem(5, "Join time", Wrong.NO_TIME),
    )
    assert [row.name for row in report.rows] == ["Ana", "Bo", "Cy"]
    assert str(report.problems[1]) == "Row 2, Join time: “never” is no time we can read."


def test_days_that_could_be_two_say_that_they_were_guessed():
    text = table(NEW, "%m/%d/%Y %H:%M")
    assert (read(text, starts_at=None).order, read(text, starts_at=None).order_guessed) == (Order.MONTH_FIRST, True)
    assert (read(text).order, read(text).order_guessed) == (Order.MONTH_FIRST, False)


def test_the_same_stay_has_the_same_key_in_whatever_file():
    first = read(OLD_BLOCK + table(OLD, "%m/%d/%Y %I:%M:%S %p"))
    again = read(NEW_BLOCK.replace(",", ";") + table(NEW, "%d/%m/%Y %H:%M", PEOPLE[::-1], separator=";"))
    assert {row.key for row in first.rows} == {row.key for row in again.rows}
    assert len({row.key for row in first.rows}) == 4
    moved = read(table(OLD, "%m/%d/%Y %I:%M:%S %p"), zone=ZoneInfo("America/Chicago"))
    assert {row.key for row in first.rows} & {row.key for row in moved.rows} == set()


def test_a_formula_stays_a_text_and_is_harmless_when_it_is_written():
    name = read(table(NEW, "%H:%M")).rows[3].name
    assert name == '=HYPERLINK("x"), Cy'
    assert not harmless(name).startswith("=")


@pytest.mark.parametrize(
    ("data", "why", "words"),
    [
        (b"", Why.EMPTY, "empty"),
        (b"\r\n,,\r\n", Why.EMPTY, "empty"),
        (b"\x00\x01\x02\x03" * 50, Why.NOT_A_TABLE, "as CSV"),
        (b"\xd0\xcf\x11\xe0" * 50, Why.NOT_A_TABLE, "as CSV"),
        (b"PK\x03\x04" + b"\x00" * 100, Why.NOT_A_TABLE, "as CSV"),
        (b"x" * 20_000_000, Why.TOO_LARGE, "5 MB"),
        (b"a,b\n" * 20_000, Why.TOO_LONG, "10000 rows"),
        (b"Name,Email,Role\nAna,ana@example.org,Lead\n", Why.MISSING_COLUMNS, "Join Time are missing. The file has: Name, Email"),
        (b"Topic,ID\nSession,1\n", Why.MISSING_COLUMNS, "Name (Original Name), Join Time"),
        (b"Attendee Report\nTopic,ID\nx,1\nHost Details\nUser Name,Join time\n", Why.WEBINAR, "webinar"),
        (NEW.encode() + b"\n", Why.NOBODY, "nobody"),
        (NEW.encode() + b"\n,,15:00,15:10,10,No\n", Why.NOBODY, "nobody"),
    ],
    ids=lambda value: value.name if isinstance(value, Why) else "",
)  # fmt: skip
def test_a_file_that_is_none_says_why_and_what_to_do(data, why, words):
    with pytest.raises(NotAReport) as refused:
        read(data)
    assert refused.value.why is why
    assert words in str(refused.value)


@pytest.mark.parametrize("seed", range(150))
def test_broken_files_are_refused_or_read_and_nothing_else(seed):
    chance = random.Random(seed)
    block, header = chance.choice([("", OLD), (OLD_BLOCK, OLD), (NEW_BLOCK, NEW)])
    data = bytearray((block + table(header, chance.choice(FORMS))).encode(chance.choice(["utf-8-sig", "utf-16"])))
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(data))
        data[place : place + chance.randrange(40)] = bytes(chance.choices(b'\x00\xff,;"\n/:9 ', k=chance.randrange(4)))
    with suppress(NotAReport):
        for row in read(bytes(data)).rows:
            assert row.key
            assert row.names
