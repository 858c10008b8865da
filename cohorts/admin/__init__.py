"""Django's administration of programs, organizations, cohorts, teams, groups, people in cohorts and how they come in."""

from cohorts.admin import (
    coaching,
    cohort,
    enrollment,
    formation,
    group,
    invitation,
    letter,
    organization,
    program,
    pseudonym,
    team,
)

__all__ = [
    "coaching",
    "cohort",
    "enrollment",
    "formation",
    "group",
    "invitation",
    "letter",
    "organization",
    "program",
    "pseudonym",
    "team",
]
