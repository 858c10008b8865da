from __future__ import annotations

import pytest

from cohorts.forms.settings import HolidayFormSet, PhaseFormSet
from sessions.forms.agenda import AgendaFormSet
from sessions.forms.presenters import PresenterFormSet


@pytest.mark.parametrize("formset", [AgendaFormSet, PresenterFormSet, PhaseFormSet, HolidayFormSet])
def test_too_many_rows_are_refused_in_words_of_the_page(formset):
    rows = formset.absolute_max + 1
    sent = formset(
        {"rows-TOTAL_FORMS": str(rows), "rows-INITIAL_FORMS": "0"}, prefix="rows",
        form_kwargs={"people": {}} if formset is PresenterFormSet else None,
    )  # fmt: skip

    (said,) = sent.non_form_errors()
    assert str(formset.max_num) in said
    assert "form" not in said
