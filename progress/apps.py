from __future__ import annotations

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        from progress.notices import still_owed
        from sessions import owing

        owing.register(still_owed)
