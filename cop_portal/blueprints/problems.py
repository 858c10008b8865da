"""What is wrong with a blueprint file, said so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class BlueprintError:
    """One thing that is wrong: in which file, at which place, what it is and what would be right.

    `place` is for the eye (`session "module-3", agenda item 2`, empty at the top of the file), `key` is the path as
    TOML writes it (`sessions.agenda.minutes`), `problem` and `remedy` are sentences.
    """

    file: str
    place: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place, self.key) if part)
        return f"{where}: {self.problem} {self.remedy}".rstrip()


class BadBlueprint(Exception):
    """A file that can't be used; `errors` holds every reason, not only the first."""

    def __init__(self, errors: tuple[BlueprintError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


@dataclass(frozen=True)
class Place:
    """Where in a file: the tables one is inside of, from the outside in, and the path of keys to them."""

    file: str
    inside: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    def key(self, name: str) -> Place:
        """The place of a key."""
        return replace(self, path=(*self.path, name))

    def one_of_many(self, noun: str, position: int, slug: object = None) -> Place:
        """The place of one table of a list: by its slug if it has one, else by its position, counted from 1."""
        name = f'{noun} "{slug}"' if isinstance(slug, str) and slug else f"{noun} {position}"
        return replace(self, inside=(*self.inside, name))

    def error(self, problem: str, remedy: str) -> BlueprintError:
        """What is wrong here."""
        return BlueprintError(self.file, ", ".join(self.inside), ".".join(self.path), problem, remedy)
