"""The words of the permission matrix: who gets in, and what everybody else is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.cast import ROLES

OK, LOGIN, FORBIDDEN, MISSING, NOT_ALLOWED = "ok", "login", "forbidden", "missing", "not allowed"
# What comes without Zoom's signature.
NOT_SIGNED = "not signed"

INSIDERS = {"participant", "team_lead", "facilitator", "coach", "coordinator", "observer", "site_admin"}
TALKERS = INSIDERS - {"observer"}
DESK = {"facilitator", "coordinator", "site_admin"}
COORDINATORS = {"coordinator", "site_admin"}
TEAM = {"participant", "team_lead", "site_admin"}


@dataclass(frozen=True)
class Access:
    """Whom a route lets in; what the others are told: signed out to sign in, insiders 403 or 404, outsiders 404."""

    allowed: frozenset[str]
    insiders_told: str = MISSING
    outsiders_told: str = MISSING
    anonymous_told: str = LOGIN
    exceptions: dict[str, str] = field(default_factory=dict, hash=False)

    def expected(self, role: str) -> str:
        if role in self.exceptions:
            return self.exceptions[role]
        if role in self.allowed:
            return OK
        if role == "anonymous":
            return self.anonymous_told
        return self.insiders_told if role in INSIDERS else self.outsiders_told


EVERYBODY = Access(frozenset(ROLES))
SIGNED_IN = Access(frozenset(ROLES) - {"anonymous"})
INSIDE = Access(frozenset(INSIDERS))
TALK = Access(frozenset(TALKERS))
ON_THE_TEAM = Access(frozenset(TEAM))
AT_THE_DESK = Access(frozenset(DESK), insiders_told=FORBIDDEN)
COORDINATING = Access(frozenset(COORDINATORS), insiders_told=FORBIDDEN)


def heard(response) -> str:
    """An answer in the matrix's words."""
    if response.status_code == 302 and response.headers["Location"].startswith("/account/login/"):
        return LOGIN
    words = {401: NOT_SIGNED, 403: FORBIDDEN, 404: MISSING, 405: NOT_ALLOWED}
    if response.status_code in words:
        return words[response.status_code]
    # 400 and 422 come from those who listened: what was sent is empty.
    assert response.status_code < 400 or response.status_code in {400, 422}, response.status_code
    return OK
