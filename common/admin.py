"""What the admin pages of every app share: saving through operations, and a history that is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject, ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper

from common.errors import DomainError

if TYPE_CHECKING:
    # Of whichever model it is mixed into an admin of.
    Base = admin.ModelAdmin[Any]
else:
    Base = object


class RowRefusals(Exception):
    """Refusals of single rows of a formset: the prefix of the row's form, and why."""

    def __init__(self, refusals: dict[str, DomainError]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


class RefusalsOnThePage(Base):
    """For admins whose `save_model` and `save_formset` call operations.

    A refusal (`DomainError`, or `RowRefusals` for rows) undoes the whole page, which is shown again with what was typed and
    with the refusal at its field. Forms of rows get at theirs by way of `RefusableRow`.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Once; and where an operation refuses, once more with the refusal as what is wrong with the form."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
        except RowRefusals as refused:
            request.row_refusals = refused.refusals  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows the refusal when it is shown again."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal: DomainError | None = getattr(request, "refusal", None)
        if refusal is None:
            return form
        refused = refusal

        class RefusedForm(form):  # type: ignore[misc, valid-type]
            def clean(self) -> dict[str, Any]:
                cleaned = super().clean()
                self.add_error(_shown_field(self, refused), str(refused))
                return cleaned

        return RefusedForm


def _shown_field(form: forms.BaseForm, refusal: DomainError) -> str | None:
    """The field a refusal stands at; None, above the form or the row, where people can't see one of this name."""
    field = form.fields.get(refusal.field or "")
    return None if field is None or field.widget.is_hidden else refusal.field


class RefusableRow(forms.ModelForm):
    """A row of an inline; `refusals` is set by `with_refusals`."""

    refusals: dict[str, DomainError] = {}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        refusal = self.refusals.get(self.prefix or "")
        if refusal is not None:
            self.add_error(_shown_field(self, refusal), str(refusal))
        return cleaned


def with_refusals(formset: Any, request: HttpRequest) -> Any:
    """The formset class, its rows knowing what was refused in the first pass of this request."""
    refusals = getattr(request, "row_refusals", {})
    if refusals:
        formset.form = type(formset.form.__name__, (formset.form,), {"refusals": refusals})
    return formset


class OfferedFilters(Base):
    """An admin whose list is filtered by what it offers beside it, and by no other column of the row.

    Django takes any in the address (`?author=24`, `?body__icontains=`), and the rows that come back answer: who a pseudonym is,
    what somebody wrote for themselves, how a link or a password's hash goes on.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Of the model's columns, and of what points at it, only those of a filter. Other words may be a filter's own."""
        if not super().lookup_allowed(lookup, value, request):
            return False
        try:
            field = self.opts.get_field(lookup.split("__", maxsplit=1)[0])
        except FieldDoesNotExist:
            return True
        filters = (offered[0] if isinstance(offered, tuple) else offered for offered in self.get_list_filter(request))
        named = [name for name in (*filters, self.date_hierarchy) if isinstance(name, str)]
        return field.name in {name.split("__", maxsplit=1)[0] for name in named}


class InWords(HistoricalRecordContextHelper):
    """What has changed, as the pages say it: the words of a choice, and a dash for nothing."""

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any:
        value = super().prepare_delta_change_value(change, value)
        if value in (None, "", []) or (isinstance(value, DeletedObject) and value.pk is None):
            return "–"
        field = self.model._meta.get_field(change.field)  # noqa: SLF001
        choices = dict(getattr(field, "flatchoices", []))
        return str(choices.get(value, value)) if choices else value


class HistoryAdmin(OfferedFilters, SimpleHistoryAdmin):
    """An admin with the kept history: who, what, when, why. It is read, never reverted to or edited."""

    object_history_list_template = "admin/history_list.html"

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> InWords:
        return InWords(self.model, historical_record)

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One line of the history, to look at."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied(_("The history is kept as it was."))
        return super().history_form_view(request, object_id, version_id, extra_context)


class ReadOnlyAdmin(OfferedFilters):
    """An admin for looking: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
