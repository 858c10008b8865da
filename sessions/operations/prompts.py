"""The questions posed with a session, and when they open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.errors import DomainError
from discussions.operations.threads import edit_thread, open_prompt_thread, remove_thread, reschedule_opening
from sessions.models import LiveSession, Prompt
from sessions.models.prompt import WITHHELD
from sessions.operations.checks import refuse

if TYPE_CHECKING:
    from accounts.models import User

MOST_PROMPTS = 20
# Characters.
LONGEST_QUESTION, LONGEST_TEXT = 300, 10_000
# Words that stand in the address where a thread's own could stand.
RESERVED_SLUGS = {"new"}


class UnableToWritePrompt(DomainError):
    """The prompt can't be added or changed like this."""


class UnableToRemovePrompt(DomainError):
    """Somebody has answered it."""


def opening_of(prompt: Prompt, live_session: LiveSession) -> datetime:
    """When people can answer: at the session's end, or when a facilitator said; never where the session was cancelled."""
    if live_session.is_cancelled:
        return WITHHELD
    return prompt.opens_at or live_session.ends_at


@transaction.atomic
def add_prompt(
    *,
    live_session: LiveSession,
    title: str,
    by: User | None,
    now: datetime,
    body: str = "",
    opens_at: datetime | None = None,
    slug: str = "",
) -> Prompt:
    """A new question at the end of the session's prompts. It opens when the session ends, or at `opens_at`.

    The same question once more is the prompt that stands already: a form sent twice makes one. Raises
    `UnableToWritePrompt`.
    """
    live_session = _locked(live_session)
    title, body = title.strip(), body.strip()
    _check_words(title, body)
    standing = list(live_session.prompts.select_related("thread").order_by("position", "pk"))
    for prompt in standing:
        if (prompt.thread.title, prompt.thread.body) == (title, body):
            return prompt
    if live_session.is_cancelled:
        raise UnableToWritePrompt(_("This session was cancelled; its prompts stay closed."))
    if len(standing) >= MOST_PROMPTS:
        raise UnableToWritePrompt(_("A session has at most %(most)d prompts.") % {"most": MOST_PROMPTS})
    prompt = Prompt(live_session=live_session, position=standing[-1].position + 1 if standing else 1, opens_at=opens_at)
    prompt.thread = open_prompt_thread(
        board=live_session.board,
        slug=_free_slug(live_session, wish=slug or title),
        title=title,
        body=body,
        opens_at=opening_of(prompt, live_session),
        by=by,
        now=now,
    )
    prompt.save()
    return prompt


@transaction.atomic
def edit_prompt(
    *, prompt: Prompt, title: str, body: str, opens_at: datetime | None, by: User | None, now: datetime
) -> Prompt:
    """Change the words, and when it opens (`opens_at` None: when the session ends).

    A prompt people have answered isn't closed again. Raises `UnableToWritePrompt`.
    """
    title, body = title.strip(), body.strip()
    _check_words(title, body)
    live_session = _locked(prompt.live_session)
    prompt = _in(live_session, prompt)
    edit_thread(thread=prompt.thread, title=title, body=body, by=by, now=now)
    prompt.opens_at = opens_at
    opening = opening_of(prompt, live_session)
    if prompt.thread.last_number and opening > now:
        raise refuse(
            UnableToWritePrompt,
            _("People have answered this prompt already; it can't be closed again. Choose a time that has passed."),
            field="opens_at",
        )
    prompt.save(update_fields=["opens_at"])
    reschedule_opening(thread=prompt.thread, opens_at=opening, by=by)
    return prompt


@transaction.atomic
def reorder_prompts(*, live_session: LiveSession, order: Sequence[int], by: User | None) -> None:
    """Number the prompts in the order of these ids; prompts that aren't named keep their order after them."""
    live_session = _locked(live_session)
    wanted = {pk: place for place, pk in enumerate(order)}
    prompts = list(live_session.prompts.order_by("position", "pk"))
    prompts.sort(key=lambda prompt: wanted.get(prompt.pk, len(wanted)))
    for position, prompt in enumerate(prompts, start=1):
        prompt.position = position
    Prompt.objects.bulk_update(prompts, ["position"])


@transaction.atomic
def remove_prompt(*, prompt: Prompt, by: User | None, now: datetime) -> None:
    """Take a prompt away while nobody has answered it. Raises `UnableToRemovePrompt`."""
    live_session = _locked(prompt.live_session)
    standing = live_session.prompts.select_related("thread").filter(pk=prompt.pk).first()
    if standing is None:
        return
    if standing.thread.last_number:
        raise UnableToRemovePrompt(_("People have answered this prompt; it stays."))
    standing.delete()
    remove_thread(thread=standing.thread, by=by, now=now)


def keep_openings_in_step(*, live_session: LiveSession, by: User | None, now: datetime) -> None:
    """Bring the openings to where the session now ends; called where it moved or was cancelled, under its lock.

    A prompt with its own time keeps it. One that has been answered stays open: nobody's words are locked away.
    """
    for prompt in live_session.prompts.select_related("thread"):
        opening = opening_of(prompt, live_session)
        has_opened = prompt.thread.is_open_at(now)
        closes_again = has_opened and opening > now
        if closes_again and (prompt.thread.last_number or live_session.is_cancelled):
            continue
        reschedule_opening(thread=prompt.thread, opens_at=opening, by=by)


def _locked(live_session: LiveSession) -> LiveSession:
    return LiveSession.objects.select_for_update(of=("self",)).select_related("board", "cohort").get(pk=live_session.pk)


def _in(live_session: LiveSession, prompt: Prompt) -> Prompt:
    """The prompt as it stands now. Raises `UnableToWritePrompt` where it has been taken away."""
    standing = live_session.prompts.select_related("thread").filter(pk=prompt.pk).first()
    if standing is None:
        raise UnableToWritePrompt(_("This prompt has been taken away meanwhile."))
    return standing


def _check_words(title: str, body: str) -> None:
    if not title:
        raise refuse(UnableToWritePrompt, _("Write the question."), field="title")
    for field, text, most in (("title", title, LONGEST_QUESTION), ("body", body, LONGEST_TEXT)):
        if len(text) > most:
            raise refuse(
                UnableToWritePrompt,
                _("This has %(length)d characters; %(most)d is the most.") % {"length": len(text), "most": most},
                field=field,
            )


def _free_slug(live_session: LiveSession, *, wish: str) -> str:
    """An address that no thread of the session's board has."""
    base = slugify(wish)[:60].strip("-") or "prompt"
    taken = {*live_session.board.threads.values_list("slug", flat=True), *RESERVED_SLUGS}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
