from __future__ import annotations

import io
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sessions.models import Presence, ReportImport
from tests.discussions.pages import parsed
from tests.expired_sign_in import kept_form, signed_in, signs_in_again, values_of
from tests.factories.sessions import LiveSessionFactory, ReportImportFactory
from tests.sessions.views.conftest import END, START, text_of

pytestmark = pytest.mark.django_db
SLUG, DESK = "place-matters", {"at": END + timedelta(hours=1)}
HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"
EASTERN = ZoneInfo("America/New_York")


def line(name, email="", joined=0, left=90):
    times = [
        (START + timedelta(minutes=m)).astimezone(EASTERN).strftime("%m/%d/%Y %I:%M:%S %p") for m in (joined, left)
    ]
    return f"{name},{email},{times[0]},{times[1]},{left - joined},Yes"


def csv(*lines):
    return "\r\n".join([HEADER, *lines, ""]).encode()


def choose(visit, data, name="participants.csv", role="facilitator", zone="America/New_York"):
    sent = {"file": SimpleUploadedFile(name, data), "zone": zone}
    return visit(role, "sessions:attendance_report", SLUG, data=sent, **DESK)


def token_in(answer):
    return re.search(r'name="token" value="(\w+)"', answer.content.decode())[1]


def confirm(visit, token, role="facilitator", session=SLUG):
    return visit(role, "sessions:attendance_report", session, data={"token": token}, **DESK)


def test_each_row_is_shown_before_anything_is_noted(cast, visit, live_session):
    rows = [line("Pat", "participant@example.org", 0, 84), line("Team L."), line("Zed"), "Odd,,yesterday,,,"]
    answer_of_the_preview = choose(visit, csv(*rows))
    words = text_of(answer_of_the_preview)
    assert not Presence.objects.exists()
    assert "2 Pat participant@example.org Participant by the address 84" in words
    assert "3 Team L. Perhaps Team Lead 90" in words
    assert "4 Zed Nobody knows yet 90" in words
    assert "Row 5, Join Time: “yesterday” is no time we can read." in words
    assert "4 rows are new." in words
    assert "Of 3 rows nobody knows who it is." in words
    answer = confirm(visit, token_in(answer_of_the_preview))
    assert answer.headers["Location"].endswith("/attendance/names/")
    assert Presence.objects.count() == 4
    # The file is not kept longer than that.
    confirm(visit, token_in(answer_of_the_preview))
    words = text_of(visit("facilitator", "sessions:attendance_report", SLUG, **DESK))
    assert "The file you looked at is not there any more. Choose it again." in words


def test_a_workbook_is_read_too_and_twice_changes_nothing(cast, visit, live_session):
    book = openpyxl.Workbook()
    for row in csv(line("Pat", "participant@example.org")).decode().splitlines():
        book.active.append(row.split(","))
    stream = io.BytesIO()
    book.save(stream)
    for _time in range(2):
        answer = choose(visit, stream.getvalue(), name="participants.xlsx")
        if _time == 0:
            confirm(visit, token_in(answer))
    assert "Nothing in this report is new." in text_of(answer)
    assert "Nothing is noted yet." not in text_of(answer)
    assert "Import it" not in text_of(answer)
    assert (Presence.objects.count(), ReportImport.objects.count()) == (1, 1)


def test_a_kept_file_is_its_bringers_and_this_sessions(cast, visit, live_session):
    other = LiveSessionFactory(cohort=cast.cohort, slug="other", starts_at=START)
    token = token_in(choose(visit, csv(line("Pat"))))
    confirm(visit, token, role="coordinator")
    confirm(visit, token, session=other.slug)
    assert not Presence.objects.exists()
    confirm(visit, token)
    assert Presence.objects.get().live_session == live_session


def test_what_has_changed_in_between_is_shown_once_more(visit, live_session):
    token = token_in(choose(visit, csv(line("Pat"), line("Zed"))))
    confirm(visit, token_in(choose(visit, csv(line("Pat")), role="coordinator")), role="coordinator")
    answer = confirm(visit, token)
    assert "Somebody has noted more of this session since you looked." in text_of(answer)
    assert (Presence.objects.count(), token_in(answer)) == (1, token)
    confirm(visit, token)
    assert Presence.objects.count() == 2


def test_another_zone_is_warned_of(visit, live_session):
    words = text_of(choose(visit, csv(line("Pat")), zone="Asia/Tokyo"))
    assert "By these times nobody was in the session." in words


def test_days_that_can_be_read_both_ways_are_warned_of(visit, live_session):
    # 3 April or 4 March: as far from the session one way as the other is not; neither is decided by a number above twelve.
    live_session.starts_at = START.replace(month=3, day=20)
    live_session.save()
    rows = ["Pat,,03/04/2022 03:00:00 PM,03/04/2022 04:30:00 PM,90,Yes"]
    answer = choose(visit, csv(*rows))
    assert ("It can’t be told from the file" in text_of(answer)) == answer.context["plan"].report.order_guessed


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.png", b"\x89PNG\r\n", "“photo.png” is no CSV or XLSX file."),
        ("participants.csv", b"", "This file is empty."),
        ("participants.csv", b"a,b\r\n1,2\r\n", "the columns Name (Original Name), Join Time are missing"),
        ("participants.csv", csv(), "There is nobody in this report."),
        ("participants.xlsx", b"PK\x03\x04 broken", "can't be read as a table"),
        ("participants.csv", b"x" * 20_000_000, "This file is larger than 5 MB."),
    ],
)
def test_what_is_no_report_gets_a_sentence_and_changes_nothing(visit, live_session, name, data, sentence):
    answer = choose(visit, data, name=name)
    assert (answer.status_code, sentence in text_of(answer)) == (200, True), text_of(answer)
    assert not ReportImport.objects.exists()


def test_a_report_is_taken_back(cast, visit, live_session):
    confirm(visit, token_in(choose(visit, csv(line("Pat", "participant@example.org")))))
    report = ReportImport.objects.get()
    assert "participants.csv" in text_of(visit("facilitator", "sessions:attendance", SLUG, **DESK))
    visit("facilitator", "sessions:attendance_report_take_back", SLUG, report.pk, data={}, **DESK)
    assert (Presence.objects.count(), ReportImport.objects.count()) == (0, 0)
    other = ReportImportFactory(live_session__cohort=cast.neighbor_cohort)
    answer = visit("facilitator", "sessions:attendance_report_take_back", SLUG, other.pk, data={}, **DESK)
    assert (answer.status_code, ReportImport.objects.count()) == (404, 1)


def test_after_a_sign_in_that_had_ended_the_rows_are_there_again(cast, live_session):
    person, address = cast["facilitator"], reverse("sessions:attendance_report", args=[cast.cohort.slug, SLUG])
    client = signed_in(person)
    file = SimpleUploadedFile("participants.csv", csv(line("Pat")))
    sent = values_of(kept_form(parsed(client.post(address, {"file": file, "zone": "America/New_York"}))))
    client.session.flush()
    answer = signs_in_again(client, person, client.post(address, sent))
    assert (token_in(answer), Presence.objects.count()) == (sent["token"], 0)
    client.post(address, values_of(kept_form(parsed(answer))))
    assert Presence.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_whatever_its_length(visit, live_session, rows, django_assert_num_queries):
    data = csv(*[line(f"Person {number}") for number in range(rows)])
    choose(visit, data)
    with django_assert_num_queries(8):
        choose(visit, data)
