"""A session of a blueprint written into a cohort: whole, or what has changed of it since the file was loaded last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cohorts.models import Cohort, Phase
from cop_portal.blueprints.cohort_facts import agenda_blocks, name_and_text, session_facts
from cop_portal.blueprints.schedule import Material, Prompt, Session
from sessions.models import LiveSession
from sessions.models import Prompt as StoredPrompt
from sessions.operations.agenda import set_agenda
from sessions.operations.materials import add_link, remove_material
from sessions.operations.prompts import add_prompt, edit_prompt, remove_prompt, reorder_prompts
from sessions.operations.schedule import edit_session, move_session, schedule_session

if TYPE_CHECKING:
    from accounts.models import User


def differing(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """What of `after` is new or other than it was; all of it where there was nothing."""
    return {name: value for name, value in after.items() if before is None or before.get(name) != value}


def add_session(
    *, cohort: Cohort, session: Session, starts_at: datetime, minutes: int, by: User | None, now: datetime
) -> LiveSession:
    """The session with its agenda, prompts and links. An agenda for another length is left for its people to write.

    Raises the refusals of the operations of `sessions`.
    """
    live_session = schedule_session(
        cohort=cohort,
        title=session.title,
        starts_at=starts_at,
        minutes=minutes,
        slug=session.slug,
        by=by,
        now=now,
        **session_facts(session) | {"phase": _phase(cohort, session)},
    )
    if sum(item.minutes for item in session.agenda) == minutes:
        set_agenda(live_session=live_session, items=agenda_blocks(session), by=by, now=now)
    for prompt in session.prompts:
        _add_prompt(live_session, prompt, by=by, now=now)
    for material in session.materials:
        _add_link(live_session, material, by=by, now=now)
    return live_session


def change_session(
    *,
    live_session: LiveSession,
    before: Session | None,
    after: Session,
    starts_at: datetime,
    was_at: datetime | None,
    now: datetime,
) -> list[str]:
    """Bring a loaded session to what the file says now, where the file has changed; `None` is a file no longer known.

    Returns what was changed, a few words each. Raises the refusals of the operations of `sessions`.
    """
    changed: list[str] = []
    facts = differing(_facts(before) if before else None, _facts(after))
    if "phase" in facts:
        facts["phase"] = _phase(live_session.cohort, after)
    if facts := {name: value for name, value in facts.items() if getattr(live_session, name) != value}:
        edit_session(live_session=live_session, by=None, now=now, **facts)
        changed += [name.replace("_", " ") for name in facts]
    minutes = (after.minutes or (live_session.minutes,))[0]
    if (was_at, before and before.minutes) != (starts_at, after.minutes):
        if (live_session.starts_at, live_session.minutes) != (starts_at, minutes):
            changed.append("time")
        move_session(live_session=live_session, starts_at=starts_at, minutes=minutes, by=None, now=now)
    if before is None or before.agenda != after.agenda:
        set_agenda(live_session=live_session, items=agenda_blocks(after), by=None, now=now)
        changed.append("agenda")
    if before is None or before.prompts != after.prompts:
        changed += _change_prompts(live_session, before.prompts if before else (), after.prompts, now)
    if before is None or before.materials != after.materials:
        changed += _change_links(live_session, before.materials if before else (), after.materials, now)
    return changed


def _facts(session: Session) -> dict[str, Any]:
    return {"title": session.title, "phase": session.phase, **session_facts(session)}


def _phase(cohort: Cohort, session: Session) -> Phase | None:
    return cohort.phases.filter(slug=session.phase).first() if session.phase else None


def _add_prompt(live_session: LiveSession, prompt: Prompt, *, by: User | None, now: datetime) -> None:
    name, text = name_and_text(prompt)
    add_prompt(live_session=live_session, slug=prompt.slug, title=name, body=text, by=by, now=now)


def _add_link(live_session: LiveSession, material: Material, *, by: User | None, now: datetime) -> None:
    add_link(
        live_session=live_session,
        title=material.title,
        url=material.url,
        description=material.description,
        by=by,
        now=now,
    )


def _change_prompts(
    live_session: LiveSession, before: Sequence[Prompt], after: Sequence[Prompt], now: datetime
) -> list[str]:
    """Questions are known by their slug, which is the address of their thread: what was answered stays answered."""
    stored = {prompt.thread.slug: prompt for prompt in _prompts(live_session)}
    old, new = {prompt.slug: prompt for prompt in before}, {prompt.slug: prompt for prompt in after}
    changed = []
    for slug in (old.keys() - new.keys()) & stored.keys():
        remove_prompt(prompt=stored[slug], by=None, now=now)
        changed.append(f"prompt “{slug}” taken away")
    for slug, prompt in new.items():
        if slug not in stored:
            _add_prompt(live_session, prompt, by=None, now=now)
            changed.append(f"prompt “{slug}” added")
        elif old.get(slug) != prompt and name_and_text(prompt) != (
            stored[slug].thread.title,
            stored[slug].thread.body,
        ):
            name, text = name_and_text(prompt)
            opens_at = stored[slug].opens_at
            edit_prompt(prompt=stored[slug], title=name, body=text, opens_at=opens_at, by=None, now=now)
            changed.append(f"prompt “{slug}” reworded")
    order = [prompt.pk for slug in new for prompt in _prompts(live_session) if prompt.thread.slug == slug]
    reorder_prompts(live_session=live_session, order=order, by=None)
    return changed or ["order of prompts"]


def _prompts(live_session: LiveSession) -> list[StoredPrompt]:
    return list(live_session.prompts.select_related("thread").order_by("position"))


def _change_links(
    live_session: LiveSession, before: Sequence[Material], after: Sequence[Material], now: datetime
) -> list[str]:
    """The file's own links anew, in its order, after those that people have added."""
    gone = {(material.url, material.title) for material in before}
    for stored in live_session.materials.filter(added_by__isnull=True):
        if (stored.url, stored.title) in gone:
            remove_material(material=stored, by=None)
    for material in after:
        _add_link(live_session, material, by=None, now=now)
    return ["materials"]
