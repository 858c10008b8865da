"""Giving a program its rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from cohorts.models import Program
from common.errors import DomainError
from improvement.models import Rubric

Row = TypeVar("Row", bound=models.Model)


class UnableToSetRubric(DomainError):
    """The rubric's domains and levels don't fit together."""


def set_rubric(*, program: Program, data: Mapping[str, Any]) -> bool:
    """Makes the program's rubric what `data` says; True where that changed anything.

    `data` is the rubric of a blueprint: `title`, `note`, `levels` (titles, the lowest first) and `domains`, each with
    `slug`, `title`, `summary` and as many `descriptors` as there are levels. Domains are known by their slug and levels by
    their number, so those that stay keep what refers to them. Raises `UnableToSetRubric`.
    """
    levels: Sequence[str] = data["levels"]
    for domain in data["domains"]:
        if len(domain["descriptors"]) != len(levels):
            raise UnableToSetRubric(
                _("“%(domain)s” has %(descriptors)d descriptors for %(levels)d levels.")
                % {"domain": domain["title"], "descriptors": len(domain["descriptors"]), "levels": len(levels)}
            )
    if len({domain["slug"] for domain in data["domains"]}) != len(data["domains"]):
        raise UnableToSetRubric(_("Two domains of the rubric have the same short name."))
    with transaction.atomic():
        # Two loads at once wait for each other here.
        Program.objects.select_for_update().get(pk=program.pk)
        rubric, changed = _put(
            Rubric.objects, {"program": program}, {"title": data["title"], "note": data.get("note", "")}
        )
        gone, _counts = rubric.domains.exclude(slug__in=[domain["slug"] for domain in data["domains"]]).delete()
        changed |= bool(gone)
        for position, domain in enumerate(data["domains"], start=1):
            changed |= _set_domain(rubric, position, domain, levels)
    return changed


def _set_domain(rubric: Rubric, position: int, data: Mapping[str, Any], levels: Sequence[str]) -> bool:
    domain, changed = _put(
        rubric.domains,
        {"slug": data["slug"]},
        {"position": position, "title": data["title"], "summary": data.get("summary", "")},
    )
    gone, _counts = domain.levels.exclude(number__in=range(1, len(levels) + 1)).delete()
    changed |= bool(gone)
    for number, (title, descriptor) in enumerate(zip(levels, data["descriptors"], strict=True), start=1):
        facts = {"title": title, "descriptor": descriptor}
        changed |= _put(domain.levels, {"number": number}, facts)[1]
    return changed


def _put(rows: models.Manager[Row], key: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Row, bool]:
    """The row of this key with these facts, and whether that took a write."""
    row, made = rows.get_or_create(**key, defaults=dict(facts))
    stale = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in stale:
        setattr(row, name, facts[name])
    if stale:
        row.save(update_fields=stale)
    return row, made or bool(stale)
