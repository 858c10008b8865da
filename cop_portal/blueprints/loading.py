"""Loading programs from files: each is made, or brought to what its file says now. All of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cohorts.models import Program
from cop_portal.blueprints.as_it_ran import Loading, load_as_it_ran
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.for_new_cohorts import what_is_new
from cop_portal.blueprints.problems import BadBlueprint, BlueprintError, Place
from cop_portal.blueprints.program_facts import program_facts
from cop_portal.blueprints.reading import as_json, parse, read_document
from cop_portal.blueprints.sessions import differing
from cop_portal.blueprints.values import counted
from improvement.operations.rubrics import set_rubric


@dataclass(frozen=True)
class Loaded:
    """What loading a file did: in a word ("created", "updated", "unchanged"), and a line for each thing it touched."""

    file: str
    program: str
    word: str
    changes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n  ".join((f"{self.program} ({self.file}): {self.word}.", *self.changes))


@dataclass(frozen=True)
class File:
    """A file that was read: the document as it is stored, and what it means."""

    name: str
    document: dict[str, Any]
    blueprint: Blueprint


def load_programs(paths: Sequence[Path], *, now: datetime) -> list[Loaded]:
    """Load each file. What a file says anew is written; what people changed in the portal since stays as it is.

    Raises `BadBlueprint` with everything that is wrong in all of the files; then nothing was written.
    """
    files = _read(paths)
    with transaction.atomic():
        loads = [_load(file, now) for file in files]
        problems = tuple(problem for _, found in loads for problem in found)
        if problems:
            raise BadBlueprint(problems)
    return [loaded for loaded, _ in loads]


def _read(paths: Sequence[Path]) -> list[File]:
    """Every file, or everything that is wrong with them. Raises `BadBlueprint`."""
    files: list[File] = []
    problems: list[BlueprintError] = []
    for path in paths:
        try:
            document = as_json(parse(path))
            blueprint = read_document(document, file=path.name)
        except BadBlueprint as bad:
            problems += bad.errors
            continue
        double = next((file for file in files if file.blueprint.program.slug == blueprint.program.slug), None)
        if double:
            here = Place(path.name).key("program").key("slug")
            problems.append(here.error(f"{double.name} is this program too.", "Load one of them, or change a slug."))
        files.append(File(path.name, document, blueprint))
    if problems:
        raise BadBlueprint(tuple(problems))
    return files


def _load(file: File, now: datetime) -> tuple[Loaded, list[BlueprintError]]:
    blueprint = file.blueprint
    program = Program.objects.select_for_update().filter(slug=blueprint.program.slug).first()
    title = blueprint.program.short_title
    if program and program.blueprint == file.document:
        return Loaded(file.name, title, "unchanged"), []
    stored = program.blueprint if program else {}
    before = _as_it_was(stored, file.name)
    changes = [] if program is None else _fields_to_change(program, before, blueprint)
    program = program or Program(slug=blueprint.program.slug)
    facts = program_facts(blueprint)
    for name in changes if program.pk else facts:
        setattr(program, name, facts[name])
    word = "updated" if program.pk else "created"
    program.blueprint = file.document
    program.save()
    loading = Loading(
        program=program,
        before=before,
        was_slug=stored.get("as_it_ran", {}).get("slug", ""),
        after=blueprint,
        place=Place(file.name),
        now=now,
        changes=[f"Program: {', '.join(name.replace('_', ' ') for name in changes)}."] if changes else [],
    )
    _load_rubric(loading)
    load_as_it_ran(loading)
    if word == "updated" and blueprint.as_it_ran is None:
        loading.changes += what_is_new(stored if before else {}, file.document)
    return Loaded(file.name, title, word, tuple(loading.changes)), loading.problems


def _as_it_was(document: dict[str, Any], file: str) -> Blueprint | None:
    """The file as it was loaded last; None where none was, or where this portal no longer reads it."""
    try:
        return read_document(document, file=file) if document else None
    except BadBlueprint:
        return None


def _fields_to_change(program: Program, before: Blueprint | None, after: Blueprint) -> list[str]:
    """The fields about which the file says something new, and which the program doesn't have so already."""
    news = differing(program_facts(before) if before else None, program_facts(after))
    return [name for name, value in news.items() if getattr(program, name) != value]


def _load_rubric(loading: Loading) -> None:
    rubric, before = loading.after.rubric, loading.before and loading.before.rubric
    if rubric is None and before:
        loading.changes.append(f"Rubric “{before.title}” is no longer in the file; it stays.")
    if rubric is None or rubric == before:
        return
    if set_rubric(program=loading.program, data=asdict(rubric)):
        loading.changes.append(f"Rubric “{rubric.title}”, with {counted(len(rubric.domains), 'domain')}.")
