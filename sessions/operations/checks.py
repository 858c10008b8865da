"""What every operation of sessions checks in the same way."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.errors import DomainError


def check_fields(instance: models.Model, refusal: type[DomainError], *, leave_out: Collection[str] = ()) -> None:
    """Refuse what doesn't fit a field of the row (too long, not a number, no such choice); asks no other row.

    Raises `refusal` with the first sentence and the field's name.
    """
    try:
        instance.clean_fields(exclude={*leave_out, *_relations(instance)})
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        label = next(known.verbose_name for known in _fields(instance) if known.name == field)
        raise refuse(refusal, f"{str(label).capitalize()}: {sentences[0]}", field=field) from error


def check_secure_link(url: str, refusal: type[DomainError], *, field: str) -> None:
    """Refuse a link that isn't https, or that hides another host behind a user name; an empty one is no link."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:  # a port or an address in brackets that is none
        is_plain = False
    if not is_plain:
        raise refuse(refusal, _("Paste the whole link, beginning with https://."), field=field)


def refuse(refusal: type[DomainError], sentence: str, *, field: str | None = None) -> DomainError:
    """The refusal with its sentence and the form field it belongs to, to be raised."""
    error = refusal(sentence)
    error.field = field
    return error


def _relations(instance: models.Model) -> set[str]:
    """Foreign keys: whoever passes a row has looked it up, and asking again costs a query each."""
    return {field.name for field in _fields(instance) if field.is_relation}


def _fields(instance: models.Model) -> list[models.Field]:
    return list(instance._meta.fields)  # noqa: SLF001 - Django's own documented door
