"""What mail servers have found out about who sent a mail (RFC 8601): signatures of the sender's domain, and its servers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

COMMENT = re.compile(r"\([^()]{0,500}\)")
DMARC = re.compile(r"\bdmarc\s*=\s*(\w+)")
SIGNED = re.compile(r"\bdkim\s*=\s*pass\b[^;]{0,400}?\bheader\.(?:d|i)\s*=\s*(?:[^\s;@]*@)?([\w.-]+)")
SENT = re.compile(r"\bspf\s*=\s*pass\b[^;]{0,400}?\bsmtp\.mailfrom\s*=\s*(?:[^\s;@]*@)?([\w.-]+)")
MOST = 20


@dataclass(frozen=True)
class Voucher:
    """What each server says, the last one that had the mail first: its name and its findings."""

    said: tuple[tuple[str, str], ...]

    @property
    def is_denied(self) -> bool:
        """Somebody found that the sender's domain doesn't stand for it. A forger wouldn't write that, so anybody is believed."""
        return any(word == "fail" for _, findings in self.said for word in DMARC.findall(findings))

    def vouches(self, sender: str, *, server: str) -> bool:
        """Whether this server says that the mail is from the sender's domain. What others say may be the forger's own."""
        findings = next((findings for name, findings in self.said if name == server.lower()), "")
        if match := DMARC.search(findings):
            return match[1] == "pass"
        domain = sender.rpartition("@")[2]
        found = {*SIGNED.findall(findings), *SENT.findall(findings)}
        return any(domain == name or domain.endswith(f".{name}") for name in found)


def voucher_of(message: Message) -> Voucher:
    """The findings in the head of a mail."""
    said = []
    for value in message.get_all("Authentication-Results", [])[:MOST]:
        plain = " ".join(COMMENT.sub(" ", str(value)[:4000]).lower().split())
        name, _, findings = plain.partition(";")
        said.append((name.split(" ")[0], findings))
    return Voucher(tuple(said))
