"""What is found, on the database the suite runs on: by stems on PostgreSQL, letter by letter on SQLite."""

from __future__ import annotations

import pytest
from django.db import connection

from common.search.columns import vector_of
from common.search.excerpts import candidates
from common.search.rows import Hit, Words, in_order, same_words, texts_of
from common.search.sought import read
from sessions.models import LiveSession
from tests.factories.discussions import PostFactory
from tests.factories.sessions import LiveSessionFactory

pytestmark = pytest.mark.django_db
BY_STEMS = connection.vendor == "postgresql"
on_postgresql = pytest.mark.skipif(not BY_STEMS, reason="SQLite knows no stems.")
STORED, READ = Words(is_stored=True, body="B"), Words(title="A", summary="B")


def found(typed, *texts):
    """Those of the texts that are found as posts; as titles of sessions the same must be found."""
    posts = [PostFactory(body=text) for text in texts]
    sessions = [LiveSessionFactory(title="x", summary=text) for text in texts]
    asked = texts_of(read(typed))
    in_posts = {post.body for post in STORED.found(type(posts[0]).objects.all(), asked)}
    in_sessions = {session.summary for session in READ.found(LiveSession.objects.all(), asked)}
    assert in_posts == in_sessions, [post.pk for post in posts] + [session.pk for session in sessions]
    return [text for text in texts if text in in_posts]


@pytest.mark.parametrize(
    ("typed", "texts", "expected"),
    [
        ("housing", ["Housing first", "Houses", "food"], ["Housing first"] + ["Houses"] * BY_STEMS),
        ("food trust", ["food and trust", "food", "trust"], ["food and trust"]),
        ("food -trust", ["food and trust", "food"], ["food"]),
        ('"food bank"', ["a food bank", "bank food", "food, bank"], ["a food bank", "food, bank"]),
        ("sofia", ["Sofía", "SOFIA", "sofa"], ["Sofía", "SOFIA"]),
        ("participación", ["La participación", "la participacion"], ["La participación", "la participacion"]),
        ("niños", ["los niños", "los ninos"], ["los niños", "los ninos"]),
        ("food", ["housing/food", "see example.org/food", "end.Food", "food@example.org"],
         ["housing/food", "see example.org/food", "end.Food", "food@example.org"]),
        ("six", ["if x <six words here> y", "*six*", "a&six;b"], ["if x <six words here> y", "*six*", "a&six;b"]),
        ("2030", ["Healthy People 2030", "20301"], ["Healthy People 2030"] + ["20301"] * (not BY_STEMS)),
        ("x' OR 1=1 --", ["x or y"], []),
        ("a" * 200, ["a"], []),
        ("日本", ["日本 語"], ["日本 語"]),
    ],
)  # fmt: skip
def test_what_is_found(typed, texts, expected):
    assert found(typed, *texts) == expected


@on_postgresql
@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("houses", "our house"),
        ("communities", "a community"),
        ("trusted", "they trust us"),
        ("participaciones", "su participación"),
        ("participacion", "muchas participaciones"),
        ("comunidades", "la comunidad"),
        ("reunión", "las reuniones"),
        ("políticas", "la politica"),
        ("the house", "a house"),
        ("salud de la comunidad", "la salud de las comunidades"),
    ],
)
def test_words_are_found_in_another_form(typed, text):
    assert found(typed, text, "something else") == [text]


@on_postgresql
def test_the_best_comes_first_and_the_newest_of_the_same():
    worst = PostFactory(body="something about a house and very many other things that are said")
    best = PostFactory(body="house house house")
    last = PostFactory(body="a house of bread")
    asked = texts_of(read("houses"))
    rows = STORED.ranked(STORED.found(type(best).objects.all(), asked), asked, at="created_at")
    assert [hit.pk for hit in in_order(Hit("post", *row) for row in rows)] == [best.pk, last.pk, worst.pk]


def test_words_to_mark_are_those_the_database_found():
    texts = ["House, houses and housing; a household, the hour"]
    for typed, expected in {
        "house": {"house", "houses", "housing"} if BY_STEMS else {"house", "houses", "household"},
        "the house": {"house", "houses", "housing"} if BY_STEMS else {"house", "houses", "household", "the"},
        "": set(),
    }.items():
        sought = read(typed)
        assert same_words(candidates(texts, sought), sought) == expected
    if not BY_STEMS:
        return
    sought = read("participacion")
    assert same_words({"participación", "participaciones", "parte"}, sought) == {"participación", "participaciones"}


@on_postgresql
@pytest.mark.parametrize("text", ["x" * 300_000, "ä b " * 60_000, "1 " * 100_000, "\U0001f600 " * 50_000])
def test_long_texts_are_kept(text):
    assert PostFactory(body=text).pk


@on_postgresql
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("discussions_post", {"body": "B"}),
        ("discussions_thread", {"title": "A", "body": "B"}),
        ("live_sessions_recording", {"title": "A", "transcript": "C"}),
        ("live_sessions_transcriptcue", {"text": "D"}),
    ],
)
def test_the_columns_are_those_the_code_asks(table, columns):
    """A change of `vector_of` needs a migration that makes the columns anew."""
    vector = vector_of({f'"{name}"': weight for name, weight in columns.items()})
    expression = """
        SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
        WHERE adrelid = %s::regclass AND attname = 'words'
    """
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE twin (LIKE {table})")
        cursor.execute("ALTER TABLE twin DROP COLUMN words")
        cursor.execute(f"ALTER TABLE twin ADD COLUMN words tsvector GENERATED ALWAYS AS ({vector}) STORED")
        cursor.execute(expression, ["twin"])
        expected = cursor.fetchone()
        cursor.execute(expression, [table])
        assert cursor.fetchone() == expected
