"""The mails about affinity groups: who hears what, and, when each leaves, whether it still concerns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.enums import INSIDE, GroupStatus
from cohorts.models import AffinityGroup, Enrollment, GroupMeeting, GroupMembership
from common import times
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail
from notifications.operations.outbox import Posting, post_mails

if TYPE_CHECKING:
    from accounts.models import User

PROPOSED = "cohorts.group_proposed"
DECIDED = "cohorts.group_decided"
MEETING = "cohorts.group_meeting"


class MeetingNews(models.TextChoices):
    """What members hear of a date."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    CANCELED = "canceled", _("canceled")


def group_proposed(*, group: AffinityGroup, by: User, now: datetime) -> None:
    """Tells the cohort's coordinators of a proposal."""
    coordinators = Enrollment.objects.filter(cohort=group.cohort_id).coordinating().exclude(person=by)
    _post(PROPOSED, {"group": group.pk}, str(group.pk), coordinators.values_list("person", flat=True), now=now)


def group_decided(*, group: AffinityGroup, now: datetime) -> None:
    """Tells who proposed the group what became of it."""
    if group.proposed_by_id:
        _post(DECIDED, {"group": group.pk}, str(group.pk), [group.proposed_by_id], now=now)


def meeting_news(*, meeting: GroupMeeting, news: MeetingNews, by: User, now: datetime) -> None:
    """Tells the other members of the group of a date."""
    members = GroupMembership.objects.standing().filter(group=meeting.group_id).exclude(person=by)
    params = {"meeting": meeting.pk, "news": news.value, "starts_at": meeting.starts_at.isoformat()}
    about = f"{meeting.pk}:{news.value}:{int(now.timestamp())}"
    _post(MEETING, params, about, members.values_list("person", flat=True), now=now, expires_at=meeting.ends_at)


def compose_group_proposed(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """The proposal, for a coordinator, as long as it waits for an answer."""
    group = _group(mail)
    if group is None or group.status != GroupStatus.PROPOSED:
        return Skip(_("The proposal has its answer already."))
    if not Enrollment.objects.filter(cohort=group.cohort_id, person=mail.recipient).coordinating().exists():
        return Skip(_("They do not coordinate the cohort any more."))
    return _letter("group_proposed", group, who=group.proposed_by.display_name if group.proposed_by else "")


def compose_group_decided(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """The coordinators' answer, for who proposed the group."""
    group = _group(mail)
    if group is None:
        return Skip(_("The group is gone."))
    if not Enrollment.objects.filter(cohort=group.cohort_id, person=mail.recipient, status__in=INSIDE).exists():
        return Skip(_("They have left the cohort."))
    return _letter("group_decided", group, is_open=group.status != GroupStatus.DECLINED)


def compose_group_meeting(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """A date, for those who are in the group when the mail leaves."""
    meeting = GroupMeeting.objects.select_related("group__cohort__program").filter(pk=mail.params["meeting"]).first()
    if meeting is None:
        return Skip(_("The date is gone."))
    group, news = meeting.group, MeetingNews(mail.params["news"])
    if not GroupMembership.objects.standing().filter(group=group, person=mail.recipient).exists():
        return Skip(_("They are not in the group any more."))
    if (meeting.cancelled_at is not None) != (news == MeetingNews.CANCELED):
        return Skip(_("The date was canceled before this mail left."))
    if meeting.starts_at.isoformat() != mail.params["starts_at"]:
        return Skip(_("The date was moved before this mail left."))
    zones = {"viewer_zone": mail.recipient.time_zone, "home_zone": group.cohort.time_zone}
    letter = _letter(
        "group_meeting",
        group,
        meeting=meeting,
        news=news.value,
        when=times.when_line(meeting.starts_at, meeting.ends_at, now=now, **zones),
        soon=times.day(meeting.starts_at, mail.recipient.time_zone or group.cohort.time_zone, now),
    )
    return replace(letter, begins_at=meeting.starts_at)


def _post(
    kind: str,
    params: dict[str, object],
    about: str,
    people: Iterable[int],
    *,
    now: datetime,
    expires_at: datetime | None = None,
) -> None:
    """One mail to each of the people; `about` is what makes it the same news."""
    postings = [Posting(person, f"{kind}:{about}:{person}", params) for person in sorted(people)]
    post_mails(kind=kind, postings=postings, expires_at=expires_at, now=now)


def _group(mail: OutboxMail) -> AffinityGroup | None:
    rows = AffinityGroup.objects.select_related("cohort__program", "proposed_by")
    return rows.filter(pk=mail.params["group"]).first()


def _letter(template: str, group: AffinityGroup, **context: object) -> Letter:
    facts = {
        "group": group,
        "cohort": group.cohort,
        "program": group.cohort.program,
        "path": group.get_absolute_url(),
        "groups_path": reverse("cohorts:group_list", args=[group.cohort.slug]),
    }
    return Letter(template, facts | context)
