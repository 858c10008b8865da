from __future__ import annotations

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        from notifications import kinds
        from progress.notices import PART_LETTER, compose_part_letter, still_owed
        from sessions import owing

        owing.register(still_owed)
        kinds.register(PART_LETTER, compose=compose_part_letter)
