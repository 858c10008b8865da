"""A spreadsheet of 5,000 people: what it costs to preview and to import it."""

from __future__ import annotations

import gc
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Enrollment, Team
from discussions.models import Board
from tests.factories.cohorts import CohortFactory

pytestmark = pytest.mark.django_db
IMPORT = reverse("admin:cohorts_enrollment_import")
PROCESS = reverse("admin:cohorts_enrollment_process_import")


def people(number, *, role="", at="example.org"):
    """Teams of five, one organization each."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["email", "name", "organization", "organization_type", "team", "role", "title", "pronouns"])
    for n in range(number):
        team = n // 5
        words = [
            f"Center {team}",
            "CHC",
            f"Team {team}",
            role or ("team lead" if n % 5 == 0 else ""),
            "Nurse",
            "she/her",
        ]
        sheet.append([f"p{n}@{at}", f"Person {n}", *words])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def preview(desk, cohort, data):
    return desk.post(IMPORT, {"import_file": SimpleUploadedFile("people.xlsx", data), "cohort": cohort.pk})


def confirm(desk, shown):
    form = shown.context["confirm_form"]
    return desk.post(PROCESS, {name: form[name].value() or "" for name in form.fields})


def queries_of(deed, *facts):
    with CaptureQueriesContext(connection) as captured:
        answer = deed(*facts)
    return answer, len(captured)


def test_the_preview_takes_the_same_queries_for_any_number_of_people(desk, django_assert_num_queries):
    cohort = CohortFactory()
    for number in (1, 60):
        data = people(number)
        with django_assert_num_queries(12):
            shown = preview(desk, cohort, data)
        assert len(shown.context["result"].plan.entries) == number
        confirm(desk, shown)


def most_memory():
    """The most this process has had in memory at once since `from_now_on`, in megabytes."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) / 1000


def from_now_on():
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Memory is read where Linux tells it.")
def test_five_thousand_people_cost_per_thousand_what_one_thousand_cost(desk):
    """Queries in proportion or fewer, and at most 150 MB beside what the idle process has."""
    thousand, five = CohortFactory(), CohortFactory()
    small, large = people(1000), people(5000, at="example.net")
    shown, looked = queries_of(preview, desk, thousand, small)
    done, worked = queries_of(confirm, desk, shown)
    assert done.status_code == 302
    del shown, done
    gc.collect()
    from_now_on()
    idle = most_memory()
    shown, looked_at_five = queries_of(preview, desk, five, large)
    done, worked_on_five = queries_of(confirm, desk, shown)
    assert done.status_code == 302
    assert most_memory() - idle <= 150
    assert looked_at_five <= looked
    assert worked_on_five <= 5 * worked
    assert worked <= 200
    assert Enrollment.objects.filter(cohort=five).count() == Enrollment.history.filter(cohort=five).count() == 5000
    assert Board.objects.filter(cohort=five).count() == Team.objects.filter(cohort=five).count() == 1000
    # Changing them, and finding that nothing is to be changed.
    other = people(1000, role="observer")
    for outcome, most in (("changed", 100), ("unchanged", 20)):
        shown, looked_again = queries_of(preview, desk, thousand, other)
        assert {entry.outcome for entry in shown.context["result"].plan.entries} == {outcome}
        _done, changed = queries_of(confirm, desk, shown)
        assert (looked_again <= looked, changed <= most) == (True, True)
