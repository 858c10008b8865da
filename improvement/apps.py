from __future__ import annotations

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "improvement"

    def ready(self) -> None:
        from accounts import merging
        from improvement.action_matters import MATTERS
        from improvement.operations.merging import hand_over_harvests
        from notifications import matters

        merging.register(hand_over_harvests)
        for matter in MATTERS:
            matters.register(matter)
