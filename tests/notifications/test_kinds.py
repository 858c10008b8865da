from __future__ import annotations

import pytest

from notifications import kinds
from notifications.kinds import Skip, UnknownKind
from tests.notifications.conftest import compose_sample


def compose_nothing(mail, now):
    return Skip("Nothing to say.")


def test_a_kind_is_found_by_its_name(sample_kind):
    assert kinds.kind_named("tests.sample").compose is compose_sample


def test_a_kind_that_nobody_writes_is_refused(sample_kind):
    with pytest.raises(UnknownKind, match=r"^Nobody writes mails of the kind tests.other\.$"):
        kinds.kind_named("tests.other")


def test_the_same_composer_may_be_registered_twice(sample_kind):
    kinds.register("tests.sample", compose=compose_sample)

    assert kinds.kind_named("tests.sample").compose is compose_sample


def test_two_composers_can_not_share_a_name(sample_kind):
    with pytest.raises(ValueError, match=r"^Mails of the kind tests.sample have a composer already\.$"):
        kinds.register("tests.sample", compose=compose_nothing)
