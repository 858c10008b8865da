"""The team formation form: filled in for four people, come back to the next day, finished; from the mail, one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.models import Team, TeamFormation
from cohorts.operations.formation import open_formation
from notifications.delivery import deliver_mail
from tests.e2e.audit import complaints_about
from tests.e2e.conftest import PHONE
from tests.e2e.hand import Hand, Keyboard
from tests.e2e.scene import LONG_WORD, SPANISH
from tests.factories.cohorts import OrganizationFactory, ProposedMemberFactory, TeamFormationFactory

pytestmark = pytest.mark.django_db(transaction=True)

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
PEOPLE = [("Ana Lead", "director"), ("Ben Ortiz", "manager"), ("Cai Nguyen", "front_line"), ("Dee Moss", "community")]


@pytest.fixture
def cohort(cast):
    type(cast.cohort).objects.filter(pk=cast.cohort.pk).update(team_size_min=3, team_size_max=5)
    cast.cohort.refresh_from_db()
    return cast.cohort


@pytest.fixture
def link(cast, cohort):
    """The address in the leader's mail."""
    now = timezone.now()
    open_formation(
        cohort=cohort, organization=OrganizationFactory(name="Condor Valley"), leader_name="Ana Lead",
        leader_email="ana@example.org", due_at=now + timedelta(days=14), by=cast["coordinator"], now=now,
    )  # fmt: skip
    deliver_mail(clock=timezone.now)
    [path] = set(re.findall(r"/teams/form/[^\s\"<]+", mail.outbox[-1].body))
    return path


def address_of(name):
    return f"{name.split()[0].lower()}@example.org"


def fill(page, number):
    name, level = PEOPLE[number - 1]
    page.get_by_label(f"Name of person {number}").fill(name)
    page.get_by_label(f"E-mail address of person {number}").fill(address_of(name))
    page.get_by_label(f"Role level of person {number}").select_option(level)


@WITH_AND_WITHOUT_SCRIPT
@pytest.mark.parametrize("by", [Hand, Keyboard])
def test_filled_in_for_four_left_overnight_and_finished(cast, cohort, link, page_of, script, by):
    page = page_of(java_script_enabled=script)
    page.goto(link)
    hand = by(page)
    for number in (1, 2):
        fill(page, number)
    page.get_by_label("When person 2 can take part").fill("Wednesday afternoons")
    hand.press("button", "Save for later")
    page.get_by_text("Come back by the same link whenever you like.").wait_for()
    page.close()

    # The next day, on the phone.
    page = page_of(java_script_enabled=script)
    page.set_viewport_size(PHONE)
    page.goto(link)
    hand = by(page)
    expect(page.get_by_label("Name of person 2")).to_have_value("Ben Ortiz")
    expect(page.get_by_label("When person 2 can take part")).to_have_value("Wednesday afternoons")
    hand.press("button", "Hand in")
    page.get_by_text("There are 2 people on your list.").first.wait_for()
    for number in (3, 4):
        fill(page, number)
    hand.press("button", "Hand in")
    page.get_by_text("Handed in. Thank you.").wait_for()
    expect(page.locator("main .rows strong")).to_have_text([name for name, _ in PEOPLE])

    # The coordinator approves, and the leader's page shows who has accepted.
    desk = page_of(cast["coordinator"], java_script_enabled=script)
    desk.goto(f"/cohorts/{cohort.slug}/manage/formation/")
    hand = by(desk)
    hand.press("link", "Condor Valley")
    hand.press("button", "Approve and invite everybody")
    desk.get_by_text("Everybody on the form is invited.").wait_for()
    assert Team.objects.get(name="Condor Valley").enrollments.count() == 4
    page.goto(link)
    expect(page.get_by_text("has not answered yet")).to_have_count(4)


def test_what_is_typed_is_saved_by_itself_and_the_button_knows_of_it(link, page_of):
    page = page_of()
    page.goto(link)
    fill(page, 2)
    page.get_by_text("Saved.", exact=True).wait_for()
    assert TeamFormation.objects.get().version == 1
    page.get_by_label("Name of person 3").fill("Cai")
    page.keyboard.press("Enter")
    page.get_by_text("Come back by the same link whenever you like.").wait_for()
    assert TeamFormation.objects.get().version == 2


@WITH_AND_WITHOUT_SCRIPT
def test_two_who_write_at_once_see_both_texts(link, page_of, script):
    first, second = page_of(java_script_enabled=script), page_of(java_script_enabled=script)
    for page, name in ((first, "Ben Ortiz"), (second, "Bea Ortiz")):
        page.goto(link)
        page.get_by_label("Name of person 2").fill(name)
    for page in (first, second):
        page.get_by_role("button", name="Save for later").click()
    second.get_by_text("Saved by somebody else: “Ben Ortiz”").wait_for()
    expect(second.get_by_label("Name of person 2")).to_have_value("Bea Ortiz")
    second.get_by_role("button", name="Save for later").click()
    second.get_by_text("Come back by the same link whenever you like.").wait_for()
    assert list(TeamFormation.objects.get().members.values_list("name", flat=True)) == ["Ana Lead", "Bea Ortiz"]


def test_nothing_is_wrong_with_its_other_faces(cast, cohort, page_of):
    """Its states, also those that the permission matrix doesn't show, with words of the length that breaks a layout."""
    faces = {}
    for status in ("sent_back", "handed_in", "approved", "open"):
        team = {"team": cast.team} if status == "approved" else {}
        facts = {"due_at": timezone.now() - timedelta(days=1)} if status == "open" else {}
        form = TeamFormationFactory(
            cohort=cohort, status=status, question=LONG_WORD, note=SPANISH, organization__name=f"{LONG_WORD} {status}",
            **facts, **team,
        )  # fmt: skip
        ProposedMemberFactory(formation=form, name=LONG_WORD, availability=SPANISH, is_lead=True, level="other")
        faces[f"/teams/form/{form.token}/"] = None
        faces[f"/cohorts/{cohort.slug}/manage/formation/{form.pk}/"] = cast["coordinator"]
    faces["/teams/form/opens-nothing/"] = None
    faces[f"/cohorts/{cohort.slug}/manage/formation/"] = cast["coordinator"]
    faces[f"/cohorts/{cohort.slug}/manage/formation/open/"] = cast["coordinator"]
    faces[f"/teams/form/{TeamFormationFactory(cohort=cohort).token}/"] = None
    pages = {
        None: page_of(reduced_motion="reduce"),
        cast["coordinator"]: page_of(cast["coordinator"], reduced_motion="reduce"),
    }
    wrong = []
    for address, viewer in faces.items():
        pages[viewer].goto(address)
        wrong += [f"{address}: {complaint}" for complaint in complaints_about(pages[viewer])]
    assert wrong == []
