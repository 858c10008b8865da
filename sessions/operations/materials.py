"""Files and links that belong to a session."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.uploads import Accepted, examine, random_name
from sessions.models import LiveSession, Material
from sessions.operations.checks import check_fields, refuse

if TYPE_CHECKING:
    from accounts.models import User

MOST_MATERIALS = 60
# The same file once more within this time is the same click, or the same form in another tab.
SENT_TWICE = timedelta(minutes=10)


class UnableToAddMaterial(DomainError):
    """The material doesn't fit; a file is refused by `common.uploads.UploadRefused`."""


@transaction.atomic
def add_link(
    *, live_session: LiveSession, title: str, url: str, by: User | None, now: datetime, description: str = ""
) -> Material:
    """A link beside the session. The same link and title once more is the one that stands already.

    Raises `UnableToAddMaterial`.
    """
    live_session = _locked(live_session)
    url = url.strip()
    if not url.startswith(("https://", "http://")):
        raise refuse(UnableToAddMaterial, _("Paste the whole link, beginning with https://."), field="url")
    material = _next_material(live_session, title=title, description=description, by=by, now=now)
    material.url = url
    check_fields(material, UnableToAddMaterial)
    if double := live_session.materials.filter(url=url, title=material.title).first():
        return double
    material.save()
    return material


def add_file(
    *,
    live_session: LiveSession,
    upload: UploadedFile,
    by: User | None,
    now: datetime,
    title: str = "",
    description: str = "",
) -> Material:
    """A file beside the session, stored under a random name; without a title it goes by its own name.

    The same file under the same title within minutes, by a second click or in a second tab, is the one that stands
    already. Raises `common.uploads.UploadRefused` and `UnableToAddMaterial`.
    """
    accepted = examine(upload)
    with transaction.atomic():
        live_session = LiveSession.objects.select_for_update().get(pk=live_session.pk)
        if double := _sent_before(live_session, accepted, title=title.strip() or accepted.name, now=now):
            return double
        _refuse_where_full(live_session)
        material = _next_material(live_session, title=title or accepted.name, description=description, by=by, now=now)
        material.file_name, material.content_type, material.size = accepted.name, accepted.content_type, accepted.size
        check_fields(material, UnableToAddMaterial, leave_out={"file"})
        material.file.save(random_name(accepted), accepted.content, save=False)
        try:
            material.save()
        except Exception:
            material.file.storage.delete(str(material.file.name))
            raise
    return material


@transaction.atomic
def remove_material(*, material: Material, by: User | None) -> None:
    """Take it away; its file is deleted once that is certain."""
    standing = Material.objects.select_for_update().filter(pk=material.pk).first()
    if standing is None:
        return
    standing.delete()
    if standing.file:
        transaction.on_commit(lambda: standing.file.storage.delete(str(standing.file.name)))


def _locked(live_session: LiveSession) -> LiveSession:
    live_session = LiveSession.objects.select_for_update().get(pk=live_session.pk)
    _refuse_where_full(live_session)
    return live_session


def _refuse_where_full(live_session: LiveSession) -> None:
    if live_session.materials.count() >= MOST_MATERIALS:
        raise UnableToAddMaterial(_("A session has at most %(most)d materials.") % {"most": MOST_MATERIALS})


def _sent_before(live_session: LiveSession, accepted: Accepted, *, title: str, now: datetime) -> Material | None:
    """The material that holds this very file since a few minutes; asked under the session's lock."""
    alike = live_session.materials.exclude(file="").filter(
        title=title, file_name=accepted.name, size=accepted.size, added_at__gt=now - SENT_TWICE
    )
    digest = _digest(accepted.content)
    return next((material for material in alike.order_by("pk") if _stored_digest(material) == digest), None)


def _stored_digest(material: Material) -> bytes:
    """Of the file in the storage; nothing where it is gone."""
    try:
        with material.file.open() as file:
            return _digest(file)
    except FileNotFoundError:
        return b""


def _digest(file: File) -> bytes:
    digest = hashlib.sha256()
    file.seek(0)
    for part in file.chunks():
        digest.update(part)
    file.seek(0)
    return digest.digest()


def _next_material(
    live_session: LiveSession, *, title: str, description: str, by: User | None, now: datetime
) -> Material:
    last = live_session.materials.order_by("-position").first()
    return Material(
        live_session=live_session,
        title=title.strip(),
        description=description.strip(),
        position=last.position + 1 if last else 1,
        added_by=by,
        added_at=now,
    )
