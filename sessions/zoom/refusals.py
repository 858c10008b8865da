"""What Zoom's status and code mean: each becomes one of the errors. Codes as in its description of the Meetings API."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sessions.zoom.errors import (
    DailyLimitReached,
    HostMayNot,
    HostUnknown,
    KeysRefused,
    MeetingIsGone,
    NothingKept,
    NothingRecorded,
    NotUnderstood,
    OutcomeUnknown,
    PermissionMissing,
    PlanMissing,
    Refused,
    RegistrationClosed,
    TooManyCalls,
    ZoomError,
    ZoomIsAway,
)
from sessions.zoom.wire import Answer

BY_CODE: dict[int, type[ZoomError]] = {
    124: KeysRefused,
    4700: KeysRefused,
    4711: PermissionMissing,
    200: PlanMissing,
    1001: HostUnknown,
    1010: HostUnknown,
    1120: HostUnknown,
    3161: HostMayNot,
    3001: MeetingIsGone,
    3301: NothingRecorded,
    12702: NothingKept,
    404: RegistrationClosed,
    3038: RegistrationClosed,
    3043: RegistrationClosed,
}
# Longer than this, and it is no pause of a second but the limit of a day.
LONGEST_MOMENT = timedelta(minutes=15)
LONGEST_WORDS = 300


def is_expired(answer: Answer) -> bool:
    """Whether the token has run out; a missing permission is a 400, or a 401 with a code of its own."""
    code = _code_and_words(answer)[0]
    return code == 124 or (answer.status == 401 and code == 0)


def refusal_of(answer: Answer, now: datetime, *, repeatable: bool = True) -> ZoomError | None:
    """The error an answer stands for; None for a good one. A good status with a `code` in the body is a refusal too."""
    code, words = _code_and_words(answer)
    if answer.status < 300:
        return BY_CODE.get(code, Refused)(said=words) if code else None
    if answer.status == 429:
        return _too_many(answer, now)
    if answer.status >= 500:
        return ZoomIsAway() if repeatable else OutcomeUnknown()
    if code in BY_CODE:
        return BY_CODE[code](said=words)
    if answer.status == 401:
        return KeysRefused(said=words)
    # Not a refusal but somebody else's answer: a redirect, a proxy's page.
    return Refused(said=words) if code else NotUnderstood(where=f"HTTP {answer.status}")


def _code_and_words(answer: Answer) -> tuple[int, str]:
    """The `code` of the body (0: none), and its message with the fields it names, on one line and not too long."""
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return 0, "?"
    if not isinstance(body, dict) or "message" not in body:
        return 0, "?"
    code = body.get("code")
    said = [str(body["message"])]
    errors = body.get("errors")
    fields = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    said += [f"{error.get('field', '')}: {error.get('message', '')}" for error in fields]
    words = re.sub(r"[\x00-\x1f\x7f\s]+", " ", " ".join(said)).strip()[:LONGEST_WORDS] or "?"
    if isinstance(code, str) and code.isascii() and code.isdigit():
        code = int(code[:9])
    return (code, words) if isinstance(code, int) and not isinstance(code, bool) else (0, words)


def _too_many(answer: Answer, now: datetime) -> TooManyCalls:
    retry_at = retry_moment(answer, now)
    daily = "daily" in answer.headers.get("x-ratelimit-type", "").lower()
    if daily or (retry_at and retry_at - now > LONGEST_MOMENT):
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return DailyLimitReached(retry_at=retry_at or midnight)
    return TooManyCalls(retry_at=retry_at)


def retry_moment(answer: Answer, now: datetime) -> datetime | None:
    """When to come back: `Retry-After` in seconds, as an HTTP date or (Zoom's way) an ISO one; else the time of the reset."""
    after = answer.headers.get("retry-after", "").strip()
    reset = answer.headers.get("x-ratelimit-reset", "").strip()
    try:
        if after.isascii() and after.isdigit():
            return now + timedelta(seconds=int(after[:7]))
        if after[:4].isdigit():
            moment = datetime.fromisoformat(after)
        elif after:
            moment = parsedate_to_datetime(after)
        elif reset.isascii() and reset.isdigit():
            return datetime.fromtimestamp(int(reset[:10]), UTC)
        else:
            return None
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
