from __future__ import annotations

import csv
import io
from textwrap import dedent

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from cohorts.enums import EnrollmentStatus, OrganizationType, Role, RoleLevel
from cohorts.forms import rosters as roster_forms
from cohorts.models import Enrollment, Invitation, Organization, Team
from notifications.models import OutboxMail
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory

IMPORT = reverse("admin:cohorts_enrollment_import")
PROCESS = reverse("admin:cohorts_enrollment_process_import")
EXPORT = reverse("admin:cohorts_enrollment_export")
FIVE = """
    email,name,organization,organization_type,team,role,title,pronouns
    ana@example.org,Ana Ruiz,Riverbend,CHC,Riverbend team,team lead,Nurse,she/her
    bo@example.org,Bo Lee,Riverbend,,Riverbend team,,,
    cy@example.org,Cy Ito,Riverbend,,Riverbend team,,,
    di@example.org,Di Abe,Lakeside,PCA,,observer,,
    ed@example.org,Ed Roy,,,,coach,,
"""


@pytest.fixture
def cohort(db):
    return CohortFactory(slug="forum-2026", title="Forum 2026", team_size_max=4)


def file_of(text, *, encoding="utf-8", name="people.csv"):
    return SimpleUploadedFile(name, dedent(text).strip().encode(encoding))


def preview(desk, file, cohort=None):
    answer = desk.post(IMPORT, {"import_file": file, "cohort": cohort.pk if cohort else ""})
    assert answer.status_code == 200
    return answer


def confirm(desk, answer):
    form = answer.context["confirm_form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return desk.post(PROCESS, data, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def counts():
    return [model.objects.count() for model in (User, Organization, Team, Enrollment, Invitation, OutboxMail)]


def outcomes(answer):
    return [(entry.row.number, entry.outcome) for entry in answer.context["result"].plan.entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_previewed_then_imported(desk, admin_person, cohort, encoding):
    before = counts()
    shown = preview(desk, file_of(FIVE.replace("Ana Ruiz", "Ána Ruiz"), encoding=encoding), cohort)
    assert outcomes(shown) == [(number, "new") for number in range(2, 7)]
    assert counts() == before
    done = confirm(desk, shown)
    assert said(done) == ["Imported: 5 new. Invitations are held until you send them."]
    assert counts() == [before[0] + 5, 2, 1, 5, 0, 0]
    assert Enrollment.objects.get(person__email="ana@example.org").person.name == "Ána Ruiz"
    assert {e.status for e in Enrollment.objects.all()} == {"invited"}
    assert {(entry.user, entry.action_flag) for entry in LogEntry.objects.all()} == {(admin_person, 1)}
    assert LogEntry.objects.count() == 5


def test_the_same_file_again_changes_nothing(desk, cohort):
    confirm(desk, preview(desk, file_of(FIVE), cohort))
    before, history = counts(), Enrollment.history.count()
    shown = preview(desk, file_of(FIVE), cohort)
    assert outcomes(shown) == [(number, "unchanged") for number in range(2, 7)]
    done = confirm(desk, shown)
    assert "Importing the file would change nothing." in shown.content.decode()
    assert "Import these people" not in shown.content.decode()
    assert said(done) == ["Imported: 5 unchanged. Invitations are held until you send them."]
    assert (counts(), Enrollment.history.count()) == (before, history)


def test_xlsx_is_the_same(desk, cohort):
    book = openpyxl.Workbook()
    for line in dedent(FIVE).strip().splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    shown = preview(desk, SimpleUploadedFile("people.xlsx", stream.getvalue()), cohort)
    assert outcomes(shown) == [(number, "new") for number in range(2, 7)]
    confirm(desk, shown)
    assert Enrollment.objects.count() == 5


def test_one_wrong_cell_and_nothing_can_be_imported(desk, cohort):
    shown = preview(desk, file_of(FIVE.replace("observer", "observr")), cohort)
    assert "confirm_form" not in shown.context
    assert outcomes(shown)[3] == (5, "wrong")
    page = shown.content.decode()
    assert "<strong>F5, role:</strong> “observr” is not a role. Is “observer” meant?" in page
    assert "Import these people" not in page


def test_what_became_wrong_after_the_preview_is_not_imported(desk, cohort):
    shown = preview(desk, file_of(FIVE), cohort)
    TeamFactory(cohort=cohort, name="Riverbend team", organization=OrganizationFactory(name="Hillside"))
    before = counts()
    done = confirm(desk, shown)
    assert done.status_code == 200
    assert not done.context["result"].plan.is_sound
    assert "“Riverbend team” is a team of Hillside." in done.content.decode()
    assert counts() == before


def test_what_would_be_done_otherwise_than_previewed_is_shown_again_and_not_done(desk, cohort):
    shown = preview(desk, file_of(FIVE), cohort)
    EnrollmentFactory(cohort=cohort, person=UserFactory(email="ed@example.org"), role="observer")
    before = counts()
    again = confirm(desk, shown)
    assert again.status_code == 200
    assert "Since you looked, something has changed, so nothing was imported." in again.content.decode()
    assert outcomes(again)[4] == (6, "changed")
    assert counts() == before
    assert said(confirm(desk, again)) == ["Imported: 4 new and 1 changed. Invitations are held until you send them."]
    assert counts() == [before[0] + 4, 2, 1, 5, 0, 0]
    assert sorted(LogEntry.objects.values_list("action_flag", "change_message")) == [
        *[(1, "Imported from people.csv")] * 4,
        (2, "Imported from people.csv"),
    ]
    reasons = Enrollment.history.filter(history_type="+").values_list("history_change_reason", flat=True)
    assert sorted(reasons, key=str) == [*["Import of people.csv"] * 4, None]


def test_confirming_twice_imports_once(desk, cohort):
    shown = preview(desk, file_of(FIVE), cohort)
    confirm(desk, shown)
    before = counts()
    assert said(confirm(desk, shown)) == ["Imported: 5 unchanged. Invitations are held until you send them."]
    assert counts() == before


def test_a_preview_that_is_gone_is_said_kindly(desk, cohort):
    shown = preview(desk, file_of(FIVE), cohort)
    cache.clear()
    assert said(confirm(desk, shown)) == ["The previewed file is not there any more. Choose it again."]


def test_a_preview_belongs_to_who_made_it(desk, client, cohort):
    shown = preview(desk, file_of(FIVE), cohort)
    client.force_login(SiteAdminFactory())
    assert said(confirm(client, shown)) == ["The previewed file is not there any more. Choose it again."]
    assert Enrollment.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"PK\x03\x04 nonsense",
            "This is not a CSV or XLSX file. In your spreadsheet choose “Save as”, then one of the two.",
        ),
        (b" ,\n", "The file is empty. The first row must hold the headers, “email” among them."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(desk, cohort, data, sentence):
    answer = preview(desk, SimpleUploadedFile("people.csv", data), cohort)
    assert answer.context["form"].errors == {"import_file": [sentence]}


def test_a_file_too_large_is_not_read(desk, cohort, monkeypatch):
    monkeypatch.setattr(roster_forms, "LARGEST_FILE", 10)
    answer = preview(desk, file_of(FIVE), cohort)
    assert list(answer.context["form"].errors) == ["import_file"]


def test_a_file_without_an_email_column_says_so(desk, cohort):
    answer = preview(desk, file_of("name\nAna"), cohort)
    assert "No column is headed “email”. The first row must hold the headers." in answer.content.decode()
    assert "confirm_form" not in answer.context


def test_wrong_rows_are_named_above_the_rows(desk, cohort):
    page = preview(desk, file_of(FIVE.replace("bo@", "bo").replace("coach", "boss")), cohort).content.decode()
    assert 'Wrong rows: <a href="#row-3">3</a>, <a href="#row-6">6</a></p>' in page
    assert page.count('id="row-3"') == page.count('id="row-6"') == 1


@pytest.mark.parametrize(("kind", "place"), [("csv", "0"), ("xlsx", "1")])
def test_the_template_is_read_as_it_is_and_enrolls_nobody(desk, cohort, kind, place):
    answer = desk.get(reverse("admin:cohorts_enrollment_import_template", args=[kind]))
    assert answer["Content-Disposition"] == f'attachment; filename="people.{kind}"'
    shown = preview(desk, SimpleUploadedFile(f"people.{kind}", answer.content), cohort)
    assert shown.context["form"].cleaned_data["format"] == place
    plan = shown.context["result"].plan
    assert (plan.is_sound, plan.problems, outcomes(shown)) == (True, [], [(2, "left_out")])
    assert plan.entries[0].notes == ["The template’s example; nobody is enrolled by it."]
    assert [note for note in plan.notes if "Read: the sheet" not in note] == []


def test_the_template_for_spreadsheets_offers_the_words_and_explains(desk):
    answer = desk.get(reverse("admin:cohorts_enrollment_import_template", args=["xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    people = book["People"]
    chosen = {
        str(choice.sqref).rstrip("0123456789"): choice.formula1 for choice in people.data_validations.dataValidation
    }
    assert chosen == {f"{c}2:{c}": f"words_{c}!$A$1:$A${n}" for c, n in (("D", 8), ("F", 6), ("G", 7), ("J", 2))}
    assert [cell.value for cell in book["words_F"]["A"]] == [str(role.label) for role in Role]
    assert [cell.value for cell in book["Explanation"]["A"]] == ["Column", *[cell.value for cell in people[1]]]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == ["People", "Explanation"]


def test_a_template_of_another_kind_is_not_there(desk):
    assert desk.get(reverse("admin:cohorts_enrollment_import_template", args=["pdf"])).status_code == 404


def test_formulas_are_text_and_markup_is_text(desk, cohort):
    hostile = (
        'email,name\na@example.org,"=HYPERLINK(""https://evil.example"")"\nb@example.org,<script>alert(1)</script>'
    )
    shown = preview(desk, file_of(hostile), cohort)
    assert b"<script>alert(1)" not in shown.content
    confirm(desk, shown)
    assert list(
        User.objects.filter(email__in=["a@example.org", "b@example.org"]).order_by("email").values_list("name")
    ) == [
        ('=HYPERLINK("https://evil.example")',),
        ("<script>alert(1)</script>",),
    ]


def export(desk, place, **filters):
    answer = desk.post(EXPORT, {"format": place, "resource": "0"}, query_params=filters)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return answer.content


def enroll_the_hostile(cohort):
    organization = OrganizationFactory(name="=SUM(A1:A9)", kind=OrganizationType.PCA)
    team = TeamFactory(cohort=cohort, organization=organization, name="@team")
    for number, name in enumerate(
        ["=cmd|' /C calc'!A0", "+1 555", "-2+3", "@x", "\uff1d1", 'José, "Pepe"', "Ana; Ruiz", "#N/A", "a\x1cb\uffff"]
    ):
        person = UserFactory(
            email=f"p{number}@example.org",
            name=name,
            title="Nurse\tpractitioner",
            pronouns="they/them",
            language="es" if number % 2 else "en",
            time_zone=["", "America/Chicago", "Etc/GMT+5", "Etc/GMT-5"][number % 4],
        )
        role = "team_lead" if number == 0 else "participant"
        level = ["", *RoleLevel.values][number % 8]
        place = {"organization": organization, "team": team if number < 4 else None}
        EnrollmentFactory(cohort=cohort, person=person, role=role, level=level, **place)
    gone = UserFactory(email="gone@example.org", name="Gone")
    EnrollmentFactory(cohort=cohort, person=gone, status=EnrollmentStatus.WITHDRAWN)


@pytest.mark.parametrize("place", ["0", "1"], ids=["csv", "xlsx"])
def test_an_export_imports_as_no_change(desk, cohort, place):
    enroll_the_hostile(cohort)
    data = export(desk, place)
    shown = preview(desk, SimpleUploadedFile("export", data))
    totals = [(str(outcome), count) for outcome, count in shown.context["result"].plan.totals]
    assert totals == [("unchanged", 10)]
    assert [change for entry in shown.context["result"].plan.entries for change in entry.changes] == []


@pytest.mark.parametrize("place", ["0", "1"], ids=["csv", "xlsx"])
def test_an_export_into_an_empty_portal_makes_the_same_people(desk, cohort, place):
    enroll_the_hostile(cohort)
    facts = ["person__email", "person__pronouns", "person__language", "person__time_zone", "role", "level"]
    facts += ["organization__name", "team__name"]
    rows = Enrollment.objects.exclude(status="withdrawn").order_by("person__email")
    before, data = list(rows.values_list(*facts)), export(desk, place)
    Enrollment.objects.all().delete()
    Team.objects.all().delete()
    Organization.objects.all().delete()
    User.objects.filter(is_superuser=False).delete()
    confirm(desk, preview(desk, SimpleUploadedFile("export", data)))
    assert list(rows.values_list(*facts)) == before


def test_no_cell_of_an_export_is_a_formula(desk, cohort):
    enroll_the_hostile(cohort)
    starts = ("=", "+", "-", "@", "\uff1d")
    text = export(desk, "0").decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 11
    assert [cell for row in rows for cell in row if cell.startswith(starts)] == []
    sheet = openpyxl.load_workbook(io.BytesIO(export(desk, "1"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.value for cell in cells if str(cell.value).startswith(starts)] == []


def test_an_export_holds_what_the_list_was_filtered_to(desk, cohort):
    EnrollmentFactory(cohort=cohort, person=UserFactory(email="here@example.org"))
    EnrollmentFactory(person=UserFactory(email="canary-of-the-neighbor@example.org"))
    data = export(desk, "0", cohort__id__exact=cohort.pk)
    assert b"here@example.org" in data
    assert b"canary-of-the-neighbor" not in data


def test_an_export_of_one_cohort(desk, cohort):
    EnrollmentFactory(cohort=cohort, person=UserFactory(email="here@example.org"), level="director")
    EnrollmentFactory(person=UserFactory(email="canary-of-the-neighbor@example.org"))
    answer = desk.post(EXPORT, {"format": "0", "resource": "0", "cohort": cohort.pk})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["email"], row["level"], row["cohort"]) for row in rows] == [
        ("here@example.org", "director", "forum-2026")
    ]


@pytest.mark.parametrize("people", [1, 3])
def test_exporting_takes_the_same_queries_for_any_number(desk, cohort, people, django_assert_num_queries):
    for _ in range(people):
        organization = OrganizationFactory()
        EnrollmentFactory(
            cohort=cohort, organization=organization, team=TeamFactory(cohort=cohort, organization=organization)
        )
    with django_assert_num_queries(5):
        export(desk, "0")


@pytest.mark.parametrize("url", [IMPORT, PROCESS, EXPORT])
def test_only_administrators_import_and_export(client, cast, url):
    client.force_login(cast["coordinator"])
    assert client.post(url, follow=True).status_code == 403
    client.logout()
    assert client.post(url).status_code == 302


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_only_administrators_get_the_template(client, cast, kind):
    client.force_login(cast["coordinator"])
    assert client.get(reverse("admin:cohorts_enrollment_import_template", args=[kind]), follow=True).status_code == 403
