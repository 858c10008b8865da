"""What the timetable rings for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from common.mailbox import Mailbox
from discussions.operations.attachments import forget_waiting_files
from discussions.operations.drafts import forget_old_drafts
from discussions.operations.fetching_replies import fetch_replies as fetch
from discussions.operations.replying_by_mail import forget_old_replies
from discussions.operations.telling import tell_of_talk as tell_everybody

logger = logging.getLogger(__name__)


@shared_task(name="discussions.tell_of_talk")
def tell_of_talk(**kwargs: Any) -> None:
    """Tells of posts and topics that were written since."""
    told = tell_everybody(now=timezone.now())
    if told:
        logger.info("Told of %s posts and topics.", told)


@shared_task(name="discussions.clear_what_lies_about")
def clear_what_lies_about(**kwargs: Any) -> None:
    """Drafts of half a year ago, files added a day ago and never posted, what is noted of answers by mail after 90 days."""
    now = timezone.now()
    forget_old_replies(now=now)
    drafts, files = forget_old_drafts(now=now), forget_waiting_files(now=now)
    if drafts or files:
        logger.info("Deleted %s old drafts and %s files that were never posted.", drafts, files)


@shared_task(name="discussions.fetch_replies")
def fetch_replies(**kwargs: Any) -> None:
    """Takes in the answers that came into the mailbox, where the settings name one."""
    address = settings.REPLY_MAILBOX
    if address is None:
        return
    ended = fetch(open_mailbox=lambda: Mailbox(address), clock=timezone.now)
    if ended:
        logger.info("Answers by mail: %s", dict(ended))
