"""Finding the rows in which words stand: full-text search on PostgreSQL, word by word on SQLite.

On PostgreSQL words are found by their stems, in English and Spanish, and the best comes first. SQLite knows no stems: there a
word is found where a word begins with it, whatever capitals and accents, and the newest comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection, transaction
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.expressions import Col, Expression

from common.search.columns import COLUMN, vector_of
from common.search.sought import Sought, Term, folded, loosely

# Of one kind the newest so many are put in order; a word that stands everywhere costs no more than that.
MOST = 500
# Which text is which (`texts_of`).
WANTED, UNWANTED, TYPED = "wanted", "unwanted", "_typed"


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

    def found(self, rows: QuerySet[Any], texts: Mapping[str, str], *, or_else: Q | None = None) -> QuerySet[Any]:
        """The rows with all that is sought (see `texts_of`), and those that fit `or_else`; all rows where nothing is."""
        if not texts:
            return rows
        if connection.vendor == "postgresql":
            condition = Q(searched=asked(texts))
            rows = rows.alias(searched=self.vector)
        else:
            spelled = {name: self._somewhere(text) for name, text in texts.items()}
            condition = reduce(and_, (~said if is_unwanted(name) else said for name, said in spelled.items()))
        return rows.filter(condition if or_else is None else condition | or_else)

    def _somewhere(self, spelled: str) -> Q:
        return reduce(or_, (Q(**{f"{name}__iregex": spelled}) for name in self.weights))

    def best(self, rows: QuerySet[Any], sought: Sought) -> QuerySet[Any]:
        """The rows with at least one of the wanted words, the one that has most of them first."""
        if not sought:
            return rows.none()
        if connection.vendor != "postgresql":
            return rows.filter(reduce(or_, (self._somewhere(_spelled(term)) for term in sought.wanted))).order_by("pk")
        texts = [_in_each_form("", (term,)) for term in sought.wanted]
        query = reduce(or_, (each for forms in texts for name, text in forms.items() for each in _queries(name, text)))
        rows = rows.alias(searched=self.vector, rank=SearchRank(self.vector, query))
        return rows.filter(searched=query).order_by("-rank", "pk")

    def ranked(self, rows: QuerySet[Any], texts: Mapping[str, str], *, at: str) -> QuerySet[Any, Any]:
        """What was found as (key, rank, time); `at` names the column of its time."""
        is_ranked = texts and connection.vendor == "postgresql"
        rank = SearchRank(self.vector, asked(texts)) if is_ranked else Value(0.0)
        return rows.annotate(rank=rank).values_list("pk", "rank", at)


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """The best first; of the same rank the newest."""
    return sorted(hits, key=lambda hit: (-hit.rank, -hit.at.timestamp(), hit.kind, -hit.pk))


def texts_of(sought: Sought) -> dict[str, str]:
    """What is sought as the texts the database is asked for, by names that tell what is meant by them; none where nothing is.

    They are a query's values (common/composed.py): their names are what is asked, whatever the words.
    """
    if not sought:
        return {}
    parts = {WANTED: sought.wanted} | {f"{UNWANTED}{n}": (term,) for n, term in enumerate(sought.unwanted)}
    if connection.vendor == "postgresql":
        return {name: text for part, terms in parts.items() for name, text in _in_each_form(part, terms).items()}
    return {f"{part}{n}": _spelled(term) for part, terms in parts.items() for n, term in enumerate(terms)}


def is_unwanted(name: str) -> bool:
    """Whether the text of this name is one to be left out."""
    return name.startswith(UNWANTED)


def asked(texts: Mapping[str, str]) -> Any:
    """What is sought, for PostgreSQL: in one of the languages all of it, in neither what is unwanted."""
    queries = [(name, query) for name, text in texts.items() for query in _queries(name, text)]
    wanted = reduce(or_, (query for name, query in queries if not is_unwanted(name)))
    return reduce(and_, [wanted, *(~query for name, query in queries if is_unwanted(name))])


def _in_each_form(part: str, terms: Sequence[Term]) -> dict[str, str]:
    """Without accents for either language, and as they were typed for Spanish, which tells endings by them."""
    bare, typed = (_phrases(each) for each in ([term.folded for term in terms], terms))
    return {part: bare} | ({f"{part}{TYPED}": typed} if typed != bare else {})


def _queries(name: str, text: str) -> list[SearchQuery]:
    languages = ("spanish",) if name.endswith(TYPED) else ("english", "spanish")
    return [SearchQuery(text, config=language, search_type="websearch") for language in languages]


def _spelled(term: Term) -> str:
    return loosely(term, after=r"\b")


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
