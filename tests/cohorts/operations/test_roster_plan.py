from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, OrganizationType, Role, RosterOutcome
from cohorts.operations.roster_plan import plan_roster
from tests.cohorts.operations.rosters import roster
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


@pytest.fixture
def cohort():
    return CohortFactory(title="Forum 2026", slug="forum-2026", team_size_min=3, team_size_max=4)


@pytest.fixture
def riverbend():
    return OrganizationFactory(name="Riverbend Health", kind=OrganizationType.HEALTH_CENTER)


@pytest.fixture
def ana(cohort, riverbend):
    """Enrolled and in a team; she has signed in."""
    team = TeamFactory(cohort=cohort, organization=riverbend, name="East")
    person = UserFactory(email="ana@example.org", name="Ana Ruiz", title="Nurse", last_login=NOW)
    return EnrollmentFactory(cohort=cohort, person=person, organization=riverbend, team=team)


def outcomes(plan):
    return [(entry.row.number, entry.outcome) for entry in plan.entries]


def wrong_cells(plan):
    return [(entry.row.number, *cell) for entry in plan.entries for cell in entry.wrong]


def changes(plan):
    return [(c.what, c.before, c.after) for entry in plan.entries for c in entry.changes]


def test_new_people_a_new_team_and_a_new_organization(cohort):
    plan = plan_roster(
        roster("""
            email, name, organization, organization type, team, role
            bo@example.org, Bo, Hillside, CHC, Hillside team, lead
            cy@example.org, Cy, Hillside, , Hillside team,
            di@example.org, Di, hillside, community health center, HILLSIDE TEAM, Observer
        """),
        cohort=cohort,
    )
    assert wrong_cells(plan) == []
    assert outcomes(plan) == [(2, RosterOutcome.NEW), (3, RosterOutcome.NEW), (4, RosterOutcome.NEW)]
    assert plan.is_sound
    assert plan.totals == [(RosterOutcome.NEW, 3)]
    assert plan.notes == []


def test_a_row_that_says_what_is_so_is_unchanged(cohort, ana):
    plan = plan_roster(
        roster("""
            email, name, organization, organization_type, team, role, title
            ANA@example.org, Ana Ruiz, RIVERBEND Health, health_center, east, participant, Nurse
        """),
        cohort=cohort,
    )
    assert (outcomes(plan), wrong_cells(plan), changes(plan)) == ([(2, RosterOutcome.UNCHANGED)], [], [])


def test_empty_cells_and_missing_columns_change_nothing(cohort, ana):
    plan = plan_roster(roster("email,team,role\nana@example.org,,"), cohort=cohort)
    assert outcomes(plan) == [(2, RosterOutcome.UNCHANGED)]


def test_what_changes_is_said(cohort, ana, riverbend):
    TeamFactory(cohort=cohort, organization=riverbend, name="West")
    ana.person.last_login = None
    ana.person.save()
    plan = plan_roster(
        roster("""
            email, name, organization, team, role, title
            ana@example.org, Ana Ruíz, Riverbend Health, West, team lead, Nurse
        """),
        cohort=cohort,
    )
    assert outcomes(plan) == [(2, RosterOutcome.CHANGED)]
    assert changes(plan) == [
        ("role", "participant", "team lead"),
        ("team", "East", "West"),
        ("name", "Ana Ruiz", "Ana Ruíz"),
    ]


def test_who_has_signed_in_keeps_what_they_say_of_themselves(cohort, ana):
    plan = plan_roster(roster("email,name,title,pronouns\nana@example.org,Anna,nurse,she/her"), cohort=cohort)
    assert changes(plan) == [("pronouns", "", "she/her")]
    assert plan.entries[0].notes == ["Keeps their own name, “Ana Ruiz”.", "Keeps their own role at work, “Nurse”."]


GONE = [
    (
        EnrollmentStatus.WITHDRAWN,
        "Withdrawn from this cohort; a file brings nobody back.",
        "To take them in again, enroll them by hand: Enrollments › Add enrollment.",
    ),
    (
        EnrollmentStatus.COMPLETED,
        "Has completed this cohort; a file changes nothing of that.",
        "What is known of them can be changed on their enrollment’s own page.",
    ),
]


@pytest.mark.parametrize(("status", "why", "hint"), GONE, ids=["withdrawn", "completed"])
def test_a_file_brings_nobody_back_and_says_what_to_do(cohort, ana, status, why, hint):
    ana.status = status
    ana.save()
    for text in (
        "email,role\nana@example.org,team lead",
        "email\nana@example.org",
        "email,status\nana@example.org,active",
    ):
        plan = plan_roster(roster(text), cohort=cohort)
        assert outcomes(plan) == [(2, RosterOutcome.LEFT_OUT)]
        assert plan.entries[0].notes == [f"{why} {hint}"]
        assert plan.entries[0].changes == []
        assert plan.is_sound
    same = plan_roster(roster(f"email,status,name\nana@example.org,{status},Ana Ruiz"), cohort=cohort)
    assert outcomes(same) == [(2, RosterOutcome.UNCHANGED)]
    assert same.entries[0].notes == [why]


def test_a_row_that_says_withdrawn_enrolls_nobody(cohort):
    plan = plan_roster(roster("email,status\nnew@example.org,Withdrawn"), cohort=cohort)
    assert outcomes(plan) == [(2, RosterOutcome.LEFT_OUT)]
    assert plan.entries[0].notes == ["Not enrolled: the file says “withdrawn”."]


def test_a_row_that_says_withdrawn_withdraws_nobody(cohort, ana):
    plan = plan_roster(roster("email,status\nana@example.org,withdrawn"), cohort=cohort)
    assert outcomes(plan) == [(2, RosterOutcome.UNCHANGED)]
    assert plan.entries[0].notes == [
        "Stays in: nobody is withdrawn or completed by a file. Use the actions in Enrollments."
    ]


WRONG = [
    ("email,role\nx@example.org,observr", ("role", "“observr” is not a role. Is “observer” meant?")),
    (
        "email,role\nx@example.org,chief",
        (
            "role",
            ("“chief” is not a role. Write “participant”, “team lead”, “facilitator”, “coach”, “coordinator” or “observer”. "
            "If it is what they do at work, head the column “title”."),
        ),
    ),
    ("email,name\nnot an address,X", ("email", "“not an address” is not an e-mail address. One looks like name@example.org.")),
    ("email,name\njé@example.org,X", ("email", "“jé@example.org” is not an e-mail address. One looks like name@example.org.")),
    ("email,name\n,X", ("email", "The e-mail address is missing.")),
    (f"email,name\nx@example.org,{'x' * 121}", ("name", f"“{'x' * 60} …” is too long; there is room for 120 characters.")),
    ("email,team\nx@example.org,New", ("organization", "A team is of one organization: write which one “New” is of.")),
    (
        "email,organization,type\nx@example.org,Riverbend Health,PCA",
        (
            "organization_type",
            "“Riverbend Health” is known here as “Community health center”. Write that, or leave the cell empty.",
        ),
    ),
    (
        "email,organization,type\nx@example.org,Hillside,hospital",
        (
            "organization_type",
            ("“hospital” is not a type of organization. Write “Community health center”, “Health system or network”, "
            "“Primary Care Association (PCA)”, “Health Center Controlled Network (HCCN)”, “Community-based organization”, "
            "“Social service agency”, “Public health department” or “Other cross-sector partner”."),
        ),
    ),
    (
        "email,organization,type,team\nx@example.org,Hillside,CHC,EAST",
        ("team", "“East” is a team of Riverbend Health. Write that organization, or another team."),
    ),
    (
        "email,organization,type\nana@example.org,Hillside,CHC",
        ("team", "They are in “East”, a team of Riverbend Health. Name their new team too."),
    ),
    (
        "email,level\nx@example.org,Directr",
        ("level", "“Directr” is not a role level. Is “Director” meant?"),
    ),
    (
        "email,language\nx@example.org,Klingon",
        ("language", "“Klingon” is not a language of this portal. Write “English” or “Spanish”."),
    ),
    (
        "email,time zone\nx@example.org,America/Chicagoo",
        ("time_zone", "“America/Chicagoo” is not a time zone. Is “America/Chicago” meant?"),
    ),
    (
        "email,tz\nx@example.org,noon",
        ("time_zone", ("“noon” is not a time zone. Write Eastern, Central, Mountain or Pacific, or a name like "
            "America/Chicago.")),
    ),
    ("email,name\nx@example.org,#REF!", ("name", "“#REF!” is a formula that failed. Write the text itself.")),
    ("email,cohort\nx@example.org,forum-2062", ("cohort", "No cohort has the address or the title “forum-2062”.")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cell"), WRONG, ids=[cell[1][:50] for _text, cell in WRONG])
def test_a_wrong_cell_says_what_is_wrong_and_what_would_be_right(cohort, ana, text, cell):
    plan = plan_roster(roster(text), cohort=cohort)
    assert wrong_cells(plan) == [(2, *cell)]
    assert outcomes(plan) == [(2, RosterOutcome.WRONG)]
    assert not plan.is_sound


def test_a_new_organization_needs_a_type(cohort):
    plan = plan_roster(roster("email,organization\nx@example.org,Hillside"), cohort=cohort)
    ((number, column, text),) = wrong_cells(plan)
    assert (number, column) == (2, "organization_type")
    assert text.startswith("“Hillside” is new here: say what it is. Write “Community health center”,")


def test_rows_that_contradict_each_other(cohort):
    plan = plan_roster(
        roster("""
            email, organization, type, team
            x@example.org, Hillside, CHC, One
            X@example.org, Hillside, CHC, One
            y@example.org, Lakeside, CHC, One
            z@example.org, Hillside, PCA,
        """),
        cohort=cohort,
    )
    assert wrong_cells(plan) == [
        (3, "email", "Row 2 has the same address. Keep one of the two rows."),
        (4, "team", "In row 2 “One” is a team of Hillside. Give one of the two teams another name."),
        (5, "organization_type", ("In row 2 the organization is a Community health center, here it is a Primary Care "
            "Association (PCA).")),
    ]  # fmt: skip


def test_a_team_that_would_be_too_large(cohort, ana, riverbend):
    for status in (EnrollmentStatus.INVITED, EnrollmentStatus.WITHDRAWN):
        EnrollmentFactory(cohort=cohort, organization=riverbend, team=ana.team, status=status)
    text = "email,organization,team\n" + "".join(f"p{n}@example.org,Riverbend Health,East\n" for n in range(4))
    plan = plan_roster(roster(text + "ana@example.org,Riverbend Health,East"), cohort=cohort)
    sentence = "“East” would have 6 people; a team of this cohort has at most 4."
    assert wrong_cells(plan) == [(4, "team", sentence), (5, "team", sentence)]


def test_a_team_that_stays_too_small_is_noted_and_not_refused(cohort):
    plan = plan_roster(roster("email,organization,type,team\nx@example.org,Hillside,CHC,One"), cohort=cohort)
    assert plan.is_sound
    assert plan.notes == ["“One” will have 1 person; a team of this cohort has at least 3."]


def test_columns_nobody_reads_are_named(cohort):
    assert plan_roster(roster("email,Phone,Shoe size\nx@example.org,1,2"), cohort=cohort).notes == [
        "Not read: “Phone”, “Shoe size”."
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name,role\nAna,observer", "No column is headed “email”. The first row must hold the headers."),
        ("email,name,Full name\nx@example.org,X,X", "Two columns mean the same; “Full name” is one of them."),
        ("email,name", "The file holds headers and no people."),
    ],
)
def test_a_file_that_is_no_roster(cohort, text, problem):
    plan = plan_roster(roster(text), cohort=cohort)
    assert (plan.problems, plan.entries, plan.is_sound) == ([problem], [], False)


def test_rows_may_name_their_cohort_by_address_or_title(cohort):
    other = CohortFactory(title="SNI 2026", slug="sni-2026")
    text = "email,cohort\na@example.org,SNI-2026\nb@example.org,Forum 2026\nc@example.org,"
    assert [entry.cohort for entry in plan_roster(roster(text), cohort=other).entries] == [other, cohort, other]
    assert wrong_cells(plan_roster(roster(text), cohort=None)) == [
        (4, "cohort", "Name the cohort here, or choose one for the whole file.")
    ]


def test_a_completed_cohort_takes_nobody_in(cohort):
    cohort.status = CohortStatus.COMPLETED
    cohort.save()
    EnrollmentFactory(cohort=cohort, person=UserFactory(email="in@example.org"))
    plan = plan_roster(roster("email\nx@example.org\nin@example.org"), cohort=cohort)
    assert wrong_cells(plan) == [(2, "cohort", "Forum 2026 is completed; nobody joins it any more.")]


def test_a_closed_account_comes_into_no_cohort(cohort):
    UserFactory(email="x@example.org", is_active=False)
    plan = plan_roster(roster("email\nx@example.org"), cohort=cohort)
    (number, column, sentence) = wrong_cells(plan)[0]
    assert (number, column, sentence.partition(".")[0]) == (2, "email", "The account with this address is closed")


def test_the_neighbor_cohorts_people_and_teams_are_not_this_ones(cohort, ana):
    neighbor = CohortFactory(program=cohort.program)
    text = "email,organization,type,team,role\nana@example.org,Hillside,CHC,East,observer"
    plan = plan_roster(roster(text), cohort=neighbor)
    assert (outcomes(plan), wrong_cells(plan)) == ([(2, RosterOutcome.NEW)], [])


@pytest.mark.parametrize("people", [1, 300])
def test_planning_takes_the_same_queries_for_any_number_of_people(cohort, ana, people, django_assert_num_queries):
    text = "email,name,organization,type,team,role,cohort\n" + "".join(
        f"p{n}@example.org,P{n},Org {n},CHC,Team {n},participant,forum-2026\n" for n in range(people)
    )
    read = roster(text + "ana@example.org,Ana Ruiz,Riverbend Health,,East,participant,Forum 2026")
    with django_assert_num_queries(6):
        plan = plan_roster(read, cohort=cohort)
    assert plan.totals == [(RosterOutcome.NEW, people), (RosterOutcome.UNCHANGED, 1)]


def test_roles_can_be_written_as_they_are_stored_or_read(cohort):
    rows = [f"p{n}@example.org,{word}" for n, word in enumerate(["team_lead", "Team Lead", "TEAM-LEAD", "lead"])]
    plan = plan_roster(roster("\n".join(["email,role", *rows])), cohort=cohort)
    assert [entry.row.role for entry in plan.entries] == [Role.TEAM_LEAD] * 4


def test_a_wrong_type_is_said_where_it_stands_and_not_in_empty_cells(cohort, riverbend):
    text = "email,organization,type\na@example.org,Riverbend Health,\nb@example.org,Riverbend Health,PCA"
    assert [(number, column) for number, column, _text in wrong_cells(plan_roster(roster(text), cohort=cohort))] == [
        (3, "organization_type")
    ]


def test_the_same_cohort_in_other_words_is_the_same_person_twice(cohort):
    text = "email,cohort,organization,type,team\nx@example.org,,R,CHC,East\nX@example.org,Forum 2026,R,,West"
    assert wrong_cells(plan_roster(roster(text), cohort=cohort)) == [
        (
            3,
            "team",
            "Row 2 puts the same person into “East”. A person is in one team of a cohort: keep one of the two rows.",
        )
    ]


def test_a_person_is_described_in_one_way(cohort):
    CohortFactory(slug="sni-2026")
    text = "email,name,cohort\nx@example.org,Ana,\nx@example.org,Anna,sni-2026"
    assert wrong_cells(plan_roster(roster(text), cohort=cohort)) == [
        (3, "name", "In row 2 the same person has “Ana” here. Write the same in both.")
    ]


def test_a_title_of_two_cohorts_names_none(cohort):
    CohortFactory(title="forum 2026")
    assert wrong_cells(plan_roster(roster("email,cohort\nx@example.org,Forum 2026"), cohort=None)) == [
        (2, "cohort", "More than one cohort is called “Forum 2026”. Write the address of the one you mean.")
    ]


def test_addresses_that_look_alike_are_two_people_and_asked_about(cohort):
    UserFactory(email="c.y@example.org")
    text = "email\nana.ruiz@example.org\nanaruiz@example.org\ncy@example.org\ncy@example.com"
    plan = plan_roster(roster(text), cohort=cohort)
    assert outcomes(plan) == [(number, RosterOutcome.NEW) for number in range(2, 6)]
    ask = "If it is the same person, keep one address; else they are two."
    assert [entry.notes for entry in plan.entries] == [
        [],
        [f"Looks like ana.ruiz@example.org in row 2. {ask}"],
        [f"Looks like c.y@example.org, who is here already. {ask}"],
        [],
    ]
    assert plan.notes == ["Rows 3, 4 have addresses that look like others."]


def test_what_stands_in_a_completed_cohort_may_be_imported_as_it_is(cohort, ana):
    cohort.status = CohortStatus.COMPLETED
    cohort.save()
    text = "email,organization,team,role\nana@example.org,Riverbend Health,East,{}"
    assert outcomes(plan_roster(roster(text.format("participant")), cohort=cohort)) == [(2, RosterOutcome.UNCHANGED)]
    assert outcomes(plan_roster(roster(text.format("coach")), cohort=cohort)) == [(2, RosterOutcome.WRONG)]


def test_a_header_with_a_slip_is_asked_about(cohort):
    plan = plan_roster(roster("Emial,name\nx@example.org,X"), cohort=cohort)
    assert plan.notes == ["Not read: “Emial” (is “email” meant?)."]


def test_two_plans_that_do_the_same_have_one_fingerprint(cohort, ana):
    text = "email,name,role\nana@example.org,,{}\nx@example.org,X,"
    same, again, other = (
        plan_roster(roster(text.format(word)), cohort=cohort) for word in ("coach", "Coach", "observer")
    )
    assert same.fingerprint == again.fingerprint != other.fingerprint
