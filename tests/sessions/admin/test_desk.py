from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.sessions import HelpRequestFactory, PresenterFactory

pytestmark = pytest.mark.django_db

MODELS = [
    ("presenter", PresenterFactory, {"name": "Canary One"}),
    ("helprequest", HelpRequestFactory, {"words": "Canary One"}),
]


@pytest.mark.parametrize(("model", "make", "facts"), MODELS)
def test_they_are_found_looked_at_and_not_changed(desk, model, make, facts):
    row = make(**facts)
    make()
    found = desk.get(reverse(f"admin:live_sessions_{model}_changelist"), {"q": "Canary"}).content.decode()
    assert "1 result" in found
    assert "Canary One" in desk.get(reverse(f"admin:live_sessions_{model}_change", args=[row.pk])).content.decode()
    assert desk.get(reverse(f"admin:live_sessions_{model}_add")).status_code == 403


@pytest.mark.parametrize(("model", "make", "facts"), MODELS)
def test_the_list_costs_the_same_with_one_and_with_three(desk, model, make, facts):
    address = reverse(f"admin:live_sessions_{model}_changelist")
    counts = []
    for number in (1, 2):
        make.create_batch(number)
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
