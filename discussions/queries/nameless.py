"""Whether somebody may speak without their name on a board, and as whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Pseudonym
from cohorts.pseudonym_queries import pseudonyms_of_person
from cohorts.rules import may_speak_without_name
from discussions.enums import NAMELESS_KINDS
from discussions.models import Board, Post, Thread

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Nameless:
    """What the form offers: `pseudonym` is None before the first time, `is_preset` where they spoke so here before."""

    board: Board
    pseudonym: Pseudonym | None
    is_preset: bool = False

    @property
    def explained(self) -> SafeString:
        """Who will read what, and where it can be read in full."""
        if self.pseudonym is not None:
            said = _("Others read “%(name)s”.") % {"name": self.pseudonym}
        else:
            said = _("Others read a name that stays yours in this cohort, such as “Cedar”.")
        url = reverse("cohorts:pseudonym", args=[self.board.cohort.slug])
        rest = _("Facilitators and coordinators can look up who it is: with a reason, which you can read.")
        more = _("Who can know that it is you") if self.pseudonym else _("More of it, and choosing the name")
        return format_html('{} {} <a href="{}">{}</a>', said, rest, url, more)


def nameless_on(board: Board, viewer: User, *, thread: Thread | None = None) -> Nameless | None:
    """The offer to the viewer; None where they can't. One query, in a cohort that takes such posts."""
    if board.kind not in NAMELESS_KINDS or not may_speak_without_name(viewer, board.cohort):
        return None
    own = Post.objects.filter(thread=thread, author=viewer).order_by("-number")
    pseudonym = pseudonyms_of_person(board.cohort, viewer).annotate(last=Subquery(own.values("pseudonym")[:1])).first()
    return Nameless(board, pseudonym, is_preset=pseudonym is not None and pseudonym.last is not None)
