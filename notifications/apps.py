from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from django.db.models import OuterRef

        from accounts import merging, viewer_facts
        from common.counting import CountUpTo
        from notifications import digest_letters, kinds, letters
        from notifications.models import Notice
        from notifications.operations.merging import hand_over_notices, hand_over_waiting_mails
        from notifications.queries import MOST_COUNTED

        merging.register(hand_over_waiting_mails)
        merging.register(hand_over_notices)
        kinds.register(letters.NOTICE, compose=letters.compose_notice)
        kinds.register(letters.DISCREET_NOTICE, compose=letters.compose_notice, is_discreet=True)
        kinds.register(digest_letters.DIGEST, compose=digest_letters.compose_digest)
        unread = Notice.objects.unread().filter(person=OuterRef("pk"))
        viewer_facts.register("unread_notices", CountUpTo(unread, MOST_COUNTED))
