from __future__ import annotations

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"

    def ready(self) -> None:
        from notifications import digests, kinds
        from progress.notices import (
            PART_LETTER,
            compose_part_letter,
            owed_by_session,
            owed_in_digest,
            people_owing,
            still_owed,
        )
        from sessions import owing

        digests.register_part(owed_in_digest)
        owing.register(still_owed)
        owing.register_after(owed_by_session=owed_by_session, people_owing=people_owing)
        kinds.register(PART_LETTER, compose=compose_part_letter)
