"""What the preview says of cells that are nearly right."""

from __future__ import annotations

import pytest

from cohorts.enums import EnrollmentStatus
from cohorts.operations.roster_plan import plan_roster
from tests.cohorts.operations.rosters import roster
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "Ana <Ana@Example.org>",
            "“Ana <Ana@Example.org>” is more than an e-mail address. Is “ana@example.org” meant?",
        ),
        (
            "mailto:ana@example.org",
            "“mailto:ana@example.org” is more than an e-mail address. Is “ana@example.org” meant?",
        ),
        ("a@x.org; b@x.org", "“a@x.org; b@x.org” holds more than one e-mail address. Write one person a row."),
        ("a@x.org/b@x.org", "“a@x.org/b@x.org” is not an e-mail address. One looks like name@example.org."),
        ("Ana Ruiz", "“Ana Ruiz” is not an e-mail address. One looks like name@example.org."),
    ],
)
def test_an_address_that_is_nearly_one(written, sentence):
    (entry,) = plan_roster(roster(f"email,name\n{written},Ana"), cohort=CohortFactory()).entries
    assert entry.wrong == [("email", sentence)]


def test_a_character_that_was_lost():
    (entry,) = plan_roster(roster("email,name\na@example.org,Jos\ufffd"), cohort=CohortFactory()).entries
    said = "“Jos\ufffd” has lost a character. Write it again, or save the file as “CSV UTF-8” or XLSX."
    assert entry.wrong == [("name", said)]


def test_text_beside_the_headers_is_told_of():
    plan = plan_roster(roster("email,name\na@example.org,A,x\nb@example.org,B,,y"), cohort=CohortFactory())
    assert plan.is_sound
    assert plan.notes == [
        "Rows 2, 3 have text in a column without a header, which is not read. Has a comma moved their cells?"
    ]


def test_an_account_that_was_closed_is_not_to_be_enrolled_by_hand():
    person = UserFactory(email="ana@example.org", is_active=False)
    cohort = EnrollmentFactory(person=person, status=EnrollmentStatus.WITHDRAWN).cohort
    (entry,) = plan_roster(roster("email,role\nana@example.org,observer"), cohort=cohort).entries
    assert entry.notes == [
        (
            "Withdrawn from this cohort; a file brings nobody back. The account with this address is closed. Write the "
            "address of their other account where they have one; or open this one again, under People."
        )
    ]
