"""What the portal's administrators do in Django's administration, counted in clicks from My community."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from cohorts.models import Enrollment, Invitation, Team
from tests.e2e.audit import complaints_about
from tests.e2e.hand import Hand
from tests.factories.cohorts import CohortFactory, OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cohort():
    return CohortFactory(title="Cohort of teams", team_size_min=3, team_size_max=5)


def spreadsheet(people: list[list[str]]) -> dict:
    book = Workbook()
    book.active.append(["name", "email", "organization", "organization type", "team", "role"])
    for person in people:
        book.active.append(person)
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "people.xlsx", "mimeType": kind, "buffer": written.getvalue()}


def five_teams_of_five() -> list[list[str]]:
    return [
        [
            f"Person {team}-{n}",
            f"p{team}{n}@example.org",
            f"Center {team}",
            "Health center",
            f"Team {team}",
            "Participant",
        ]
        for team in range(5)
        for n in range(5)
    ]


def test_five_teams_of_five_from_a_spreadsheet_in_five_clicks(cast, cohort, page_of):
    page = page_of(cast["site_admin"])
    hand = Hand(page)
    page.goto("/")
    hand.press("link", "Administration")
    hand.press("link", "Enrollments", within=page.locator("#content-main"))
    hand.press("link", "Import")
    page.get_by_label("Cohort").select_option(label=str(cohort))
    page.get_by_label("CSV or XLSX file").set_input_files(spreadsheet(five_teams_of_five()))
    hand.press("button", "Show what it would do")
    page.get_by_text("Nothing is saved yet.", exact=False).wait_for()
    assert not Enrollment.objects.filter(cohort=cohort).exists()
    hand.press("button", "Import these people")
    page.get_by_text("Invitations are held until you send them.", exact=False).first.wait_for()
    assert hand.clicks == 5
    assert [Enrollment.objects.filter(team=team).count() for team in Team.objects.filter(cohort=cohort)] == [5] * 5

    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(label="Send invitations")
    page.get_by_role("button", name="Go", exact=False).first.click()
    page.locator(".messagelist").wait_for()
    assert Invitation.objects.filter(enrollment__cohort=cohort).count() == 25


def test_the_preview_says_what_is_wrong_in_which_row(cast, cohort, page_of):
    people = five_teams_of_five()
    people[6][1] = "no address"
    page = page_of(cast["site_admin"])
    page.goto("/admin/cohorts/enrollment/import/")
    page.get_by_label("Cohort").select_option(label=str(cohort))
    page.get_by_label("CSV or XLSX file").set_input_files(spreadsheet(people))
    page.get_by_role("button", name="Show what it would do").click()
    wrong = page.locator("tbody tr", has=page.locator(".errorlist"))
    expect(wrong.locator("th")).to_have_text(["8"])
    expect(wrong).to_contain_text("no address")
    expect(page.get_by_role("button", name="Import these people")).to_have_count(0)
    # Below the rows, not beside them and out of the window: the mended file is chosen there.
    again = page.get_by_label("CSV or XLSX file").bounding_box()
    assert 0 < again["x"] < again["x"] + again["width"] <= page.viewport_size["width"]
    assert not Enrollment.objects.filter(cohort=cohort).exists()

    expect(wrong).to_contain_text("B8, email:")
    # The form stands below, where people see it, with the cohort chosen: the corrected file goes in right here.
    assert page.get_by_label("CSV or XLSX file").bounding_box()["width"] > 200
    people[6][1] = "p11@example.org"
    page.get_by_label("CSV or XLSX file").set_input_files(spreadsheet(people))
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_role("button", name="Import these people").click()
    page.get_by_text("Invitations are held until you send them.", exact=False).first.wait_for()
    assert Enrollment.objects.filter(cohort=cohort).count() == 25


def test_a_team_is_enrolled_and_invited_on_one_page_without_script(cast, cohort, page_of):
    organization = OrganizationFactory(name="Riverbend Health")
    page = page_of(cast["site_admin"], java_script_enabled=True)
    page.goto(f"/admin/cohorts/team/add/?cohort={cohort.pk}&organization={organization.pk}")
    page.locator("#id_name").fill("Riverbend")
    for n in range(3):
        page.locator(f"#id_enrollments-{n}-name").fill(f"Person {n}")
        page.locator(f"#id_enrollments-{n}-email").fill(f"person{n}@example.org")
    page.get_by_role("button", name="Save and send invitations").click()
    page.get_by_text("3 invitations are on their way by mail.").wait_for()
    assert Team.objects.get(cohort=cohort).enrollments.count() == 3
    assert Invitation.objects.filter(enrollment__cohort=cohort).count() == 3


def test_nobody_complains_about_the_preview(cast, cohort, page_of):
    people = five_teams_of_five()
    people[6][1], people[3][5], people[4][1] = "no address", "boss", "p.00@example.org"
    page = page_of(cast["site_admin"])
    page.goto("/admin/cohorts/enrollment/import/")
    page.get_by_label("Cohort").select_option(label=str(cohort))
    page.get_by_label("CSV or XLSX file").set_input_files(spreadsheet(people))
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_text("Wrong rows:").get_by_role("link", name="8").click()
    expect(page).to_have_url(re.compile("#row-8$"))
    assert list(complaints_about(page)) == []
