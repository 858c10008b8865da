from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.sessions import (
    AliasFactory,
    ApologyFactory,
    CorrectionFactory,
    PresenceFactory,
    ReportImportFactory,
)

pytestmark = pytest.mark.django_db
MODELS = [
    ("presence", PresenceFactory, {"name": "Ana's iPad"}, "iPad"),
    ("reportimport", ReportImportFactory, {"file_name": "september.csv"}, "september"),
    ("alias", AliasFactory, {"told_as": "Ana's iPad"}, "iPad"),
    ("correction", CorrectionFactory, {"reason": "Came by boat."}, "boat"),
    ("apology", ApologyFactory, {"person__email": "ana@example.org"}, "ana@"),
]


def url(model, page, *args):
    return reverse(f"admin:live_sessions_{model}_{page}", args=args)


@pytest.mark.parametrize(("model", "factory", "facts", "word"), MODELS, ids=[row[0] for row in MODELS])
def test_rows_are_found_and_looked_at_and_written_elsewhere(desk, model, factory, facts, word):
    row = factory(**facts)
    factory()
    found = desk.get(url(model, "changelist"), {"q": word})
    assert [one.pk for one in found.context["cl"].result_list] == [row.pk]
    assert desk.get(url(model, "change", row.pk)).status_code == 200
    assert desk.get(url(model, "add")).status_code == 403
    assert desk.post(url(model, "change", row.pk), {}).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("model", "factory"), [row[:2] for row in MODELS], ids=[row[0] for row in MODELS])
def test_the_lists_cost_the_same_whatever_their_length(desk, django_assert_max_num_queries, number, model, factory):
    factory.create_batch(number)
    desk.get(url(model, "changelist"))
    with django_assert_max_num_queries(8):
        desk.get(url(model, "changelist"))
