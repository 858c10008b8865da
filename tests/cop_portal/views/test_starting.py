"""Starting a cohort in the browser, without JavaScript: rule, dates, one act; nothing typed is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from cohorts.models import Cohort, Program
from cop_portal.blueprints.loading import load_programs
from tests.cast import ROLES
from tests.cop_portal.blueprints.examples import BLUEPRINTS, EXAMPLE
from tests.expired_sign_in import comes_back
from tests.factories.accounts import SiteAdminFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, ProgramFactory
from tests.permissions.access import FORBIDDEN, LOGIN, MISSING, OK, heard

pytestmark = pytest.mark.django_db

RULE = {
    "title": "Forum 2027", "first_month": "", "first_day": "2027-01-12", "nth": "3", "weekday": "2",
    "start": "15:00", "time_zone": "America/New_York",
}  # fmt: skip


def program_of(file):
    load_programs([BLUEPRINTS / file], now=datetime.now(UTC))
    return Program.objects.get(blueprint__program__isnull=False)


@pytest.fixture
def coordinator(client):
    """Signs a coordinator of the program in."""

    def sign_in(program):
        person = EnrollmentFactory(cohort=CohortFactory(program=program), role="coordinator").person
        client.force_login(person)
        return person

    return sign_in


@pytest.fixture
def rule():
    """Step 1 filled in: a first day, so that the month of the test doesn't matter."""
    month = f"{datetime.now(UTC):%Y-%m}"
    return RULE | {"first_month": month}


def address(program, query=None):
    return f"/programs/{program.slug}/start/" + (f"?{urlencode(query)}" if query else "")


def fields_of(html):
    """What a browser would send from the page: every field's name and value, ticked boxes only."""
    sent = {}
    for tag in re.findall(r"<input [^>]*>", html.split("</header>", 1)[1]):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in facts and facts["name"] != "csrfmiddlewaretoken":
            sent[facts["name"]] = facts.get("value", "on" if facts.get("type") == "checkbox" else "")
    return sent


def dates(html):
    """The days on the page, in order."""
    return [value for name, value in fields_of(html).items() if name.endswith("-day")]


class TestWhoMay:
    EXPECTED = {
        "anonymous": LOGIN, "outsider": MISSING, "invited": MISSING, "withdrawn": MISSING,
        "participant": FORBIDDEN, "team_lead": FORBIDDEN, "facilitator": FORBIDDEN, "coach": FORBIDDEN,
        "observer": FORBIDDEN, "neighbor": OK, "coordinator": OK, "site_admin": OK,
    }  # fmt: skip

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("role", ROLES)
    def test_coordinators_of_the_program_and_administrators(self, client, cast, role, method):
        if role != "anonymous":
            client.force_login(cast[role])

        answer = getattr(client, method)(address(cast.cohort.program))

        assert heard(answer) == self.EXPECTED[role]
        if self.EXPECTED[role] == FORBIDDEN:
            assert "New cohorts are started by the coordinators of this program" in answer.text

    def test_a_program_that_is_not_there(self, client):
        client.force_login(SiteAdminFactory())

        assert client.get("/programs/nowhere/start/").status_code == 404

    def test_a_program_without_a_file_says_so(self, client, coordinator):
        program = ProgramFactory()
        coordinator(program)

        assert "was not loaded from a file" in client.get(address(program)).text
        assert "was not loaded from a file" in client.post(address(program), {}).text


class TestFirstStep:
    def test_begins_with_what_the_file_says(self, client, coordinator):
        program = program_of("health_equity_forum.toml")
        coordinator(program)

        html = client.get(address(program)).text

        assert "The program has 9 sessions" in html
        assert '<option value="3" selected>third</option>' in html
        assert '<option value="2" selected>Wednesday</option>' in html
        assert 'value="15:00"' in html
        assert '<option value="America/New_York" selected>' in html

    def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)

        html = client.get(address(program, rule | {"start": "25:00", "first_day": "0020-01-01"})).text

        assert "Write a clock time such as 15:30." in html
        assert "The year must lie between 2000 and 2095" in html
        assert 'value="Forum 2027"' in html
        assert "Start the cohort" not in html

    def test_can_be_gone_back_to_as_it_was_filled_in(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)
        html = client.get(address(program, rule)).text
        back = re.search(r'href="(\?[^"]*again=1)"', html)[1].replace("&amp;", "&")

        html = client.get(address(program) + back).text

        assert 'value="2027-01-12"' in html
        assert "Propose the dates" in html


class TestSecondStep:
    def test_every_date_by_the_rule(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)

        html = client.get(address(program, rule)).text

        assert dates(html) == [
            "2027-01-12", "2027-02-17", "2027-03-17", "2027-04-21", "2027-05-19",
            "2027-06-16", "2027-07-21", "2027-08-18", "2027-09-15",
        ]  # fmt: skip
        assert fields_of(html)["slug"] == "forum-2027"
        assert "Proposed" not in html  # the file has days

    @pytest.mark.parametrize(("chosen", "hours"), [("18:00", ["10:00", "18:00"]), ("09:00", ["09:00", "09:00"])])
    def test_a_session_keeps_an_hour_of_its_own_until_another_is_chosen(
        self, client, coordinator, rule, tmp_path, chosen, hours
    ):
        """The file's series meets at 18:00, its first session at 10:00; step 1 offers the hour of the series."""
        file = tmp_path / "fourth.toml"
        own_hour = EXAMPLE.replace('date = "2025-03-04"\nstart = "18:00"', 'date = "2025-03-04"\nstart = "10:00"')
        file.write_text(own_hour)
        program = program_of(file)
        coordinator(program)

        sent = fields_of(client.get(address(program, rule | {"start": chosen})).text)

        assert [value for name, value in sent.items() if name.endswith("-start")] == hours

    def test_is_saved_in_one_act_with_a_date_moved(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        person = coordinator(program)
        sent = fields_of(client.get(address(program, rule)).text)

        answer = client.post(address(program), sent | {"module-3-day": "2027-04-28", "module-3-start": "16:00"})

        cohort = Cohort.objects.get(slug="forum-2027")
        assert answer.headers["Location"] == cohort.get_absolute_url()
        assert cohort.enrollments.get().person == person
        moved = cohort.live_sessions.get(slug="module-3")
        assert f"{moved.starts_at.astimezone(cohort.zone):%Y-%m-%d %H:%M}" == "2027-04-28 16:00"

    def test_sent_twice_it_makes_one(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)
        sent = fields_of(client.get(address(program, rule)).text)

        assert client.post(address(program), sent).headers["Location"] == "/cohorts/forum-2027/"
        assert client.post(address(program), sent).headers["Location"] == "/cohorts/forum-2027/"
        assert Cohort.objects.filter(title="Forum 2027").count() == 1

    def test_all_that_is_wrong_is_said_at_once_and_all_that_was_typed_is_kept(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)
        CohortFactory(slug="taken")
        sent = fields_of(client.get(address(program, rule)).text)

        html = client.post(
            address(program),
            sent
            | {"title": "", "slug": "Not an address", "module-2-day": "2027-03-14", "module-2-start": "02:30"}
            | {"module-4-minutes": "9000", "closing-day": "", "module-5-start": "17:45"},
        ).text

        assert "Fill this in." in html
        assert "2:30 a.m. on March 14, 2027 does not exist (Eastern)" in html
        assert "Write a whole number from 5 to 720." in html
        again = fields_of(html)
        assert (again["slug"], again["module-2-day"], again["module-2-start"], again["module-5-start"]) == (
            "Not an address", "2027-03-14", "02:30", "17:45",
        )  # fmt: skip
        assert (again["module-4-minutes"], again["closing-day"]) == ("9000", "")
        assert not Cohort.objects.filter(title="Forum 2027").exists()

    def test_a_mistyped_year_is_asked_about_once(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)
        sent = fields_of(client.get(address(program, rule)).text) | {"closing-day": "2025-03-17"}

        html = client.post(address(program), sent).text

        assert "Are these the days you mean?" in html
        assert re.findall(r'<li><a href="#id_([\w-]+)">[^<]+</a>: (.+?)</li>', html) == [
            ("closing-day", "This day has passed.")
        ]
        assert not Cohort.objects.filter(slug="forum-2027").exists()
        again = fields_of(html)
        assert again["closing-day"] == "2025-03-17"
        # Another slip is another question; the same sent again is meant.
        assert (
            "Are these the days you mean?" in client.post(address(program), again | {"closing-day": "2024-03-17"}).text
        )
        assert client.post(address(program), again).status_code == 302
        closing = Cohort.objects.get(slug="forum-2027").live_sessions.get(slug="closing")
        assert closing.starts_at.year == 2025

    def test_a_day_outside_its_phase_is_asked_about_once(self, client, coordinator, rule):
        program = program_of("racial_equity_cop.toml")
        coordinator(program)
        sent = fields_of(client.get(address(program, rule | {"title": "CoP"})).text) | {"confirm_all": "1"}
        last = [name for name in sent if name.endswith("-day") and not name.startswith("action-6")][-1]

        html = client.post(address(program), sent | {last: "2035-03-17"}).text

        assert "It lies outside the phase" in html
        assert client.post(address(program), fields_of(html) | {"confirm_all": "1"}).status_code == 302

    def test_an_address_that_is_taken_is_said_at_its_field(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)
        CohortFactory(slug="forum-2027")
        sent = fields_of(client.get(address(program, rule)).text)

        html = client.post(address(program), sent).text

        assert '<a href="#id_slug">Address</a><br> Another cohort has this address' in html

    def test_a_skipped_hour_is_said_before_anything_is_sent(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)

        html = client.get(address(program, rule | {"first_day": "2027-03-14", "start": "02:30"})).text

        assert "does not exist (Eastern)" in html

    def test_a_rule_that_somebody_tampered_with_leads_back_to_the_first_step(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        coordinator(program)
        sent = fields_of(client.get(address(program, rule)).text)

        html = client.post(address(program), sent | {"nth": "9"}).text

        assert "Propose the dates" in html
        assert "Choose one from the list." in html


class TestMonthsWithoutDays:
    def test_each_must_be_confirmed(self, client, coordinator, rule):
        program = program_of("racial_equity_cop.toml")
        coordinator(program)
        sent = fields_of(client.get(address(program, rule | {"title": "CoP"})).text)

        html = client.post(address(program), sent).text

        # The day chosen for the first session needs no confirmation; the other eleven do.
        assert html.count("This date is only proposed. Confirm it, or choose another.") == 11
        assert '<a href="#confirm-all">11 dates are only proposed</a>' in html
        assert not Cohort.objects.filter(title="CoP").exists()

    def test_one_by_one_or_by_choosing_another_day_or_all_at_once(self, client, coordinator, rule):
        program = program_of("racial_equity_cop.toml")
        coordinator(program)
        html = client.get(address(program, rule | {"title": "CoP"})).text
        sent = fields_of(html)
        rows = re.findall(r'name="([\w-]+)-confirmed"', html)
        some = {f"{slug}-confirmed": "on" for slug in rows[:-1]}

        html = client.post(address(program), sent | some).text
        assert html.count("This date is only proposed.") == 1

        again = fields_of(html)
        assert all(again[name] == "on" for name in some)
        answer = client.post(address(program), again | {f"{rows[-1]}-day": "2028-06-20"})
        assert answer.status_code == 302

        answer = client.post(address(program), sent | {"slug": "all-at-once", "confirm_all": "1"})
        assert answer.headers["Location"] == "/cohorts/all-at-once/"

    def test_a_session_the_program_leaves_to_the_cohort(self, client, coordinator, rule):
        program = program_of("racial_equity_cop.toml")
        coordinator(program)
        sent = fields_of(client.get(address(program, rule | {"title": "CoP"})).text)
        assert sent.pop("action-6-keep") == "on"

        # What stands in the row of a session that isn't held doesn't matter.
        client.post(address(program), sent | {"confirm_all": "1", "action-6-day": ""})

        cohort = Cohort.objects.get(title="CoP")
        assert cohort.live_sessions.count() == 11
        assert not cohort.live_sessions.filter(slug="action-6").exists()


class TestTheWayThere:
    @pytest.mark.parametrize(
        ("role", "shown"), [("coordinator", True), ("neighbor", True), ("facilitator", False), ("outsider", False)]
    )
    def test_the_programs_page_leads_those_who_may(self, client, cast, role, shown):
        client.force_login(cast[role])

        page = client.get(cast.cohort.program.get_absolute_url()).text

        assert (f'href="{address(cast.cohort.program)}"' in page) == shown

    def test_strangers_see_no_way(self, client, cast):
        assert address(cast.cohort.program) not in client.get(cast.cohort.program.get_absolute_url()).text


class TestExpiredSignIn:
    def test_what_was_typed_comes_back(self, client, coordinator, rule):
        program = program_of("health_equity_forum.toml")
        person = coordinator(program)
        rows = {"title": "canary", "slug": "canary-cohort"}

        comes_back(client, person, address(program), rows, at=address(program, rule))

        assert not Cohort.objects.filter(slug="canary-cohort").exists()
