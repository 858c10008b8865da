"""The column `words` that PostgreSQL keeps beside a table's texts: what its full-text search looks through.

It is generated: the database itself writes it with every row, so it is never behind. Django doesn't know it: it is in no model,
loaded with no row, and on SQLite, which searches the texts themselves, it isn't there. What is said here is in the databases
already; a change needs a migration that makes the columns anew. To change the TYPE of a column that is searched,
PostgreSQL wants the generated column dropped first (`drop_words`) and made again after.

Two languages, because people mix them: every text is read with the stemmer of either, in Spanish also with its accents, by
which endings are told ("participación", "participaciones").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

COLUMN = "words"
# Characters of one text; what comes after isn't searched. A tsvector has a limit, too.
MOST_CHARACTERS = 150_000

# PostgreSQL takes what these hold together for tags, addresses, file names and signed numbers, not for words.
APART = "[<>&/.@_:+~-]"
# What stands over and under letters, once they are taken apart: `sought.MARKS`, as PostgreSQL writes it.
MARKS = "[\\u0300-\\u036f]"
# Between two readings, so that the last word of the one doesn't stand beside the first of the other: a space, which is no word.
GAP = " || tsvector ''' '':9' || "


def vector_of(texts: Mapping[str, str]) -> str:
    """The SQL of a tsvector of some SQL texts, each with its weight, "A" to "D"."""
    return GAP.join(f"setweight({_read(text)}, '{weight}')" for text, weight in texts.items())


def _read(text: str) -> str:
    marked = f"regexp_replace(left({text}, {MOST_CHARACTERS}), '{APART}', ' ', 'g')"
    bare = f"regexp_replace(normalize({marked}, NFD), '{MARKS}', '', 'g')"
    read = (("english", bare), ("spanish", bare), ("spanish", marked))
    return "(" + GAP.join(f"to_tsvector('pg_catalog.{language}', {words})" for language, words in read) + ")"


def add_words(table: str, *, index: str = "", **weights: str) -> Callable[[Any, Any], None]:
    """For `RunPython`: the column `words` of some of the table's columns, and an index on it."""

    def forward(apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        # A large table takes longer than any page may.
        editor.execute("SET LOCAL statement_timeout = 0")
        vector = vector_of({f'"{column}"': weight for column, weight in weights.items()})
        editor.execute(f'ALTER TABLE "{table}" ADD COLUMN "{COLUMN}" tsvector GENERATED ALWAYS AS ({vector}) STORED')
        if index:
            editor.execute(f'CREATE INDEX "{index}" ON "{table}" USING gin ("{COLUMN}")')

    return forward


def drop_words(table: str) -> Callable[[Any, Any], None]:
    """The way back: the index goes with the column."""

    def backward(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'ALTER TABLE "{table}" DROP COLUMN "{COLUMN}"')

    return backward


def count_words_closely(table: str) -> Callable[[Any, Any], None]:
    """For `RunPython`: PostgreSQL counts the words of ten times as many rows, from its next ANALYZE of the table on.

    Otherwise it takes a rare word for ten times as frequent among a million rows, and walks through these instead of
    asking the index. It says nothing about the column's values: a column that is made anew needs it anew.
    """
    return _statistics(table, 1_000)


def count_words_as_usual(table: str) -> Callable[[Any, Any], None]:
    """The way back."""
    return _statistics(table, -1)


def _statistics(table: str, target: int) -> Callable[[Any, Any], None]:
    def change(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{COLUMN}" SET STATISTICS {target}')

    return change
