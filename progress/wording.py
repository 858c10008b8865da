"""What is still missing of the participation rule, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from progress.counting import Standing


def missing_of(standing: Standing) -> str:
    """ "an answer to one of its prompts, replies to 2 more peers"; empty where nothing is missing."""
    missing = []
    if standing.needs_response:
        missing.append(_("an answer to one of its prompts"))
    if standing.replies_missing:
        missing.append(
            ngettext("a reply to one more peer", "replies to %(count)d more peers", standing.replies_missing)
            % {"count": standing.replies_missing}
        )
    if standing.needs_outside_reply:
        missing.append(_("a reply to somebody of another organization"))
    return ", ".join(missing)
