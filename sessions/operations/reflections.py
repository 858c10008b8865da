"""Writing a reflection, sharing it on the session's wall, taking it back, erasing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import TALKING_ROLES
from cohorts.models import Enrollment
from cohorts.operations.pseudonyms import ensure_pseudonym
from cohorts.querysets import EnrollmentQuerySet
from common.errors import DomainError
from common.history import sign_change, with_reason
from common.markdown import LONGEST, render, text_of, words_in
from common.one_line import one_line
from sessions.enums import Stage
from sessions.models import LiveSession, Reflection
from sessions.operations.checks import refuse

LONGEST_REASON = 300
WORDS = ("body", "body_html", "word_count", "version", "updated_at", "long_enough_since")
ON_THE_WALL = ("shared_at", "shared_html", "shared_version", "pseudonym", "is_named")
TAKEN_OFF = ("taken_off_at", "taken_off_by", "taken_off_reason")


class UnableToReflect(DomainError):
    """The words aren't saved; the sentence says why."""


class UnableToShare(DomainError):
    """It stays one's own."""


class UnableToTakeOff(DomainError):
    """It stays on the wall."""


class WrittenElsewhere(UnableToReflect):
    """Other words were saved since the page was opened. `standing` are those, or None where they have been erased."""

    def __init__(self, standing: Reflection | None) -> None:
        super().__init__(standing and standing.pk)
        self.standing = standing

    def __str__(self) -> str:
        if self.standing is None:
            return _(
                "You have erased this reflection in another tab or on another device. Your words are below and not saved; "
                "save once more to keep them."
            )
        return _(
            "You have written here in another tab or on another device. Your words are below and not saved yet, and under "
            "them what is saved. Put together what you want to keep, then save again."
        )


@transaction.atomic
def save_reflection(*, live_session: LiveSession, body: str, version: int, by: User, now: datetime) -> Reflection:
    """What `by` writes about the session, for themselves; `version` is the one their page began with, 0 for a new one.

    The same words once more change nothing, whatever the version; nothing written yet is no row. What is on the wall stays
    as it was shared. Raises `UnableToReflect`, `WrittenElsewhere`.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if len(body) > LONGEST:
        raise refuse(UnableToReflect, _("This is too long. Shorten it a little."), field="body")
    live_session, reflection = _standing(live_session, by)
    if refusal := why_not_reflect(live_session, by, now, has_words=reflection is not None):
        raise UnableToReflect(refusal)
    if reflection is None:
        if version:
            raise WrittenElsewhere(None)
        reflection = Reflection(person=by, live_session=live_session, created_at=now, updated_at=now)
        if not body:
            return reflection
        _write(reflection, body, now)
        reflection.skip_history_when_saving = True  # type: ignore[attr-defined]
        reflection.save()
        del reflection.skip_history_when_saving  # type: ignore[attr-defined]
        return reflection
    if body == reflection.body:
        return reflection
    if version != reflection.version:
        raise WrittenElsewhere(reflection)
    _write(reflection, body, now)
    # The history is about what others see of it: neither its beginning nor every few seconds of writing are a line.
    Reflection.objects.filter(pk=reflection.pk).update(**{name: getattr(reflection, name) for name in WORDS})
    return reflection


def why_not_reflect(live_session: LiveSession, by: User, now: datetime, *, has_words: bool) -> str:
    """Why they can't write about this session now; empty where they can. One query. The session comes with its cohort.

    Whoever has begun goes on, also when the session was moved or cancelled since.
    """
    if not live_session.cohort.is_open:
        return _("This cohort has been completed; what you wrote stays as it is.")
    if not _place(live_session, by).exists():
        return _("Reflections are written by those who take part in this cohort now.")
    stage = live_session.stage_at(now)
    if not has_words and stage == Stage.CANCELLED:
        return _("This session is cancelled, so there is nothing to reflect on.")
    if not has_words and stage in {Stage.AHEAD, Stage.DOORS_OPEN}:
        return _("You can write here as soon as the session begins.")
    return ""


@transaction.atomic
def share_reflection(
    *, live_session: LiveSession, version: int, by: User, now: datetime, without_name: bool = False
) -> Reflection:
    """Puts a copy of the words of this version on the session's wall, in place of an earlier one, with the name or without.

    How it was shared first is how it stays: who read it with a name would know whose the other one is. Twice is once. Raises
    `UnableToReflect`, `WrittenElsewhere`, `UnableToShare`, and what `ensure_pseudonym` raises.
    """
    live_session, reflection = _standing(live_session, by)
    if refusal := why_not_reflect(live_session, by, now, has_words=reflection is not None):
        raise UnableToReflect(refusal)
    if reflection is None or not reflection.word_count:
        raise refuse(UnableToShare, _("Write a few words first."), field="body")
    if version != reflection.version:
        raise WrittenElsewhere(reflection)
    if without_name and reflection.is_named:
        raise UnableToShare(_("This has been on the wall with your name, so it can’t be shared without it."))
    if not without_name and reflection.pseudonym_id is not None:
        raise UnableToShare(_("This has been on the wall without your name, so it can’t be shared with it."))
    if reflection.is_shared and reflection.shared_version == version:
        return reflection
    if reflection.is_refused:
        raise UnableToShare(_("These words were taken off the wall. Change them before you share them again."))
    reflection.pseudonym = ensure_pseudonym(cohort=live_session.cohort, by=by, now=now) if without_name else None
    reflection.is_named = not without_name
    reflection.shared_at, reflection.shared_version, reflection.shared_html = now, version, reflection.body_html
    reflection.taken_off_at, reflection.taken_off_by, reflection.taken_off_reason = None, None, ""
    return _kept(reflection, by=by, reason="Shared on the wall")


@transaction.atomic
def take_back_reflection(*, live_session: LiveSession, by: User, now: datetime) -> Reflection | None:
    """Nobody else reads it from now on; it stays theirs. Twice is once, and so is one that there isn't."""
    _session, reflection = _standing(live_session, by)
    if reflection is None or not reflection.is_shared:
        return reflection
    _clear_copy(reflection)
    reflection.shared_version = 0
    return _kept(reflection, by=by, reason="Taken back")


@transaction.atomic
def take_off_wall(*, reflection: Reflection, reason: str, by: User, now: datetime) -> Reflection:
    """Those who run the sessions take one off the wall; its author reads why, and keeps the words. Twice is once.

    Raises `UnableToTakeOff`.
    """
    reason = one_line(reason)[:LONGEST_REASON]
    if not reason:
        raise refuse(UnableToTakeOff, _("Say why; the author reads it."), field="reason")
    reflection = Reflection.objects.select_for_update(of=("self",)).get(pk=reflection.pk)
    if not reflection.is_shared:
        return reflection
    _clear_copy(reflection)
    reflection.taken_off_at, reflection.taken_off_by, reflection.taken_off_reason = now, by, reason
    return _kept(reflection, by=by, reason=with_reason("Taken off the wall", reason))


@transaction.atomic
def erase_reflection(*, live_session: LiveSession, by: User, now: datetime) -> None:
    """The words are gone for good, from the wall too. Twice is once."""
    _session, reflection = _standing(live_session, by)
    if reflection is not None:
        _sign(reflection, by=by, reason="Erased")
        reflection.delete()


def put_together(kept: Reflection, other: Reflection, *, by: User | None, reason: str, now: datetime) -> Reflection:
    """The words of both in one, the earlier ones first and on no wall; the other one goes. For two accounts of one person.

    The caller holds both rows, each with its session and cohort.
    """
    texts = [row.body for row in sorted((kept, other), key=lambda row: row.created_at) if row.body]
    kept.long_enough_since = min(
        (row.long_enough_since for row in (kept, other) if row.long_enough_since is not None), default=None
    )
    _write(kept, "\n\n".join(texts), now)
    kept.created_at = min(kept.created_at, other.created_at)
    _clear_copy(kept)
    kept.shared_version = 0
    if kept.pseudonym_id is None and not kept.is_named:
        # What one of them shared without a name isn't shared with it now.
        kept.pseudonym = other.pseudonym
    _sign(other, by=by, reason=reason)
    other.delete()
    Reflection.objects.filter(pk=kept.pk).update(**{name: getattr(kept, name) for name in (*WORDS, "created_at")})
    return _kept(kept, by=by, reason=reason)


def _place(live_session: LiveSession, by: User) -> EnrollmentQuerySet:
    """The enrollment (0 or 1 rows) that lets them write in the session's cohort."""
    return Enrollment.objects.active().filter(cohort=live_session.cohort_id, person=by, role__in=TALKING_ROLES)


def _standing(live_session: LiveSession, by: User) -> tuple[LiveSession, Reflection | None]:
    """The session with its cohort, and what `by` has written about it, as both stand now; the words are held.

    Two pages that save at the same time wait for one another at their writer's row, where the words may not be yet.
    """
    User.objects.select_for_update().get(pk=by.pk)
    live_session = LiveSession.objects.select_related("cohort").get(pk=live_session.pk)
    rows = Reflection.objects.select_for_update(of=("self",)).filter(person=by, live_session=live_session)
    reflection = rows.first()
    if reflection is not None:
        reflection.live_session = live_session
    return live_session, reflection


def _write(reflection: Reflection, body: str, now: datetime) -> None:
    reflection.body = body
    reflection.body_html = render(body, heading_level=3, keep_lines=True)
    reflection.word_count = words_in(text_of(reflection.body_html))
    reflection.version += 1
    reflection.updated_at = now
    if reflection.word_count < reflection.live_session.cohort.makeup_words:
        reflection.long_enough_since = None
    elif reflection.long_enough_since is None:
        reflection.long_enough_since = now


def _clear_copy(reflection: Reflection) -> None:
    reflection.shared_at, reflection.shared_html = None, ""


def _kept(reflection: Reflection, *, by: User | None, reason: str) -> Reflection:
    """Saves what others see of it, with a line of history."""
    author = reflection.person
    _sign(reflection, by=by, reason=reason)
    reflection.save(update_fields=[*ON_THE_WALL, *TAKEN_OFF])
    reflection.person = author
    return reflection


def _sign(reflection: Reflection, *, by: User | None, reason: str) -> None:
    """Who makes the next change. Without a name the line of history says neither whose it is nor that its author did it.

    The row's person is left as it is, for they aren't among what is saved.
    """
    is_nameless = reflection.pseudonym_id is not None
    is_own = by is not None and by.pk == reflection.person_id
    sign_change(reflection, by=None if is_nameless and is_own else by, reason=reason)
    if is_nameless:
        reflection.person = None  # type: ignore[assignment]
