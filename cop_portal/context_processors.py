"""What every page knows."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from common.drafts import said_draft
from cop_portal.demo import mailbox


def portal(request: HttpRequest) -> dict[str, object]:
    """The portal's name, where to get help, whether this is the demo and its mails are read here, which draft has arrived."""
    return {
        "portal_name": settings.PORTAL_NAME,
        "support_email": settings.PORTAL_SUPPORT_EMAIL,
        "demo": settings.PORTAL_DEMO,
        "demo_mailbox": mailbox.is_open(),
        "draft_clear": partial(said_draft, request),
    }
