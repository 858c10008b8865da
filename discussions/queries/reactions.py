"""What people have put under posts: counts for a page, names for one post."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discussions.enums import ReactionKind
from discussions.models import Post

if TYPE_CHECKING:
    from accounts.models import User

# So many names of a kind are read out; the others are a number.
MOST_NAMES = 40


@dataclass(frozen=True)
class Tally:
    """How many have said it."""

    kind: str
    count: int

    @property
    def label(self) -> str:
        return str(ReactionKind(self.kind).label)


@dataclass(frozen=True)
class Told(Tally):
    """The same with the names, those who said it first before the others; `more` are not named."""

    is_own: bool = False
    names: list[str] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.names)


def tallies_in(counts: str) -> list[Tally]:
    """What `Post.reaction_counts` says, in the order of the kinds. No query."""
    pairs = (said.split(" ") for said in counts.split(",") if said)
    return [Tally(kind, int(count)) for kind, count in pairs]


def told_reactions(post: Post, viewer: User) -> list[Told]:
    """All four kinds with who said so, for those who read the post. One query.

    Reactions are made by name, also by those who have spoken without it in the same thread.
    """
    names: defaultdict[str, list[str]] = defaultdict(list)
    own = set()
    for reaction in post.reactions.select_related("person").order_by("made_at", "pk"):
        names[reaction.kind].append(reaction.person.display_name)
        if reaction.person_id == viewer.pk:
            own.add(reaction.kind)
    return [Told(kind, len(names[kind]), kind in own, names[kind][:MOST_NAMES]) for kind in ReactionKind.values]
