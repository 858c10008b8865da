from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cohorts.forms.sections import SectionsField

FIELD = SectionsField()
SECTIONS = [
    {"title": "Between sessions", "body": "Teams test.\n\nThey share.", "points": ["Small tests", "What failed too"]},
    {"title": "Phases", "body": "", "points": ["One"]},
    {"title": "Stance", "body": "Every step matters.", "points": []},
]
WRITTEN = """# Between sessions
Teams test.

They share.
- Small tests
- What failed too

# Phases
- One

# Stance
Every step matters."""


def test_sections_are_written_as_text_and_read_back():
    assert FIELD.prepare_value(SECTIONS) == WRITTEN
    assert FIELD.clean(WRITTEN) == SECTIONS
    assert not FIELD.has_changed(SECTIONS, WRITTEN)
    assert FIELD.has_changed(SECTIONS, WRITTEN + " Always.")


def test_a_section_without_body_or_points_is_no_change():
    assert not FIELD.has_changed([{"title": "Stance", "body": "So."}], "# Stance\nSo.")


@pytest.mark.parametrize("written", ["", "\n \n"])
def test_nothing_is_no_section(written):
    assert FIELD.clean(written) == []


def test_text_before_the_first_title_is_said():
    with pytest.raises(ValidationError) as refusal:
        FIELD.clean("Hello\n# Title")
    assert refusal.value.messages == ["Begin with a title: a line that begins with “# ”."]
    assert FIELD.prepare_value("Hello") == "Hello"
