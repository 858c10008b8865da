from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cohorts.forms.reminders import RemindersField

FIELD = RemindersField()


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("7 days, 1 day, 1 hour", [10080, 1440, 60]),
        ("1 hour; 1 week\n1 Day", [10080, 1440, 60]),
        ("90 min,2h,1d", [1440, 120, 90]),
        ("1 hour, 60 minutes", [60]),
        ("", []),
        (" , ", []),
    ],
)
def test_words_become_minutes(written, minutes):
    assert FIELD.clean(written) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"), [([60, 10080, 1440], "7 days, 1 day, 1 hour"), ([90, 2880], "2 days, 90 minutes"), ([], "")]
)
def test_minutes_become_words_and_back(minutes, words):
    assert FIELD.prepare_value(minutes) == words
    assert FIELD.clean(words) == sorted(minutes, reverse=True)
    assert not FIELD.has_changed(minutes, words)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "1 day, soon",
            "“soon” is not a length of time. Write a number and days, hours or minutes, such as “1 day”.",
        ),
        ("0 hours", "“0 hours”: a reminder is sent 1 minute to 60 days before."),
        ("99 weeks", "“99 weeks”: a reminder is sent 1 minute to 60 days before."),
    ],
)
def test_what_is_no_length_of_time_is_said(written, sentence):
    with pytest.raises(ValidationError) as refusal:
        FIELD.clean(written)
    assert refusal.value.messages == [sentence]
    # What was typed stays in the field.
    assert FIELD.prepare_value(written) == written
    assert FIELD.has_changed([60], written)
