from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.addresses import UnreadableAddress
from accounts.models import User
from accounts.operations.many_people import describe_people, ensure_sign_in_addresses, make_people
from common.history import sign_change
from tests.factories.accounts import SiteAdminFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return SiteAdminFactory()


def addresses():
    rows = EmailAddress.objects.order_by("email")
    return [(row.user.email, row.email, row.primary, row.verified) for row in rows]


def kept_of(person):
    return [(row.history_type, row.history_user, row.history_change_reason, row.name) for row in person.history.all()]


@pytest.mark.parametrize("number", [1, 3])
def test_new_people_have_an_address_a_history_and_no_password(by, number, django_assert_num_queries):
    people = [User(email=f"P{n}@Example.org", name=f"P {n}") for n in range(number)]
    # Two savepoints, three inserts, and what is known of the addresses.
    with django_assert_num_queries(10):
        make_people(people=people, by=by, reason="Import")
    assert [person.has_usable_password() for person in people] == [False] * number
    assert kept_of(people[-1]) == [("+", by, "Import", f"P {number - 1}")]
    assert addresses() == [(f"p{n}@example.org", f"p{n}@example.org", True, False) for n in range(number)]


def test_an_address_somebody_has_or_nobody_can_have_makes_nobody(by):
    UserFactory(email="known@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_people(people=[User(email="new@example.org"), User(email="KNOWN@example.org")], by=by, reason="Import")
    with pytest.raises(UnreadableAddress):
        make_people(people=[User(email="new@example.org"), User(email="no address")], by=by, reason="Import")
    assert not User.objects.filter(email="new@example.org").exists()


def test_addresses_to_sign_in_with_are_kept_in_step_and_stay_verified():
    without, right, other, second = (UserFactory(email=f"{name}@example.org") for name in ("a", "b", "c", "d"))
    bystander = UserFactory(email="e@example.org")
    EmailAddress.objects.create(user=right, email="b@example.org", primary=True, verified=True)
    EmailAddress.objects.create(user=other, email="old@example.org", primary=True, verified=True)
    EmailAddress.objects.create(user=second, email="d@example.org", primary=False, verified=True)
    EmailAddress.objects.create(user=bystander, email="old-e@example.org", primary=True, verified=False)
    ensure_sign_in_addresses(people=[without, right, other, second])
    assert addresses() == [
        ("a@example.org", "a@example.org", True, False),
        ("b@example.org", "b@example.org", True, True),
        ("c@example.org", "c@example.org", True, False),
        ("d@example.org", "d@example.org", True, True),
        ("e@example.org", "old-e@example.org", True, False),
    ]


def test_descriptions_are_saved_with_who_and_why(by):
    person, other = UserFactory(name="Ana"), UserFactory(name="Bo")
    person.name, person.time_zone = "Ana Ruiz", "America/Chicago"
    sign_change(person, by=by, reason="Import: name")
    describe_people(people=[person])
    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Ana Ruiz", "America/Chicago")
    assert kept_of(person)[0] == ("~", by, "Import: name", "Ana Ruiz")
    assert other.history.count() == 1
