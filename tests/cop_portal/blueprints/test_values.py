from __future__ import annotations

import datetime as dt

import pytest

from cop_portal.blueprints import values
from cop_portal.blueprints.values import Unreadable


def problem(reading, value):
    with pytest.raises(Unreadable) as unreadable:
        reading.parse(value)
    return str(unreadable.value)


class TestShown:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("Café", '"Café"'),
            ("x" * 80, '"' + "x" * 55 + '…"'),
            (True, "true"),
            (1.5, "1.5"),
            (dt.date(2025, 3, 4), "2025-03-04"),
            (dt.time(18), "18:00:00"),
            ([1], "a list"),
            ({}, "a table"),
        ],
    )
    def test_writes_a_value_as_its_author_did(self, value, expected):
        assert values.shown(value) == expected


class TestText:
    def test_joins_lines_and_keeps_paragraphs(self):
        assert values.a_text().parse("\n  One line\nand another.\n\n \n A new   paragraph.\n") == (
            "One line and another.\n\nA new paragraph."
        )

    @pytest.mark.parametrize("value", ["", " \n\n\t"])
    def test_refuses_nothing(self, value):
        assert problem(values.a_text(), value) == "it is empty."

    def test_refuses_what_is_too_long_for_its_place(self):
        assert values.a_text(5).parse(" 12345\n") == "12345"
        assert problem(values.a_text(5), "123456") == '"123456" has 6 characters.'

    @pytest.mark.parametrize(("value", "code"), [("a\0b", "U+0000"), ("a\x1bb", "U+001B"), ("a\n\nb\x9f", "U+009F")])
    def test_refuses_what_no_page_can_show(self, value, code):
        # PostgreSQL refuses a zero byte halfway through the loading, and a terminal obeys an escape character.
        assert problem(values.a_text(), value) == f"it holds a character that can't be shown, {code}."

    @pytest.mark.parametrize(("value", "shown"), [(7, "7"), (False, "false"), (["x"], "a list")])
    def test_refuses_what_is_no_text(self, value, shown):
        assert problem(values.a_text(), value) == f"{shown} is not a text."


class TestSlug:
    @pytest.mark.parametrize("value", ["module-3", "a", "2025"])
    def test_takes_what_can_stand_in_an_address(self, value):
        assert values.a_slug().parse(value) == value

    @pytest.mark.parametrize("value", ["Module-3", "module 3", "module--3", "-module", "module-", "módulo", "", "a\n"])
    def test_refuses_what_can_not(self, value):
        assert problem(values.a_slug(), value) == f"{values.shown(value)} can't stand in an address."

    def test_refuses_what_is_too_long(self):
        assert problem(values.a_slug(6), "module-3") == '"module-3" has 8 characters.'


class TestNumber:
    @pytest.mark.parametrize("value", [1, 720])
    def test_takes_the_ends_of_its_range(self, value):
        assert values.a_number(1, 720).parse(value) == value

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (-5, "-5 is negative."),
            (0, "0 is too small."),
            (721, "721 is too large."),
            (1.0, "1.0 is not a whole number."),
            (True, "true is not a whole number."),
            ("5", '"5" is not a whole number.'),
        ],
    )
    def test_refuses_others(self, value, expected):
        assert problem(values.a_number(1, 720), value) == expected


class TestFlag:
    def test_takes_true_and_false(self):
        assert [values.FLAG.parse(value) for value in (True, False)] == [True, False]

    @pytest.mark.parametrize(("value", "shown"), [(1, "1"), ("true", '"true"')])
    def test_refuses_what_only_resembles_them(self, value, shown):
        assert problem(values.FLAG, value) == f"{shown} is neither true nor false."


class TestOneOf:
    KINDS = values.one_of(("opening", "closing"))

    def test_takes_a_word_of_the_list(self):
        assert self.KINDS.parse("closing") == "closing"

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("openning", '"openning" is not known, did you mean "opening"?'),
            ("workshop", '"workshop" is not known.'),
            (3, "3 is not known."),
            (["opening"], "a list is not known."),
        ],
    )
    def test_refuses_others_and_says_which_was_meant(self, value, expected):
        assert problem(self.KINDS, value) == expected


class TestWebAddress:
    @pytest.mark.parametrize("value", ["https://example.org/a?b=c", "http://example.org"])
    def test_takes_https_and_http(self, value):
        assert values.WEB_ADDRESS.parse(value) == value

    @pytest.mark.parametrize(
        "value",
        [
            "example.org",
            "ftp://example.org",
            "javascript:alert(1)",
            "data:text/html,hello",
            "https://",
            "https:///path",
            "http://[",
            "https://example.org/a b",
            " https://example.org",
            7,
        ],
    )
    def test_refuses_what_is_none(self, value):
        assert problem(values.WEB_ADDRESS, value) == f"{values.shown(value)} is not a web address."
