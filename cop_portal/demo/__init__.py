"""The demo: made-up people in a current cohort of each program, so that somebody new has something to look at.

Their password is public, here and on the screen. So demo people exist only in demo mode: `guard` refuses to start anything
else where there are any, and `accounts.backends` lets none of them in.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

PASSWORD = "demo-portal-2026"  # noqa: S105  public on purpose


@dataclass(frozen=True)
class SignIn:
    """How to sign in as somebody of a role."""

    role: str
    email: str
    password: str


def sign_ins() -> list[SignIn]:
    """One for each role; none outside demo mode."""
    if not settings.PORTAL_DEMO:
        return []
    from cop_portal.demo.content import people  # noqa: PLC0415  the texts are read only where they are needed

    return [SignIn(person.sign_in, person.email, PASSWORD) for person in people().values() if person.sign_in]
