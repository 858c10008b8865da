from __future__ import annotations

from django.apps import AppConfig


class LiveSessionsConfig(AppConfig):
    name = "sessions"
    # django.contrib.sessions owns the label "sessions".
    label = "live_sessions"
    verbose_name = "Live sessions"

    def ready(self) -> None:
        from accounts import merging
        from cohorts import desk_queue as queues
        from notifications import digests, kinds, matters
        from sessions import accommodation_matters, accommodation_notices, desk_queue, notices, session_matters
        from sessions.operations.merging import hand_over_sessions

        merging.register(hand_over_sessions)
        digests.register_part(session_matters.next_session)
        queues.register(desk_queue.NAMES)
        for matter in (*session_matters.MATTERS, *accommodation_matters.MATTERS):
            matters.register(matter)
        kinds.register(
            notices.REMINDER,
            compose=notices.compose_reminder,
            foresee=notices.foresee_reminders,
            when_skipped=notices.note_skipped,
        )
        kinds.register(notices.OWED_REMINDER, compose=notices.compose_owed, when_skipped=notices.note_skipped)
        kinds.register(notices.MOVED, compose=notices.compose_moved, when_skipped=notices.note_skipped)
        kinds.register(notices.CANCELLED, compose=notices.compose_cancelled)
        for kind, compose in accommodation_notices.COMPOSERS.items():
            kinds.register(kind, compose=compose)
