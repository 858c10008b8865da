from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.breakouts import (
    BreakoutPairFactory,
    BreakoutPersonFactory,
    BreakoutPlanFactory,
    BreakoutRoundFactory,
    BreakoutSeatFactory,
    BreakoutTableFactory,
)

pytestmark = pytest.mark.django_db
FACTORIES = {
    "breakoutplan": BreakoutPlanFactory,
    "breakouttable": BreakoutTableFactory,
    "breakoutround": BreakoutRoundFactory,
    "breakoutperson": BreakoutPersonFactory,
    "breakoutpair": BreakoutPairFactory,
    "breakoutseat": BreakoutSeatFactory,
}


@pytest.mark.parametrize("model", FACTORIES)
def test_they_are_looked_at_and_not_changed(desk, model):
    row = FACTORIES[model]()
    assert desk.get(reverse(f"admin:live_sessions_{model}_change", args=[row.pk])).status_code == 200
    assert desk.get(reverse(f"admin:live_sessions_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", FACTORIES)
def test_the_list_costs_the_same_with_one_and_with_three(desk, model):
    address = reverse(f"admin:live_sessions_{model}_changelist")
    counts = []
    for number in (1, 2):
        FACTORIES[model].create_batch(number)
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
