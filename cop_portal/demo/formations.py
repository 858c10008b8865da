"""The demo's team formation forms: one half filled in, one that waits for the coordinators."""

from __future__ import annotations

from cohorts.models import Cohort, TeamFormation
from cohorts.operations.formation import open_formation
from cohorts.operations.formation_answers import Answers, Line, hand_in, save_draft
from cop_portal.demo.cohorts import Scene
from cop_portal.demo.content import CohortContent, duration


def make_formations(cohort: Cohort, content: CohortContent, scene: Scene) -> None:
    """Every form of the file, its leader the first on it. Its mail is of now; what was written some days ago says so."""
    for facts in content.facts.get("formations", []):
        now = scene.now
        formation = open_formation(
            cohort=cohort,
            organization=scene.organizations[facts["organization"]],
            leader_name=facts["people"][0]["name"],
            leader_email=facts["people"][0]["email"],
            due_at=now + duration(facts["due_in"]),
            by=scene.coordinator,
            now=now,
        )
        lines = tuple(Line(position, **person) for position, person in enumerate(facts["people"]))
        write = hand_in if facts.get("handed_in") else save_draft
        write(formation=formation, answers=Answers(lines, facts["note"]), version=0, now=now)
        saved = now - duration(facts["saved"])
        forms = TeamFormation.objects.filter(pk=formation.pk)
        forms.update(opened_at=now - duration(facts["opened"]), saved_at=saved)
        forms.filter(handed_in_at__isnull=False).update(handed_in_at=saved)
