"""Whom of a cohort a row of attendance means: by address, then by what somebody at the desk has said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models.user import display_name
from cohorts.models import Enrollment
from sessions.attendance.names import address_in, folded_name, proposals, spellings
from sessions.models import Alias, LiveSession


@dataclass(frozen=True)
class Found:
    """Who is meant, if that is known, and by which remembered name; with an alias alone it is nobody of the cohort."""

    person_id: int | None = None
    alias_id: int | None = None

    @property
    def is_known(self) -> bool:
        return self.person_id is not None or self.alias_id is not None


@dataclass(frozen=True)
class Faces:
    """A cohort's people by address and by name, whatever became of their enrollment, and the names that are remembered.

    `told_apart` are their names as they are shown, with where they come from for those who share one.
    """

    by_address: Mapping[str, int]
    names: Mapping[int, str]
    aliases: Mapping[str, Alias]
    told_apart: Mapping[int, str]

    @classmethod
    def of(cls, live_session: LiveSession) -> Faces:
        """Those of the session's cohort. Two queries. What was said for this session alone goes before what is said for all."""
        rows = Enrollment.objects.filter(cohort=live_session.cohort_id)
        columns = ("person", "person__email", "person__name", "organization__name")
        people = [
            (person, email, display_name(name, email), place)
            for person, email, name, place in rows.values_list(*columns)
        ]
        often = Counter(folded_name(name) for _person, _email, name, _place in people)
        said = Alias.objects.filter(cohort=live_session.cohort_id).order_by("pk")
        remembered = [alias for alias in said if alias.live_session_id in {None, live_session.pk}]
        remembered.sort(key=lambda alias: alias.live_session_id is not None)
        return cls(
            by_address={email.lower(): person for person, email, _name, _place in people},
            names={person: name for person, _email, name, _place in people},
            aliases={alias.key: alias for alias in remembered},
            told_apart={
                person: f"{name} ({place})" if place and often[folded_name(name)] > 1 else name
                for person, _email, name, place in people
            },
        )

    def find(self, name: str, email: str) -> Found:
        """By address, then by a remembered address, then by a remembered name."""
        address = address_in(name, email)
        if address in self.by_address:
            return Found(self.by_address[address])
        for key in filter(None, (address, *map(folded_name, spellings(name)))):
            if key in self.aliases:
                return Found(self.aliases[key].person_id, self.aliases[key].pk)
        return Found()

    def proposed(self, name: str) -> list[int]:
        """Whom the name is like, the likeliest first."""
        return proposals(name, self.names)


def alias_key(name: str, email: str) -> str:
    """Under what a match is remembered: the address, where there is one, else the name."""
    return address_in(name, email) or folded_name(name)
