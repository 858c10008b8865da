"""Programs, cohorts, organizations, teams, enrollment and invitations."""

from __future__ import annotations

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from accounts import merging, second_factor
        from cohorts import (
            cohort_matters,
            desk_queue,
            formation_notices,
            group_notices,
            letter_notices,
            notices,
            places,
            request_notices,
            rules,
        )
        from cohorts.operations.merging import enrollments_of, hand_over_cohorts
        from notifications import digests, kinds, matters
        from notifications import places as notified_places

        merging.register(hand_over_cohorts, tells=enrollments_of)
        notified_places.register(places.places_of_person)
        digests.register_audience(places.people_of_cohorts)
        for matter in (*cohort_matters.MATTERS, desk_queue.MATTER):
            matters.register(matter)
        desk_queue.register(desk_queue.REQUESTS)
        kinds.register(notices.INVITATION, compose=notices.compose_invitation)
        kinds.register(notices.TEAM_REOPENED, compose=notices.compose_team_reopened)
        kinds.register(letter_notices.LETTER, compose=letter_notices.compose_letter)
        kinds.register(group_notices.PROPOSED, compose=group_notices.compose_group_proposed)
        kinds.register(group_notices.DECIDED, compose=group_notices.compose_group_decided)
        kinds.register(group_notices.MEETING, compose=group_notices.compose_group_meeting)
        for kind, compose in formation_notices.COMPOSERS.items():
            kinds.register(kind, compose=compose)
        second_factor.register(rules.runs_some_cohort)
        kinds.register(request_notices.ARRIVED, compose=request_notices.compose_arrived)
        kinds.register(request_notices.ARE_IN, compose=request_notices.compose_are_in)
        kinds.register(request_notices.ASKED, compose=request_notices.compose_to_answer)
        kinds.register(request_notices.DECLINED, compose=request_notices.compose_declined)
