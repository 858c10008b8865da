"""What people are told of sessions: scheduled, changed, soon, and what there is to read and to answer.

Each is asked again when it is shown: a session that was renamed or moved since is told as it is, one of a cohort the reader has
left isn't told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import times
from notifications.digests import Group, Line
from notifications.enums import Channel
from notifications.matters import Matter, Shown
from sessions.models import LiveSession, Material, Prompt, Recording
from sessions.owing import owed_by_session

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

SCHEDULED, CHANGED, SOON = "live_sessions.scheduled", "live_sessions.changed", "live_sessions.soon"
OWED = "live_sessions.owed"
PROMPTS, RECORDING, MATERIALS = "live_sessions.prompts", "live_sessions.recording", "live_sessions.materials"


def show_scheduled(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Sessions that still take place, one by its name, several by their number and the first. One query."""
    found = _sessions(viewer, [pk for notice in notices for pk in notice.params["live_sessions"]])
    shown = {}
    for notice in notices:
        told = [found[pk] for pk in notice.params["live_sessions"] if pk in found and not found[pk].is_cancelled]
        if not told:
            continue
        first = min(told, key=lambda live_session: live_session.starts_at)
        words = {"session": str(first), "when": _when(first, viewer, now), "count": len(told)}
        if len(told) == 1:
            line, url = _("New on the schedule: “%(session)s”, %(when)s") % words, first.get_absolute_url()
        else:
            said = ngettext(
                "%(count)d new session on the schedule, the first “%(session)s”, %(when)s",
                "%(count)d new sessions on the schedule, the first “%(session)s”, %(when)s",
                len(told),
            )
            line, url = said % words, reverse("sessions:schedule", args=[first.cohort.slug])
        shown[notice.pk] = Shown(line, url, about=first.cohort.title)
    return shown


def show_changed(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """When a session takes place now, or that it doesn't. One query."""
    found = _sessions(viewer, [notice.params["live_session"] for notice in notices])
    shown = {}
    for notice in notices:
        live_session = found.get(notice.params["live_session"])
        if live_session is not None:
            words = {"session": str(live_session), "when": _when(live_session, viewer, now)}
            cancelled, moved = _("“%(session)s” was cancelled"), _("“%(session)s” was moved: it is on %(when)s")
            line = (cancelled if live_session.is_cancelled else moved) % words
            shown[notice.pk] = Shown(line, live_session.get_absolute_url(), about=live_session.cohort.title)
    return shown


def show_soon(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """A session that takes place at the time the notice was of. One query."""
    found = _sessions(viewer, [notice.params["live_session"] for notice in notices])
    shown = {}
    for notice in notices:
        live_session = found.get(notice.params["live_session"])
        if live_session is None or live_session.is_cancelled:
            continue
        if notice.params["starts_at"] == int(live_session.starts_at.timestamp()):
            words = {"session": str(live_session), "when": _when(live_session, viewer, now)}
            line = _("“%(session)s”: %(when)s") % words
            shown[notice.pk] = Shown(line, live_session.get_absolute_url(), about=live_session.cohort.title)
    return shown


def show_owed(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Sessions of which the viewer still owes something. One query, and those of what is owed."""
    owed = owed_by_session(viewer, now)
    found = _sessions(viewer, [pk for notice in notices if (pk := notice.params["live_session"]) in owed])
    shown = {}
    for notice in notices:
        live_session = found.get(notice.params["live_session"])
        if live_session is not None:
            line = _("Still yours to do. %(owed)s") % {"owed": owed[live_session.pk]}
            shown[notice.pk] = Shown(line, live_session.get_absolute_url(), about=live_session.cohort.title)
    return shown


def show_prompts(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Prompts that are open. One query."""
    ids = [pk for notice in notices for pk in notice.params["prompts"]]
    prompts = Prompt.objects.open_at(now).filter(pk__in=ids, live_session__in=LiveSession.objects.visible_to(viewer))
    found = prompts.select_related("live_session__cohort", "thread").in_bulk()
    shown = {}
    for notice in notices:
        told = [found[pk] for pk in notice.params["prompts"] if pk in found]
        if told:
            live_session = told[0].live_session
            words = {"session": str(live_session), "count": len(told)}
            said = ngettext(
                "The prompt of “%(session)s” is open", "The %(count)d prompts of “%(session)s” are open", len(told)
            )
            url, about = live_session.get_absolute_url(), live_session.cohort.title
            shown[notice.pk] = Shown(said % words, url, quote=told[0].thread.title, about=about)
    return shown


def show_recording(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Recordings that are published. One query."""
    recordings = Recording.objects.visible_to(viewer).filter(published_at__isnull=False)
    found = recordings.select_related("live_session__cohort").in_bulk(
        [notice.params["recording"] for notice in notices]
    )
    shown = {}
    for notice in notices:
        recording = found.get(notice.params["recording"])
        if recording is not None:
            line = _("The recording of “%(session)s” is here") % {"session": recording.live_session}
            shown[notice.pk] = Shown(line, recording.get_absolute_url(), about=recording.live_session.cohort.title)
    return shown


def show_materials(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """Materials that are still there. One query."""
    ids = [pk for notice in notices for pk in notice.params["materials"]]
    found = Material.objects.visible_to(viewer).select_related("live_session__cohort").in_bulk(ids)
    shown = {}
    for notice in notices:
        told = [found[pk] for pk in notice.params["materials"] if pk in found]
        if told:
            live_session = told[0].live_session
            line = _("New materials for “%(session)s”") % {"session": live_session}
            titles = ", ".join(material.title for material in told)
            url, about = live_session.get_absolute_url(), live_session.cohort.title
            shown[notice.pk] = Shown(line, url, quote=titles, about=about)
    return shown


def _sessions(viewer: User, ids: Iterable[int]) -> dict[int, LiveSession]:
    return LiveSession.objects.visible_to(viewer).select_related("cohort").in_bulk(list(ids))


def _when(live_session: LiveSession, viewer: User, now: datetime) -> str:
    zones = {"viewer_zone": viewer.time_zone, "home_zone": live_session.cohort.time_zone}
    return times.when_line(live_session.starts_at, live_session.ends_at, now=now, **zones)


def next_session(person: User, since: datetime, now: datetime) -> list[Group]:
    """The person's next session. One query."""
    mine = person.enrollments.active().values("cohort")
    to_come = LiveSession.objects.scheduled().filter(cohort__in=mine, starts_at__gt=now).select_related("cohort")
    first = to_come.order_by("starts_at", "pk").first()
    if first is None:
        return []
    line = _("“%(session)s”: %(when)s") % {"session": first, "when": _when(first, person, now)}
    return [Group(_("Your next session"), [Line(line, first.get_absolute_url())], is_news=False)]


MATTERS = [
    Matter(
        SOON,
        title=gettext_lazy("Reminders of sessions"),
        explained=gettext_lazy("A session is coming up: as long before as those who run the cohort have set."),
        example=gettext_lazy("“Session 3: Becoming American”: Wednesday, July 27, 3:00 – 4:30 pm Eastern"),
        default=Channel.MAIL,
        show=show_soon,
        is_urgent=True,
    ),
    Matter(
        OWED,
        title=gettext_lazy("What you still owe of a session"),
        explained=gettext_lazy(
            "A session is over and its part of yours isn’t done: as long afterwards as those who run the cohort have set."
        ),
        example=gettext_lazy("Still yours to do. From “Becoming American”: an answer to one of its prompts"),
        default=Channel.MAIL,
        show=show_owed,
    ),
    Matter(
        CHANGED,
        title=gettext_lazy("Sessions moved or cancelled"),
        explained=gettext_lazy("A session takes place at another time, or not at all."),
        example=gettext_lazy("“Session 3: Becoming American” was cancelled"),
        default=Channel.MAIL,
        show=show_changed,
        is_urgent=True,
    ),
    Matter(
        SCHEDULED,
        title=gettext_lazy("Sessions scheduled"),
        explained=gettext_lazy("There are new sessions on the schedule. Those scheduled together are told together."),
        example=gettext_lazy("New on the schedule: “Coaching clinic”, Thursday, August 4, 1:00 – 2:00 pm Eastern"),
        default=Channel.DIGEST,
        show=show_scheduled,
    ),
    Matter(
        PROMPTS,
        title=gettext_lazy("Prompts that open"),
        explained=gettext_lazy("A session is over and its questions can be answered."),
        example=gettext_lazy("The 3 prompts of “Session 3: Becoming American” are open"),
        default=Channel.DIGEST,
        show=show_prompts,
    ),
    Matter(
        RECORDING,
        title=gettext_lazy("Recordings"),
        explained=gettext_lazy("The recording of a session has been published."),
        example=gettext_lazy("The recording of “Session 3: Becoming American” is here"),
        default=Channel.DIGEST,
        show=show_recording,
    ),
    Matter(
        MATERIALS,
        title=gettext_lazy("Materials"),
        explained=gettext_lazy("Files or links have been added to a session."),
        example=gettext_lazy("New materials for “Session 3: Becoming American”"),
        default=Channel.DIGEST,
        show=show_materials,
    ),
]
