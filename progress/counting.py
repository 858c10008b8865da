"""The participation rule, counted: what a person's posts on a session's prompts add up to.

Pure: neither Django nor a model. The rule is "choose ONE of the session's prompts and reply to K peers", one requirement:

- A response counts once, to any one prompt of the session.
- Replies count per different person: two to the same person are one, one to oneself is none.
- A post under W words is none; deleted posts and posts in other sessions' threads aren't handed in at all.
- Optionally at least one reply goes to a person of another organization.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Expectation:
    """The numbers of a rule."""

    responses: int = 1
    replies: int = 2
    words: int = 0
    reply_outside_organization: bool = False


@dataclass(frozen=True)
class Contribution:
    """One standing post of the person on a prompt of the session.

    `reply_to` is the person the post answers (below zero: a pseudonym), None for a response; `is_outside` whether that is
    another organization's.
    """

    at: datetime
    words: int
    reply_to: int | None = None
    is_outside: bool = False


@dataclass
class Standing:
    """Where a person stands with one session: what counts, what is missing, and when it was done."""

    expectation: Expectation
    responded_at: datetime | None = None
    replied_to: set[int] = field(default_factory=set)
    replied_outside: bool = False
    done_at: datetime | None = None

    @property
    def needs_response(self) -> bool:
        return self.expectation.responses > 0 and self.responded_at is None

    @property
    def replies_missing(self) -> int:
        return max(0, self.expectation.replies - len(self.replied_to))

    @property
    def needs_outside_reply(self) -> bool:
        """Whether one of the replies still has to go to another organization."""
        return self.expectation.reply_outside_organization and not self.replied_outside

    @property
    def is_done(self) -> bool:
        return not (self.needs_response or self.replies_missing or self.needs_outside_reply)


def count(expectation: Expectation, contributions: Iterable[Contribution], *, person: int) -> Standing:
    """The standing of `person`; it is done at the time of the last thing needed, and no longer when a counted post goes."""
    standing = Standing(expectation)
    for post in sorted(contributions, key=lambda contribution: contribution.at):
        if post.words < expectation.words:
            continue
        if post.reply_to is None:
            standing.responded_at = standing.responded_at or post.at
        elif post.reply_to != person:
            standing.replied_to.add(post.reply_to)
            standing.replied_outside = standing.replied_outside or post.is_outside
        if standing.is_done and standing.done_at is None:
            standing.done_at = post.at
    return standing
