"""Finding the rows in which words stand: full-text search on PostgreSQL, word by word on SQLite.

On PostgreSQL words are found by their stems, in English and Spanish, and the best comes first. SQLite knows no stems: there a
word is found where a word begins with it, whatever capitals and accents, and the newest comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection, transaction
from django.db.models import F, Func, Q, QuerySet
from django.db.models.expressions import Col, Expression

from common.search.columns import COLUMN, vector_of
from common.search.sought import Sought, Term, folded, loosely

# Of one kind the newest so many are put in order; a word that stands everywhere costs no more than that.
MOST = 500


@dataclass(frozen=True)
class Hit:
    """A row that was found, by the kind its finder gives it."""

    kind: str
    pk: int
    rank: float
    at: datetime


class StoredWords(Expression):
    """The column `words` of the table a query begins with."""

    output_field = SearchVectorField()

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Col:  # type: ignore[override]  # it is one
        column = SearchVectorField()
        column.set_attributes_from_name(COLUMN)
        return Col(query.get_initial_alias(), column)


class WordsOf(Func):
    """The same of tables that are small enough to do without: read from the texts as they are asked for."""

    output_field = SearchVectorField()

    def __init__(self, *texts: Any, weights: str, **extra: Any) -> None:
        super().__init__(*texts, weights=weights, **extra)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        texts = [compiler.compile(text)[0] for text in self.get_source_expressions()]
        return f"({vector_of(dict(zip(texts, self.extra['weights'], strict=True)))})", []


class Words:
    """Where the words of a model's rows stand: its columns by their weight, "A" to "D"; `is_stored` in a column of their own."""

    def __init__(self, *, is_stored: bool = False, **weights: str) -> None:
        self.is_stored, self.weights = is_stored, weights

    @property
    def vector(self) -> Expression:
        if self.is_stored:
            return StoredWords()
        return WordsOf(*map(F, self.weights), weights="".join(self.weights.values()))

    def found(self, rows: QuerySet[Any], sought: Sought, *, or_else: Q | None = None) -> QuerySet[Any]:
        """The rows with all that is sought, and those that fit `or_else`; all rows where nothing is sought."""
        if not sought:
            return rows
        if connection.vendor == "postgresql":
            condition = Q(searched=asked(sought))
            rows = rows.alias(searched=self.vector)
        else:
            condition = self._spelled(sought)
        return rows.filter(condition if or_else is None else condition | or_else)

    def _spelled(self, sought: Sought) -> Q:
        wanted = (self._somewhere(term) for term in sought.wanted)
        return reduce(and_, [*wanted, *(~self._somewhere(term) for term in sought.unwanted)])

    def _somewhere(self, term: Term) -> Q:
        return reduce(or_, (Q(**{f"{name}__iregex": loosely(term, after=r"\b")}) for name in self.weights))

    def best(self, rows: QuerySet[Any], sought: Sought) -> QuerySet[Any]:
        """The rows with at least one of the wanted words, the one that has most of them first."""
        if not sought:
            return rows.none()
        if connection.vendor != "postgresql":
            return rows.filter(reduce(or_, map(self._somewhere, sought.wanted))).order_by("pk")
        query = reduce(or_, (each for term in sought.wanted for each in _in_each_language((term,))))
        rows = rows.alias(searched=self.vector, rank=SearchRank(self.vector, query))
        return rows.filter(searched=query).order_by("-rank", "pk")

    def ranked(self, rows: QuerySet[Any], sought: Sought, *, kind: str, at: str) -> list[Hit]:
        """What was found, at most one more than `MOST`; `at` names the column of its time."""
        if sought and connection.vendor == "postgresql":
            columns = rows.annotate(rank=SearchRank(self.vector, asked(sought))).values_list("pk", "rank", at)
        else:
            columns = ((pk, 0.0, said_at) for pk, said_at in rows.values_list("pk", at))
        return [Hit(kind, *column) for column in columns]


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """The best first; of the same rank the newest."""
    return sorted(hits, key=lambda hit: (-hit.rank, -hit.at.timestamp(), hit.kind, -hit.pk))


def asked(sought: Sought) -> Any:
    """What is sought, for PostgreSQL: in one of the languages all of it, in neither what is unwanted."""
    wanted = reduce(or_, _in_each_language(sought.wanted))
    unwanted = [query for term in sought.unwanted for query in _in_each_language((term,))]
    return reduce(and_, [wanted, *(~query for query in unwanted)])


def _in_each_language(terms: Sequence[Term]) -> list[SearchQuery]:
    bare, typed = (_phrases(each) for each in ([term.folded for term in terms], terms))
    read = dict.fromkeys([("english", bare), ("spanish", bare), ("spanish", typed)])
    return [SearchQuery(text, config=language, search_type="websearch") for language, text in read]


def _phrases(terms: Sequence[Term]) -> str:
    """In quotes nothing is an operator; words hold letters and digits only."""
    return " ".join(f'"{" ".join(term.words)}"' for term in terms)


def same_words(words: Iterable[str], sought: Sought) -> set[str]:
    """Those of the words that are what is sought, in another form: the ones to mark. One query on PostgreSQL, none on SQLite."""
    listed = sorted(words)
    beginnings = tuple(map(folded, sought.words))
    if not (listed and beginnings):
        return set()
    if connection.vendor != "postgresql":
        return {word for word in listed if folded(word).startswith(beginnings)}
    # Beside other words the small ones ("the", "de") are not what somebody is after.
    kept = "numnode(english) > 0 AND numnode(bare) > 0" if len(beginnings) > 1 else "true"
    vector = vector_of({"word": "D"})
    query = f"""
        SELECT DISTINCT word
        FROM unnest(%s::text[]) AS word,
        LATERAL (SELECT {vector} AS vector) AS read,
        LATERAL (
            SELECT
                plainto_tsquery('pg_catalog.english', folded) AS english,
                plainto_tsquery('pg_catalog.spanish', folded) AS bare,
                plainto_tsquery('pg_catalog.spanish', typed) AS marked
            FROM unnest(%s::text[], %s::text[]) AS sought(typed, folded)
        ) AS asked
        WHERE {kept} AND vector @@ (english || bare || marked)
    """  # noqa: S608 - nothing in it but our own words  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(query, [listed, list(sought.words), list(beginnings)])
        return {word for (word,) in cursor.fetchall()}


@contextmanager
def planned_for_search() -> Iterator[None]:
    """PostgreSQL, as it is installed, takes rows that lie here and there for slow, as on a disk that turns, and would rather
    read all posts from the newest on than those the index of words names. Within this it reckons with memory and SSDs.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL random_page_cost = 1.1")
        yield


def newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The keys of the newest of these, as many as are put in order."""
    return rows.order_by("-pk").values("pk")[: MOST + 1]
