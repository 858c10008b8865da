"""Who presents at a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.history import sign_change
from sessions.models import LiveSession, Presenter
from sessions.operations.checks import check_fields

MOST_PRESENTERS = 20


class UnableToSetPresenters(DomainError):
    """Too many, or a row that doesn't fit."""


@dataclass(frozen=True, kw_only=True)
class Presenting:
    """One presenter as written: the name alone, or more; `person` where it is one of the cohort's own."""

    name: str = ""
    role: str = ""
    bio: str = ""
    person: User | None = None


@transaction.atomic
def set_presenters(*, live_session: LiveSession, rows: Sequence[Presenting], by: User | None, now: datetime) -> None:
    """Make these, in this order, the session's presenters. A person of the cohort without a name typed goes by their own.

    Raises `UnableToSetPresenters`.
    """
    live_session = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=live_session.pk)
    if len(rows) > MOST_PRESENTERS:
        raise UnableToSetPresenters(_("A session has at most %(most)d presenters.") % {"most": MOST_PRESENTERS})
    standing = list(live_session.presenters.order_by("position", "pk"))
    kept_people = {row.person_id for row in standing}
    people = set(live_session.cohort.enrollments.active().values_list("person", flat=True)) | kept_people
    written = []
    for position, row in enumerate(rows, start=1):
        if row.person and row.person.pk not in people:
            raise UnableToSetPresenters(_("%(name)s is not active in this cohort.") % {"name": row.person.display_name})
        name = row.name.strip() or (row.person.display_name if row.person else "")
        presenter = Presenter(
            live_session=live_session, position=position, name=name, role=row.role.strip(), bio=row.bio.strip(),
            person=row.person,
        )  # fmt: skip
        check_fields(presenter, UnableToSetPresenters)
        written.append(presenter)
    if [_facts(row) for row in standing] == [_facts(row) for row in written]:
        return
    live_session.presenters.all().delete()
    Presenter.objects.bulk_create(written)
    sign_change(live_session, by=by, reason=_("Presenters changed"))
    live_session.save()


def _facts(row: Presenter) -> tuple[str, str, str, int | None]:
    return row.name, row.role, row.bio, row.person_id
