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
ON_THE_WALL = ("shared_at", "shared_html", "shared_version", "pseudonym")
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
        sign_change(reflection, by=by, reason="Begun")
        reflection.save()
        return reflection
    if body == reflection.body:
        return reflection
    if version != reflection.version:
        raise WrittenElsewhere(reflection)
    _write(reflection, body, now)
    # Past save(): the history is about what others see of it, not about every few seconds of writing.
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
    """Puts a copy of the words of this version on the session's wall, in place of an earlier one; `without_name`, under the
    person's pseudonym.

    Twice is once. Raises `UnableToReflect`, `WrittenElsewhere`, `UnableToShare`, and what `ensure_pseudonym` raises.
    """
    live_session, reflection = _standing(live_session, by)
    if refusal := why_not_reflect(live_session, by, now, has_words=reflection is not None):
        raise UnableToReflect(refusal)
    if reflection is None or not reflection.word_count:
        raise refuse(UnableToShare, _("Write a few words first."), field="body")
    if version != reflection.version:
        raise WrittenElsewhere(reflection)
    pseudonym = ensure_pseudonym(cohort=live_session.cohort, by=by, now=now) if without_name else None
    if (reflection.is_shared, reflection.shared_version, reflection.pseudonym) == (True, version, pseudonym):
        return reflection
    if reflection.is_refused:
        raise UnableToShare(_("These words were taken off the wall. Change them before you share them again."))
    reflection.shared_at, reflection.shared_version, reflection.pseudonym = now, version, pseudonym
    reflection.shared_html = reflection.body_html
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
    kept = _kept(reflection, by=by, reason="Taken back")
    Reflection.objects.filter(pk=kept.pk).update(pseudonym=None)
    kept.pseudonym = None
    return kept


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
        sign_change(reflection, by=by, reason="Erased")
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
    kept.shared_version, kept.pseudonym = 0, None
    for row in (other, kept):
        sign_change(row, by=by, reason=reason)
    other.delete()
    kept.save()
    return kept


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
    """Nobody else reads it any more. Whose name stood there is kept with it: what is told of it must not say more."""
    reflection.shared_at, reflection.shared_html = None, ""


def _kept(reflection: Reflection, *, by: User, reason: str) -> Reflection:
    if reflection.pseudonym is not None:
        # Past save(): a line of the history would say whose the words on the wall are.
        facts = {name: getattr(reflection, name) for name in (*ON_THE_WALL, *TAKEN_OFF)}
        Reflection.objects.filter(pk=reflection.pk).update(**facts)
        return reflection
    sign_change(reflection, by=by, reason=reason)
    reflection.save(update_fields=[*ON_THE_WALL, *TAKEN_OFF])
    return reflection
