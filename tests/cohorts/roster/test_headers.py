from __future__ import annotations

import pytest

from cohorts.roster.headers import ALIASES, COLUMNS, column_of, folded, header_place, nearest_column


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Email address", "email"),
        ("E-MAIL *", "email"),
        ("Email (required)", "email"),
        ("Correo electrónico", "email"),
        ("Nombre completo", "name"),
        ("Apellidos", "last_name"),
        ("Organisation", "organization"),
        ("Organización", "organization"),
        ("Type of organisation", "organization_type"),
        ("Equipo", "team"),
        ("Role in cohort", "role"),
        ("Rol", "role"),
        ("Role level", "level"),
        ("Time zone", "time_zone"),
        ("Zona horaria", "time_zone"),
        ("Idioma", "language"),
        ("Phone", None),
        ("(required)", None),
        ("", None),
    ],
)
def test_headers_as_people_write_them(header, column):
    assert column_of(header) == column


def test_no_header_means_two_columns():
    words = [folded(word) for word in (*COLUMNS, *ALIASES)]
    assert len(set(words)) == len({*COLUMNS, *ALIASES})
    aliases = [alias for known in ALIASES.values() for alias in known]
    assert [alias for alias in aliases if aliases.count(alias) > 1 or alias in words] == []
    assert [alias for alias in aliases if folded(alias) != alias] == []


def test_a_header_with_a_slip_is_asked_about():
    assert [nearest_column(header) for header in ("Emial", "Organizaton", "Shoe size")] == ["email", "organization", ""]


def test_a_header_without_end_takes_no_time():
    assert column_of("(" * 1_000_000) is None


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["email"], ["a@example.org"]], 0),
        ([["Our people"], [], ["Name", "Email"], ["Ana", "a@example.org"]], 2),
        ([[], ["Name"], ["Ana"]], 1),
        ([[]], 0),
    ],
)
def test_where_the_headers_stand(rows, place):
    assert header_place(rows) == place
