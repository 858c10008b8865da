"""The library's own resources: links and files that facilitators have chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from common.errors import DomainError
from common.one_line import one_line
from common.uploads import Accepted, examine, random_name
from sessions.models import Resource, ResourceTopic
from sessions.operations.checks import check_fields, refuse
from sessions.transcripts.finding import folded

if TYPE_CHECKING:
    from accounts.models import User

MOST_TOPICS, LONGEST_TOPIC = 12, 60
MOST_RESOURCES, LONGEST_DESCRIPTION = 1000, 2000
# The same file once more within this time is the same click, or the same form in another tab.
SENT_TWICE = timedelta(minutes=10)


class UnableToKeepResource(DomainError):
    """The resource doesn't fit; a file is refused by `common.uploads.UploadRefused`."""


def add_resource(
    *,
    cohort: Cohort,
    title: str,
    by: User | None,
    now: datetime,
    url: str = "",
    upload: UploadedFile | None = None,
    description: str = "",
    topics: Sequence[str] = (),
    for_program: bool = False,
) -> Resource:
    """A link or a file in the library of a cohort, or of all cohorts of its program. The same once more is the one there is.

    Raises `UnableToKeepResource` and `common.uploads.UploadRefused`.
    """
    accepted = examine(upload) if upload else None
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        resource = Resource(
            program_id=cohort.program_id, cohort=None if for_program else cohort, added_by=by, added_at=now
        )
        _say(resource, title=title or (accepted.name if accepted else ""), url=url, description=description)
        _check(resource, accepted)
        if double := _sent_before(resource, accepted, now):
            return double
        if Resource.objects.of_cohort(cohort).count() >= MOST_RESOURCES:
            raise UnableToKeepResource(_("A library has at most %(most)d resources.") % {"most": MOST_RESOURCES})
        wanted = _checked_topics(topics)
        _save(resource, accepted)
        _set_topics(resource, wanted)
    return resource


def edit_resource(
    *,
    resource: Resource,
    title: str,
    by: User | None,
    now: datetime,
    url: str = "",
    upload: UploadedFile | None = None,
    description: str = "",
    topics: Sequence[str] = (),
) -> Resource:
    """Change its words, its topics, or what it leads to; a new file takes the place of link or file.

    Raises `UnableToKeepResource` and `common.uploads.UploadRefused`.
    """
    accepted = examine(upload) if upload else None
    with transaction.atomic():
        resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
        earlier = str(resource.file.name or "")
        if accepted or url.strip():
            resource.file, resource.file_name, resource.content_type, resource.size = "", "", "", 0
        else:
            url = "" if resource.file else url
        _say(resource, title=title, url=url, description=description)
        _check(resource, accepted)
        wanted = _checked_topics(topics)
        _save(resource, accepted)
        _set_topics(resource, wanted)
        if earlier and earlier != resource.file.name:
            transaction.on_commit(lambda: resource.file.storage.delete(earlier))
    return resource


@transaction.atomic
def remove_resource(*, resource: Resource, by: User | None) -> None:
    """Take it out of the library; its file is deleted once that is certain."""
    standing = Resource.objects.select_for_update(of=("self",)).filter(pk=resource.pk).first()
    if standing is None:
        return
    name = str(standing.file.name or "")
    standing.delete()
    if name:
        transaction.on_commit(lambda: standing.file.storage.delete(name))


def _say(resource: Resource, *, title: str, url: str, description: str) -> None:
    resource.title, resource.url, resource.description = title.strip(), url.strip(), description.strip()


def _check(resource: Resource, accepted: Accepted | None) -> None:
    if accepted and resource.url:
        raise refuse(UnableToKeepResource, _("Give a link or a file, not both."), field="file")
    if not (accepted or resource.url or resource.file):
        raise refuse(UnableToKeepResource, _("Give a link or choose a file."), field="url")
    if resource.url and not resource.url.startswith(("https://", "http://")):
        raise refuse(UnableToKeepResource, _("Paste the whole link, beginning with https://."), field="url")
    if accepted:
        resource.file_name, resource.content_type, resource.size = accepted.name, accepted.content_type, accepted.size
    check_fields(resource, UnableToKeepResource, leave_out={"file"})
    if len(resource.description) > LONGEST_DESCRIPTION:
        said = _("A description has at most %(most)d characters.") % {"most": LONGEST_DESCRIPTION}
        raise refuse(UnableToKeepResource, said, field="description")


def _sent_before(resource: Resource, accepted: Accepted | None, now: datetime) -> Resource | None:
    """Asked under the cohort's lock."""
    alike = Resource.objects.filter(program=resource.program_id, cohort=resource.cohort_id, title=resource.title)
    if accepted:
        alike = alike.filter(file_name=accepted.name, size=accepted.size, added_at__gt=now - SENT_TWICE)
    else:
        alike = alike.filter(url=resource.url)
    return alike.order_by("pk").first()


def _save(resource: Resource, accepted: Accepted | None) -> None:
    if accepted is None:
        resource.save()
        return
    resource.file.save(random_name(accepted), accepted.content, save=False)
    try:
        resource.save()
    except Exception:
        resource.file.storage.delete(str(resource.file.name))
        raise


def _checked_topics(topics: Iterable[str]) -> dict[str, str]:
    """Each topic once, by what it is folded to."""
    wanted: dict[str, str] = {}
    for topic in map(one_line, topics):
        if topic:
            wanted.setdefault(folded(topic), topic)
    facts = {"most": MOST_TOPICS, "longest": LONGEST_TOPIC}
    if len(wanted) > MOST_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in wanted.values()):
        said = _("Write at most %(most)d topics of at most %(longest)d characters each, with commas between them.")
        raise refuse(UnableToKeepResource, said % facts, field="topics")
    return wanted


def _set_topics(resource: Resource, wanted: dict[str, str]) -> None:
    resource.topics.all().delete()
    ResourceTopic.objects.bulk_create(
        ResourceTopic(resource=resource, name=name, key=key[:80]) for key, name in wanted.items()
    )
