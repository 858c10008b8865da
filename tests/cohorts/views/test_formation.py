"""The leader's form, by the mailed link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from cohorts.enums import EnrollmentStatus
from cohorts.models import Cohort, ProposedMember, TeamFormation
from cohorts.operations.enrollment import activate, withdraw
from cohorts.operations.formation import approve
from cohorts.operations.formation_answers import answers_of, save_draft
from tests.cohorts.operations.test_formation_answers import ANA, BEN, FOUR, Answers
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, TeamFactory, TeamFormationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


@pytest.fixture
def formation():
    cohort = CohortFactory(team_size_min=3, team_size_max=5, program__support_contact="National Team")
    return TeamFormationFactory(cohort=cohort, leader_name="Ana Lead", leader_email="ana@example.org")


@pytest.fixture
def leader():
    return Client()


def address(formation):
    return reverse("cohorts:formation_form", args=[formation.token])


def sent(answers=FOUR, version=0, act="save"):
    """What the browser sends for these answers."""
    fields = {"version": version, "note": answers.note, "act": act}
    for line in answers.lines:
        for field in ("name", "email", "level", "availability"):
            fields[f"{field}_{line.position}"] = getattr(line, field)
        if line.is_lead:
            fields[f"is_lead_{line.position}"] = "on"
    return fields


def values(page):
    """The names, addresses and version in the page's fields; what is empty is left out."""
    found = {}
    for tag in re.findall(r"<input[^>]+>", page.content.decode()):
        attributes = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        if attributes.get("value") and attributes.get("name", "").startswith(("name", "email", "version")):
            found[attributes["name"]] = attributes["value"]
    return found


# --- The link -------------------------------------------------------------------------------------


def test_the_link_opens_the_form_with_the_leader_in_it_and_changes_nothing(leader, formation):
    page = leader.get(address(formation))
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "strict-origin")
    assert values(page) == {"version": "0", "name_0": "Ana Lead", "email_0": "ana@example.org"}
    assert "A team has 3 to 5 people." in page.content.decode()
    assert (ProposedMember.objects.count(), TeamFormation.objects.get().saved_at) == (0, None)


@pytest.mark.parametrize("closed", ["forged", "replaced", "closed", "cohort over"])
def test_links_that_open_nothing_get_one_and_the_same_page(leader, formation, closed):
    unknown = leader.get("/teams/form/nobody-s/")
    link = address(formation)
    if closed == "forged":
        link = link[:-2] + ("a/" if link[-2] != "a" else "b/")
    elif closed == "replaced":
        TeamFormation.objects.update(nonce="another")
    elif closed == "closed":
        TeamFormation.objects.update(status="closed")
    else:
        Cohort.objects.update(status="completed")
    for page in (leader.get(link), leader.post(link, sent())):
        assert (page.status_code, page.headers["Referrer-Policy"]) == (404, "strict-origin")
        tokens = re.compile(rb'<meta name="csrf-token"[^>]+>|value="[^"]{64}"|nonce-[^\'" ]+')
        assert tokens.sub(b"", page.content) == tokens.sub(b"", unknown.content)
    assert ProposedMember.objects.count() == 0


def test_after_the_deadline_the_page_says_so_and_whom_to_write_to(leader, formation):
    save_draft(formation=formation, answers=Answers((ANA,)), version=0, now=formation.opened_at)
    TeamFormation.objects.update(due_at=datetime.now(UTC) - timedelta(minutes=1))
    text = leader.get(address(formation)).content.decode()
    assert "The time for this form is over" in text
    assert "National Team" in text
    assert "ana@example.org" in text
    assert '<button class="btn btn-primary"' not in text


# --- Saving ---------------------------------------------------------------------------------------


def test_saved_for_later_it_is_there_the_next_day(leader, formation):
    answer = leader.post(address(formation), sent(Answers((ANA,))), follow=True)
    assert "Come back by the same link whenever you like." in answer.content.decode()
    again = values(Client().get(address(formation)))
    assert again == {"version": "1", "name_0": "Ana Lead", "email_0": "ana@example.org"}


def test_the_script_is_answered_with_a_word(leader, formation):
    answer = leader.post(address(formation), sent(Answers((ANA,)), act="autosave"))
    assert answer.json() == {"version": 1, "said": "Saved."}
    answer = leader.post(address(formation), sent(FOUR, version=0, act="autosave"))
    assert (answer.status_code, list(answer.json())) == (409, ["said"])


def test_both_texts_are_shown_where_somebody_else_was_quicker(leader, formation):
    theirs = Answers((ANA,), "<b>theirs</b>")
    save_draft(formation=formation, answers=theirs, version=0, now=formation.opened_at)
    answer = leader.post(address(formation), sent(FOUR))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert values(answer)["name_1"] == "Ben"
    assert "Dee joins in May." in text
    assert "Saved by somebody else: “&lt;b&gt;theirs&lt;/b&gt;”" in text
    assert "<b>theirs" not in text
    assert text.count("Saved by somebody else: nothing") == 9
    formation.refresh_from_db()
    assert answers_of(formation) == theirs
    # Saved once more, the writer has seen theirs.
    assert leader.post(address(formation), sent(FOUR, version=values(answer)["version"])).status_code == 302
    formation.refresh_from_db()
    assert answers_of(formation) == FOUR


def test_a_line_left_empty_takes_nobody_away_whom_somebody_else_has_added(leader, formation):
    save_draft(formation=formation, answers=Answers((BEN,), "theirs"), version=0, now=formation.opened_at)
    answer = leader.post(address(formation), sent(Answers((ANA,))))
    assert answer.status_code == 409
    # Ben's name, address and level, and the note.
    assert answer.content.decode().count("Saved by somebody else, and taken over.") == 4
    shown = answer.context["form"].data
    assert leader.post(address(formation), shown | {"act": "save"}).status_code == 302
    formation.refresh_from_db()
    assert answers_of(formation) == Answers((ANA, BEN), "theirs")


@pytest.mark.parametrize("act", ["save", "hand_in"])
def test_what_is_too_long_is_not_saved_and_still_there(leader, formation, act):
    answer = leader.post(address(formation), sent(Answers((ANA,), "x" * 2001), act=act))
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
    assert ProposedMember.objects.count() == 0


def test_what_is_typed_when_the_time_runs_out_is_still_on_the_page(leader, formation):
    TeamFormation.objects.update(due_at=datetime.now(UTC) - timedelta(minutes=1))
    answer = leader.post(address(formation), sent(FOUR))
    assert answer.status_code == 409
    assert values(answer)["name_3"] == "Dee"
    assert "copy it if you need it" in answer.content.decode()


def test_a_flood_is_stopped_and_loses_nothing(leader, formation, settings):
    settings.ACCOUNT_RATE_LIMITS = {"team_form": "2/10m/key"}
    other = TeamFormationFactory(cohort=formation.cohort)
    for _number in range(2):
        assert leader.post(address(formation), sent(FOUR)).status_code == 302
    answer = leader.post(address(formation), sent(Answers((ANA,)), version=1))
    assert (answer.status_code, values(answer)["name_0"]) == (429, "Ana Lead")
    assert leader.post(address(other), sent(FOUR)).status_code == 302


# --- Handing in, and after ------------------------------------------------------------------------


def test_what_is_wrong_stands_at_its_field_and_is_saved_all_the_same(leader, formation):
    answer = leader.post(address(formation), sent(Answers((ANA, FOUR.lines[1])), act="hand_in"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<a href="#id_name_2">Name of person 3</a>' in text
    assert "There are 2 people on your list. A team here has 3 to 5 people." in text
    assert values(answer)["version"] == "1"
    assert TeamFormation.objects.get().status == "open"
    assert ProposedMember.objects.count() == 2


def test_handed_in_it_says_so_and_sending_it_twice_is_once(leader, formation):
    for _twice in range(2):
        page = leader.post(address(formation), sent(FOUR, act="hand_in"), follow=True)
        assert "Handed in. Thank you." in page.content.decode()
    assert TeamFormation.objects.get().status == "handed_in"
    assert formation.history.filter(history_change_reason="Handed in").count() == 1


def test_a_question_is_shown_and_can_be_answered(leader, formation):
    TeamFormation.objects.update(status="sent_back", question="Who is <i>Dee</i>?")
    text = leader.get(address(formation)).content.decode()
    assert "The coordinators have a question" in text
    assert "Who is &lt;i&gt;Dee&lt;/i&gt;?" in text


def test_after_approval_the_page_shows_who_has_accepted(leader, formation):
    by = UserFactory()
    leader.post(address(formation), sent(FOUR, act="hand_in"))
    formation.refresh_from_db()
    now = datetime.now(UTC)
    approve(formation=formation, team_name="Condor", by=by, now=now)
    members = ProposedMember.objects.filter(formation=formation).select_related("enrollment").order_by("position")
    rows = [member.enrollment for member in members]
    activate(enrollment=rows[0], by=by, now=now)
    withdraw(enrollment=rows[3], by=by, reason="left", now=now)
    text = leader.get(address(formation)).content.decode()
    states = re.findall(r"has accepted</span>|has not answered yet|is not on the team any more", text)
    assert states == ["has accepted</span>", *["has not answered yet"] * 2, "is not on the team any more"]
    assert "Approved: everybody is invited" in text
    for row in rows[1:3]:
        activate(enrollment=row, by=by, now=now)
    assert "The team is formed" in leader.get(address(formation)).content.decode()


def test_it_says_nothing_of_the_people_of_the_cohort(leader, formation):
    EnrollmentFactory(cohort=formation.cohort, person__name="Somebody Else", team=TeamFactory(cohort=formation.cohort))
    EnrollmentFactory(cohort=formation.cohort, person__name="Invited Other", status=EnrollmentStatus.INVITED)
    text = leader.get(address(formation)).content.decode()
    assert ("Somebody Else" in text, "Invited Other" in text) == (False, False)


@pytest.mark.parametrize("people", [1, 3])
def test_queries(leader, formation, people):
    save_draft(formation=formation, answers=Answers(FOUR.lines[:people]), version=0, now=formation.opened_at)
    with assertNumQueries(3):
        leader.get(address(formation))
    TeamFormation.objects.update(status="handed_in")
    with assertNumQueries(2):
        leader.get(address(formation))
