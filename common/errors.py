"""Refusals: an operation that can't do what was asked says so with a sentence for the person."""

from __future__ import annotations


class DomainError(Exception):
    """Base of every refusal; `str(error)` is shown to the person as it is.

    Each reason is its own subclass, defined beside the operation that raises it and named `UnableTo…`.
    `field` names the form field it belongs to, where there is one.
    """

    field: str | None = None
