from __future__ import annotations

import pytest

from cohorts.roster.cells import cleaned, harmless


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  Ana\u00a0 Ruiz \n", "Ana Ruiz"),
        ("\ufeffemail", "email"),
        ("a\x00b\x07c", "abc"),
        ("Amina\u202eanimA", "AminaanimA"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "True"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_is_text_on_one_line(value, text):
    assert cleaned(value) == text


# The list of OWASP's page on CSV injection, and what must not be touched.
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1 555 0100",
        "-2+3",
        "@SUM(1)",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM(1)",
        '=HYPERLINK("https://evil.example","see")',
    ],
)
def test_a_formula_is_written_as_text_and_read_back_as_it_was(text):
    written = harmless(text)
    assert written == "\t" + text
    assert cleaned(written) == text


@pytest.mark.parametrize("text", ["", "Ana Ruiz", "a=b", "O'Brien", "'=1", "1-2", "Zoë"])
def test_other_text_is_written_as_it_is(text):
    assert harmless(text) == text
    assert cleaned(harmless(text)) == text


def test_what_no_spreadsheet_can_hold_is_left_out():
    assert harmless("a\x00b\x1bc") == "abc"
