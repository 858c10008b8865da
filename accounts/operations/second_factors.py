"""Second factors: the codes of an authenticator app, what the history keeps of a change, and taking all away."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.models import User
from accounts.operations.sign_ins import end_sign_ins
from common.errors import DomainError
from common.history import sign_change

STEP = 30  # seconds
# A phone's clock may be half a minute off, either way.
TOLERANCE = 1


class ReasonIsMissing(DomainError):
    """Somebody's second factors aren't taken away without a word."""

    field = "reason"

    def __str__(self) -> str:
        return _("Say why; the history keeps it.")


def step_of(*, secret: str, code: str, now: datetime) -> int | None:
    """The half minute the app showed this code in; None for one it doesn't show around now."""
    current = int(now.timestamp()) // STEP
    for step in range(current - TOLERANCE, current + TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def accept_app_code(*, person: User, code: str, now: datetime) -> Authenticator | None:
    """The person's authenticator app if it shows this code now. A code opens once, however it is written: with it, the
    ones before it are spent too.
    """
    app = Authenticator.objects.select_for_update().filter(user=person, type=Authenticator.Type.TOTP).first()
    if app is None:
        return None
    try:
        secret = sealing.unseal(app.data["secret"])
    except sealing.Unreadable:
        # SECRET_KEY was changed: the app has to be set up anew, by way of a recovery code.
        return None
    step = step_of(secret=secret, code=code, now=now)
    if step is None or step <= app.data.get("last_step", 0):
        return None
    spend(app=app, step=step)
    return app


def spend(*, app: Authenticator, step: int) -> None:
    """No code of this half minute or an earlier one opens any more."""
    app.data["last_step"] = step
    app.save(update_fields=["data"])


@transaction.atomic
def note_change(*, person: User, by: User, reason: str) -> None:
    """A line of history for a change that allauth makes."""
    kept = User.objects.select_for_update().get(pk=person.pk)
    sign_change(kept, by=by, reason=reason)
    kept.save()


@transaction.atomic
def remove_second_factors(*, person: User, by: User, reason: str) -> bool:
    """Takes away app, passkeys and recovery codes and signs the person out everywhere; whether there was anything.

    For somebody who has lost them all. Whoever does it must know that it is that person who asks. Raises `ReasonIsMissing`.
    """
    if not reason.strip():
        raise ReasonIsMissing
    person = User.objects.select_for_update().get(pk=person.pk)
    factors, _each = Authenticator.objects.filter(user=person).delete()
    codes, _each = person.recovery_codes.all().delete()
    if not factors and not codes:
        return False
    note_change(person=person, by=by, reason=f"Second factors removed: {reason.strip()}")
    end_sign_ins(person=person)
    return True
