from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts import merging
        from notifications.operations.merging import hand_over_waiting_mails

        merging.register(hand_over_waiting_mails)
