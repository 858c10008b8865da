"""Importing and exporting people in the administration, on import-export's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin

from cohorts.admin.roster_formats import FORMATS
from cohorts.admin.roster_resource import RosterResource, RosterResult
from cohorts.admin.roster_template import allowed_words, explanations, template_as_csv, template_as_xlsx
from cohorts.enums import RosterOutcome
from cohorts.forms.rosters import ConfirmRosterForm, RosterExportForm, RosterForm
from cohorts.models import Cohort
from cohorts.operations.roster_entries import RosterPlan
from cohorts.operations.roster_sentences import about_file
from cohorts.roster.files import Sheet
from cohorts.roster.problems import UnreadableFile

ONE_DAY = 60 * 60 * 24
TEMPLATES = {"csv": template_as_csv, "xlsx": template_as_xlsx}
CONTENT_TYPES = dict(zip(TEMPLATES, [kind.CONTENT_TYPE for kind in FORMATS], strict=True))


@dataclass(frozen=True)
class Previewed:
    """A file that was previewed, and the fingerprint of what was shown of it."""

    data: bytes
    fingerprint: str


class RosterMixin(ImportExportMixin):
    """People from CSV or XLSX: a preview that says of each row what would happen, then all of it or nothing."""

    resource_classes = [RosterResource]
    formats = FORMATS
    import_form_class = RosterForm
    confirm_form_class = ConfirmRosterForm
    export_form_class = RosterExportForm
    import_template_name = "admin/cohorts/roster_import.html"
    export_template_name = "admin/cohorts/roster_export.html"
    import_export_change_list_template = "admin/cohorts/enrollment_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        address = "import/template/<slug:kind>/"
        view = self.admin_site.admin_view(self.download_template)
        return [path(address, view, name="cohorts_enrollment_import_template"), *super().get_urls()]

    def download_template(self, request: HttpRequest, kind: str) -> HttpResponse:
        """An empty roster to fill in, as CSV or XLSX."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if kind not in TEMPLATES:
            raise Http404
        answer = HttpResponse(TEMPLATES[kind](), content_type=CONTENT_TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="people.{kind}"'
        return answer

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {}

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: QuerySet, **kwargs: Any) -> Any:
        """The people of the list, or those of the one cohort that was chosen."""
        form = kwargs.get("export_form")
        if form and (cohort := form.cleaned_data["cohort"]):
            queryset = self.get_queryset(request).filter(cohort=cohort)
        return super().get_export_data(file_format, request, queryset.order_by("cohort", "person__email"), **kwargs)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form, then the preview; nothing is saved here. The file is kept for the import for a day."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        if request.method != "POST" or not form.is_valid():
            return self._roster_page(request, form)
        data, cohort = form.cleaned_data["import_file"].read(), form.cleaned_data["cohort"]
        try:
            sheet = FORMATS[int(form.cleaned_data["format"])]().create_dataset(data)
        except UnreadableFile as refusal:
            form.add_error("import_file", about_file(refusal))
            return self._roster_page(request, form)
        result = self._run(request, sheet, cohort, dry_run=True)
        if not result.plan.is_sound:
            return self._roster_page(request, form, result=result)
        kept = {
            "import_file_name": _keep(request, uuid4().hex, data, result.plan),
            "original_file_name": form.cleaned_data["import_file"].name,
            "format": form.cleaned_data["format"],
            "cohort": cohort,
        }
        return self._roster_page(request, form, result=result, confirm_form=self.confirm_form_class(initial=kept))

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What was previewed, compared once more: what has become wrong, or something else, is shown and not done."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.confirm_form_class(request.POST)
        kept = _kept(request, form.cleaned_data["import_file_name"]) if form.is_valid() else None
        if kept is None:
            messages.error(request, _("The previewed file is not there any more. Choose it again."))
            return HttpResponseRedirect(reverse("admin:cohorts_enrollment_import"))
        facts = form.cleaned_data
        sheet = FORMATS[int(facts["format"])]().create_dataset(kept.data)
        source, previewed = facts["original_file_name"], kept.fingerprint
        result = self._run(request, sheet, facts["cohort"], dry_run=False, source=source, previewed=previewed)
        plan = result.plan
        if not plan.is_sound:
            return self._roster_page(request, self.create_import_form(request), result=result)
        if plan.is_stale:
            _keep(request, facts["import_file_name"], kept.data, plan)
            again = self.confirm_form_class(initial=facts)
            return self._roster_page(request, self.create_import_form(request), result=result, confirm_form=again)
        self._log(request, plan, source)
        said = get_text_list([f"{count} {outcome.label}" for outcome, count in plan.totals], _("and"))
        messages.success(request, _("Imported: %(rows)s. Invitations are held until you send them.") % {"rows": said})
        return HttpResponseRedirect(reverse("admin:cohorts_enrollment_changelist"))

    def _run(
        self, request: HttpRequest, sheet: Sheet, cohort: Cohort | None, *, dry_run: bool, **facts: Any
    ) -> RosterResult:
        """Plans or imports."""
        by: Any = request.user
        resource = RosterResource(cohort=cohort, by=by, now=timezone.now(), **facts)
        return resource.import_data(sheet, dry_run=dry_run, rollback_on_validation_errors=True)

    def _log(self, request: HttpRequest, plan: RosterPlan, source: str) -> None:
        """A line for each person in the log of the administration."""
        by: Any = request.user
        told = {RosterOutcome.NEW: ADDITION, RosterOutcome.CHANGED: CHANGE}
        for outcome, flag in told.items():
            done: list[Any] = [entry.enrollment for entry in plan.entries if entry.outcome == outcome]
            if done:
                message = f"Imported from {source}"
                LogEntry.objects.log_actions(by.pk, done, flag, change_message=message)

    def _roster_page(self, request: HttpRequest, form: RosterForm, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        known = {
            "title": _("Import people"),
            "form": form,
            "opts": self.opts,
            "media": self.media,
            "columns": [(name, text, allowed_words().get(name, [])) for name, text in explanations().items()],
        }
        return TemplateResponse(
            request, self.import_template_name, self.admin_site.each_context(request) | known | context
        )


def _keep(request: HttpRequest, name: str, data: bytes, plan: RosterPlan) -> str:
    """Keeps a previewed file under a name that nobody else's request finds it by."""
    cache.set(f"roster:{request.user.pk}:{name}", Previewed(data, plan.fingerprint), ONE_DAY)
    return name


def _kept(request: HttpRequest, name: str) -> Previewed | None:
    return cache.get(f"roster:{request.user.pk}:{name}")
