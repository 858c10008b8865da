"""Boards, threads and posts."""

from __future__ import annotations

from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "discussions"

    def ready(self) -> None:
        from accounts import merging
        from cohorts import companions
        from cohorts import desk_queue as queues
        from cohorts.models import AffinityGroup, CoachingPair, Team
        from discussions import desk_queue, mail_notices, mention_notices, notices, talk_notices
        from discussions.operations.boards import (
            open_coaching_board,
            open_group_board,
            open_team_board,
            open_team_boards,
        )
        from discussions.operations.merging import hand_over_drafts, hand_over_talk, what_was_written
        from notifications import digests, kinds, matters

        for queue in desk_queue.QUEUES:
            queues.register(queue)
        kinds.register(notices.FLAGGED, compose=notices.compose_flagged)
        kinds.register(notices.HIDDEN, compose=notices.compose_hidden)
        kinds.register(notices.NAMELESS_HIDDEN, compose=notices.compose_hidden, is_discreet=True)
        kinds.register(mention_notices.MENTIONED, compose=mention_notices.compose_mentioned)
        kinds.register(mention_notices.NAMELESS_MENTIONED, compose=mention_notices.compose_mentioned, is_discreet=True)
        kinds.register(notices.HELD, compose=notices.compose_held)
        kinds.register(notices.RELEASED, compose=notices.compose_released, is_discreet=True)
        # Whose drafts there are is nobody's business.
        kinds.register(mail_notices.KEPT, compose=mail_notices.compose_kept, is_discreet=True)
        kinds.register(mail_notices.HELD, compose=mail_notices.compose_held)
        kinds.register(mail_notices.REFUSED, compose=mail_notices.compose_refused)
        digests.register_part(talk_notices.unread_talk, covers={talk_notices.WATCHED})
        for matter in talk_notices.MATTERS:
            matters.register(matter)
        merging.register(hand_over_talk, tells=what_was_written)
        merging.register(hand_over_drafts)
        companions.register(Team, open_team_board, many=open_team_boards)
        companions.register(AffinityGroup, open_group_board)
        companions.register(CoachingPair, open_coaching_board)
