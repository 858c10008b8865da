from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from cohorts.operations.completion import NotTakingPart, complete
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_who_takes_part_completes_once():
    enrollment, by = EnrollmentFactory(), UserFactory()
    complete(enrollment=enrollment, by=by, now=NOW)
    complete(enrollment=enrollment, by=by, now=NOW + timedelta(days=1))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.ended_at) == (EnrollmentStatus.COMPLETED, NOW)
    assert [(h.history_change_reason, h.history_user) for h in enrollment.history.all()] == [
        ("Completed", by),
        (None, None),
    ]


@pytest.mark.parametrize("status", [EnrollmentStatus.INVITED, EnrollmentStatus.WITHDRAWN])
def test_others_do_not(status):
    enrollment = EnrollmentFactory(status=status)
    with pytest.raises(NotTakingPart):
        complete(enrollment=enrollment, by=None, now=NOW)
    enrollment.refresh_from_db()
    assert enrollment.status == status
