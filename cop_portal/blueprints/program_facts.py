"""A blueprint's first table as the fields of `cohorts.models.Program`."""

from __future__ import annotations

from typing import Any

from cohorts.enums import OrganizationType
from cop_portal.blueprints.document import Blueprint, Program, Section
from cop_portal.blueprints.vocabulary import ROLES_WANTED

# Titles of the sections made from lists that have no field of their own; in the language of the files.
WHOSE_PEOPLE, WHICH_PLACES, CIRCLES = "Organizations", "Where people stand", "Affinity groups that may be formed"

PLACES_IN_WORDS = dict(
    zip(
        ROLES_WANTED,
        ("Front-line staff", "Managers", "Executives", "Board members", "Patients and clients", "Community members"),
        strict=True,
    )
)

_TEXTS = (
    "title", "short_title", "accent", "summary", "purpose", "funder", "funding_note", "unit", "who_joins",
    "support_contact", "accommodations_contact",
)  # fmt: skip
_LISTS = ("hosts", "guiding_questions", "goals", "topics", "lenses", "outcomes", "ways_to_take_part", "agreements")


def program_facts(blueprint: Blueprint) -> dict[str, Any]:
    """Name and value of each field that the file decides; the slug, which is the key, is not among them."""
    program = blueprint.program
    return (
        {name: getattr(program, name) for name in _TEXTS}
        | {name: list(getattr(program, name)) for name in _LISTS}
        | {"takes_requests": program.takes_requests, "forbids_lobbying": program.forbids_lobbying}
        | {"eligible_types": list(program.organization_types)}
        | {"sections": [_as_stored(section) for section in (*program.sections, *_from_lists(program))]}
    )


def _from_lists(program: Program) -> list[Section]:
    """The file's lists without a field, as sections of the public page."""
    lists = {
        WHOSE_PEOPLE: tuple(str(OrganizationType(kind).label) for kind in program.organization_types),
        WHICH_PLACES: tuple(PLACES_IN_WORDS[role] for role in program.roles_wanted),
        CIRCLES: program.affinity_groups,
    }
    return [Section(title=title, points=points) for title, points in lists.items() if points]


def _as_stored(section: Section) -> dict[str, Any]:
    return {"title": section.title, "body": section.body, "points": list(section.points)}
