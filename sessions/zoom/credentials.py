"""Who the portal is at Zoom."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.zoom.secret import Secret


@dataclass(frozen=True)
class Credentials:
    """The keys of a server-to-server app (Zoom's App Marketplace, page “App credentials”)."""

    account_id: Secret
    client_id: Secret
    client_secret: Secret

    @classmethod
    def of(cls, *, account_id: str, client_id: str, client_secret: str) -> Credentials:
        """From plain texts, as settings hold them."""
        return cls(Secret(account_id.strip()), Secret(client_id.strip()), Secret(client_secret.strip()))

    def __bool__(self) -> bool:
        """Whether all three are there; without them links are pasted."""
        return bool(self.account_id and self.client_id and self.client_secret)

    def hidden_in(self, text: str) -> str:
        """The text without any of them, should an answer repeat what it was sent."""
        for secret in (self.client_secret, self.account_id, self.client_id):
            if secret:
                text = text.replace(secret.reveal(), "…")
        return text
