"""Rosters for django-import-export: its pages and its transaction, our comparison and our operations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export import fields, resources
from import_export.results import Result, RowResult

from accounts.models import User
from cohorts.enums import RosterOutcome
from cohorts.models import Cohort, Enrollment
from cohorts.operations.roster_entries import Entry, RosterPlan
from cohorts.operations.roster_plan import plan_roster
from cohorts.operations.roster_words import roster_words
from cohorts.operations.rosters import import_roster
from cohorts.roster.cells import harmless
from cohorts.roster.files import Sheet
from cohorts.roster.headers import COLUMNS
from cohorts.roster.reading import read_roster

IMPORT_TYPES = {
    RosterOutcome.NEW: RowResult.IMPORT_TYPE_NEW,
    RosterOutcome.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    RosterOutcome.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    RosterOutcome.LEFT_OUT: RowResult.IMPORT_TYPE_SKIP,
}


class RosterResult(Result):
    """import-export's result, with the plan our preview shows."""

    plan: RosterPlan


class RosterResource(resources.ModelResource):
    """A person a row. What is handed in comes from the page: `source` is the file's name, `previewed` what was shown of it."""

    email = fields.Field(attribute="person__email", column_name="email")
    name = fields.Field(attribute="person__name", column_name="name")
    organization = fields.Field(attribute="organization__name", column_name="organization")
    organization_type = fields.Field(attribute="organization__kind", column_name="organization_type")
    team = fields.Field(attribute="team__name", column_name="team")
    role = fields.Field(attribute="role", column_name="role")
    level = fields.Field(attribute="level", column_name="level")
    title = fields.Field(attribute="person__title", column_name="title")
    pronouns = fields.Field(attribute="person__pronouns", column_name="pronouns")
    language = fields.Field(attribute="person__language", column_name="language")
    time_zone = fields.Field(attribute="person__time_zone", column_name="time_zone")
    cohort = fields.Field(attribute="cohort__slug", column_name="cohort")
    status = fields.Field(attribute="status", column_name="status")

    class Meta:
        model = Enrollment
        fields = list(COLUMNS)
        name = "people"

    def __init__(
        self,
        *,
        cohort: Cohort | None = None,
        by: User | None = None,
        now: datetime | None = None,
        source: str = "",
        previewed: str | None = None,
    ) -> None:
        super().__init__()
        self.chosen_cohort, self.by, self.now, self.source, self.previewed = cohort, by, now, source, previewed

    @classmethod
    def get_result_class(cls) -> type[RosterResult]:
        return RosterResult

    def import_data_inner(
        self, dataset: Sheet, dry_run: bool, raise_errors: bool, *args: Any, **kwargs: Any
    ) -> RosterResult:
        """Plans (`dry_run`) or imports all rows at once; the transaction around it is import-export's."""
        roster = read_roster(dataset, roster_words())
        if dry_run:
            plan = plan_roster(roster, cohort=self.chosen_cohort)
        else:
            if self.now is None:
                raise ValueError("Importing needs to know when it happens.")
            facts: dict[str, Any] = {"by": self.by, "now": self.now, "source": self.source, "previewed": self.previewed}
            plan = import_roster(roster=roster, cohort=self.chosen_cohort, **facts)
        result = RosterResult()
        result.plan = plan
        result.total_rows = len(plan.entries)
        for problem in plan.problems:
            result.append_base_error(self.get_error_result_class()(ValidationError(problem)))
        for entry in plan.entries:
            row = _row_result(entry)
            result.append_row_result(row)
            result.increment_row_result_total(row)
            if entry.wrong:
                wrong = {column: [text] for column, text in entry.wrong}
                result.append_invalid_row(entry.row.number, {}, ValidationError(wrong))
        return result

    def export_field(self, field: fields.Field, instance: Enrollment, **kwargs: Any) -> str:
        """Text that no spreadsheet runs as a formula; importing takes the guard away again."""
        return harmless(str(super().export_field(field, instance, **kwargs) or ""))

    def filter_export(self, queryset: QuerySet[Enrollment], **kwargs: Any) -> QuerySet[Enrollment]:
        return queryset.select_related("person", "organization", "team", "cohort")


def _row_result(entry: Entry) -> RowResult:
    row = RowResult()
    row.import_type = RowResult.IMPORT_TYPE_INVALID if entry.wrong else IMPORT_TYPES[entry.outcome]
    row.instance = entry.enrollment
    row.add_instance_info(entry.enrollment)
    if entry.wrong:
        row.validation_error = ValidationError([text for _column, text in entry.wrong])
    return row
