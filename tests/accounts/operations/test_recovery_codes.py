"""Recovery codes: shown once, each good once, kept as hashes (security.md A-04)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import identify_hasher

from accounts.models import RecoveryCode
from accounts.operations.recovery_codes import COUNT, NothingToRecover, make_recovery_codes, use_recovery_code
from tests.accounts.conftest import with_app

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def codes(alex):
    with_app(alex)
    return make_recovery_codes(person=alex, by=alex, now=NOW)


def use(person, code):
    return use_recovery_code(person=person, code=code, now=NOW)


def test_a_set_of_different_codes_that_can_be_read_aloud(codes):
    assert len(set(codes)) == len(codes) == COUNT
    assert all(re.fullmatch(r"(?:[2-9A-HJ-KM-NP-TV-Z]{4}-){3}[2-9A-HJ-KM-NP-TV-Z]{4}", code) for code in codes)


def test_each_works_once(alex, codes):
    assert [use(alex, code) for code in codes] == [True] * COUNT
    assert [use(alex, code) for code in codes] == [False] * COUNT
    assert set(alex.recovery_codes.values_list("used_at", flat=True)) == {NOW}


@pytest.mark.parametrize("written", [str.lower, lambda c: c.replace("-", ""), lambda c: f"  {c.replace('-', ' ')} "])
def test_however_it_is_written_and_still_once(alex, codes, written):
    assert use(alex, written(codes[0]))
    assert not use(alex, codes[0])


@pytest.mark.parametrize("wrong", ["", "x", "2345-2345-2345-2345", "²³⁴⁵-2345-2345-2345", "0" * 5000])
def test_nothing_else_works(alex, codes, wrong):
    assert not use(alex, wrong)


def test_the_beginning_of_one_and_the_end_of_another_is_none(alex, codes):
    assert not use(alex, codes[0][:4] + codes[1][4:])


def test_nobody_elses_work(alex, robin, codes):
    assert not use(robin, codes[0])
    assert use(alex, codes[0])


def test_only_hashes_are_kept_each_with_its_own_salt(alex, codes):
    rows = list(RecoveryCode.objects.values())
    kept = repr(rows)
    for code in codes:
        assert code[5:] not in kept
        assert code.replace("-", "")[4:] not in kept
    salts = {identify_hasher(row["digest"]).decode(row["digest"])["salt"] for row in rows}
    assert len(salts) == COUNT


def test_a_new_set_ends_the_one_before(alex, codes):
    make_recovery_codes(person=alex, by=alex, now=NOW)
    assert [use(alex, code) for code in codes] == [False] * COUNT
    assert alex.recovery_codes.count() == COUNT
    assert alex.history.latest().history_change_reason == "Recovery codes made"


def test_without_a_second_factor_there_is_nothing_to_recover(robin):
    with pytest.raises(NothingToRecover):
        make_recovery_codes(person=robin, by=robin, now=NOW)
    assert robin.recovery_codes.count() == 0
