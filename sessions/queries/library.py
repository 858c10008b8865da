"""A cohort's library: recordings, materials and resources in one list, searched and filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Model, Q, QuerySet, Value

from cohorts.models import Cohort
from sessions.enums import LibraryKind
from sessions.models import Material, Recording, Resource, ResourceTopic
from sessions.transcripts.finding import MOST_WORDS, pattern_of

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 20


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is empty looks for nothing. `topic` is the key of one."""

    words: str = ""
    kind: str = ""
    topic: str = ""

    @property
    def is_on(self) -> bool:
        return bool(self.words or self.kind or self.topic)


@dataclass(frozen=True)
class LibraryRow:
    """One thing of the library: `item` is a Recording, a Material or a Resource, by `kind`."""

    kind: str
    item: Any

    @property
    def is_recording(self) -> bool:
        return self.kind == LibraryKind.RECORDING

    @property
    def is_resource(self) -> bool:
        return self.kind == LibraryKind.RESOURCE

    @property
    def kind_label(self) -> str:
        return str(LibraryKind(self.kind).label)


@dataclass(frozen=True)
class Library:
    """A page of it. `found` is the number of all rows, `pages` of pages; `topics` are all there are to choose, (key, name)."""

    rows: list[LibraryRow]
    found: int
    page: int
    pages: int
    topics: list[tuple[str, str]]

    @property
    def first(self) -> int:
        """The number of the page's first row."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The number of the page's last row."""
        return self.first + len(self.rows) - 1


def library(cohort: Cohort, viewer: User, search: Search, page: int) -> Library:
    """The newest first. Recordings are there once published, also for those who run the cohort. Seven queries at most."""
    recordings = Recording.objects.visible_to(viewer).filter(live_session__cohort=cohort, published_at__isnull=False)
    materials = Material.objects.visible_to(viewer).filter(live_session__cohort=cohort)
    resources = Resource.objects.visible_to(viewer).of_cohort(cohort)
    topics = list(
        ResourceTopic.objects.filter(resource__in=resources).order_by("key", "name").values_list("key", "name")
    )
    parts = [
        _part(
            LibraryKind.RECORDING, recordings, search, ["title", "transcript", "live_session__title"], "published_at"
        ),
        _part(LibraryKind.MATERIAL, materials, search, ["title", "description", "live_session__title"], "added_at"),
        _part(LibraryKind.RESOURCE, resources, search, ["title", "description", "topics__name"], "added_at"),
    ]
    wanted = [part for part in parts if part is not None]
    found, shown, keys = _page(wanted, page)
    return Library(
        rows=_loaded(keys, cohort, viewer),
        found=found,
        page=shown,
        pages=max(1, -(-found // PAGE)),
        topics=list(dict(topics).items()),
    )


def _part(
    kind: LibraryKind, rows: QuerySet[Any], search: Search, fields: Sequence[str], at: str
) -> QuerySet[Any, Any] | None:
    """The rows of one kind that are looked for, as (kind, key, time); None where none can be."""
    if search.kind and search.kind != kind:
        return None
    if search.topic:
        if kind != LibraryKind.RESOURCE:
            return None
        rows = rows.filter(topics__key=search.topic)
    for word in search.words.split()[:MOST_WORDS]:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__iregex": pattern_of(word)})
        # Rows with a topic are found by it, and stand once all the same.
        rows = rows.filter(pk__in=rows.model._default_manager.filter(anywhere).values("pk"))  # noqa: SLF001 - Django's
    named = rows.annotate(of_kind=Value(kind.value, output_field=CharField()), at=F(at))
    return named.order_by().values_list("of_kind", "pk", "at").distinct()


def _page(parts: Sequence[QuerySet[Any, Any]], page: int) -> tuple[int, int, list[tuple[str, int]]]:
    """How many there are, which page is shown, and the (kind, key) of its rows. Two queries."""
    if not parts:
        return 0, 1, []
    together = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = together.count()
    shown = min(max(page, 1), max(1, -(-found // PAGE)))
    ordered = together.order_by("-at", "of_kind", "-pk")
    rows = ordered[(shown - 1) * PAGE : shown * PAGE]
    return found, shown, [(kind, pk) for kind, pk, _at in rows]


def _loaded(keys: Sequence[tuple[str, int]], cohort: Cohort, viewer: User) -> list[LibraryRow]:
    """The rows themselves. Four queries, however many they are and of which kinds."""
    of_session = ("live_session",)
    sources: dict[str, QuerySet[Any]] = {
        LibraryKind.RECORDING: Recording.objects.visible_to(viewer).select_related(*of_session).defer("transcript"),
        LibraryKind.MATERIAL: Material.objects.visible_to(viewer).select_related(*of_session),
        LibraryKind.RESOURCE: Resource.objects.visible_to(viewer).prefetch_related("topics"),
    }
    items: dict[tuple[str, int], Model] = {}
    for kind, rows in sources.items():
        wanted = [pk for of_kind, pk in keys if of_kind == kind]
        items |= {(kind, item.pk): item for item in rows.filter(pk__in=wanted)} if wanted else {}
    for (kind, _pk), item in items.items():
        if kind != LibraryKind.RESOURCE:
            item.live_session.cohort = cohort  # type: ignore[attr-defined]
    return [LibraryRow(kind, items[kind, pk]) for kind, pk in keys if (kind, pk) in items]
