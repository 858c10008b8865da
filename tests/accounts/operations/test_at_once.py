"""A code sent twice in the same moment opens once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from accounts.operations.recovery_codes import use_recovery_code
from accounts.operations.second_factors import accept_app_code
from tests.accounts.conftest import app_code, with_app, with_codes
from tests.at_once import at_once
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def person():
    someone = UserFactory()
    with_app(someone)
    return someone


def test_a_code_of_the_app(person):
    act = partial(accept_app_code, person=person, code=app_code(NOW), now=NOW)
    assert sorted(answer is not None for answer in at_once(act, act, act)) == [False, False, True]


def test_a_recovery_code(person):
    code, *_others = with_codes(person, NOW)
    act = partial(use_recovery_code, person=person, code=code, now=NOW)
    assert sorted(at_once(act, act, act)) == [False, False, True]
