"""What the database does to find posts: the index of words names them, however many there are."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.search_queries import Wanted
from common.search.rows import planned_for_search
from common.search.sought import read
from discussions.models import Post
from discussions.queries.searching import search_talk
from discussions.tree import segment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import BoardFactory, ThreadFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no full-text index here."),
]
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def viewer():
    """Somebody in a cohort in which 8,000 posts of others stand; one word stands in every four hundredth."""
    enrollment = EnrollmentFactory()
    thread = ThreadFactory(board=BoardFactory(cohort=enrollment.cohort))
    said = [f"we speak of thing{n % 50} and {'orchards' if n % 400 == 0 else 'fields'}" for n in range(8000)]
    facts = {"thread": thread, "author": UserFactory(), "created_at": NOW}
    Post.objects.bulk_create(
        Post(number=n, path=segment(n), submission=uuid.uuid4(), body=body, body_html=body, **facts)
        for n, body in enumerate(said, start=1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE discussions_post")
    return enrollment.person


def indexes_of(plan):
    """Every index in a plan."""
    yield from [plan["Index Name"]] if "Index Name" in plan else []
    for below in plan.get("Plans", []):
        yield from indexes_of(below)


def scans_of(plan):
    """Every step of a plan, with the table it reads."""
    yield plan["Node Type"], plan.get("Relation Name")
    for below in plan.get("Plans", []):
        yield from scans_of(below)


def test_posts_are_found_by_the_index_of_words(viewer):
    with planned_for_search(), CaptureQueriesContext(connection) as queries:
        hits = search_talk(viewer, Wanted(words=read("orchard")), NOW)
    assert len(hits) == 20
    (asked,) = [query["sql"] for query in queries if "ts_rank" in query["sql"] and '"discussions_post"' in query["sql"]]
    with planned_for_search(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + asked.replace("%", "%%"))
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    assert "words_of_posts" in set(indexes_of(plan))
    assert ("Seq Scan", "discussions_post") not in set(scans_of(plan))
