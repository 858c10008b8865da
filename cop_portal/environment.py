"""Reads the environment, typed; a wrong value is refused with a sentence that names the variable."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

from common.mailbox import MailboxAddress
from sessions.zoom.addresses import Addresses, UnusableAddress

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}
DATABASES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "psql": "django.db.backends.postgresql",
}
MAILERS = {"smtp", "smtps", "smtp+tls", "smtp+ssl"}
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
# What Django takes for the host of a request, and answers; anything else it answers with 400.
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[a-f0-9:.]+\]")


class WrongValue(ImproperlyConfigured, SystemExit):
    """A variable that can't be used; the sentence names it and says what it should be.

    Also an exit: where nobody catches it, as below Celery's command line, Python prints the sentence and no traceback.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.code = sentence


class Environment:
    """The environment variables the portal is configured by.

    Each method takes the variable's name, so that every refusal names it. Raises `WrongValue`.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def refuse(self, name: str, wish: str) -> WrongValue:
        """The error for a wrong value; it repeats the value only where it can't be a secret."""
        return WrongValue(f"{name} {wish}")

    def text(self, name: str, default: str = "") -> str:
        """What the variable says; one that is empty counts as not set, as it does in a compose file."""
        value = self.variables.get(name, "").strip() or default
        if UNPRINTABLE.search(value):
            # A line end in the portal's name would stop every mail: it stands in their header.
            raise self.refuse(name, "must be one line, without control characters.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value in YES:
            return True
        if value in NO:
            return False
        raise self.refuse(name, f"must be 1 or 0 (or yes, no, true, false), not {value!r}.")

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.text(name) or str(default)
        if not value.isdecimal() or not low <= int(value) <= high:
            raise self.refuse(name, f"must be a whole number from {low} to {high}, not {value!r}.")
        return int(value)

    def choice(self, name: str, default: str, choices: set[str]) -> str:
        value = self.text(name) or default
        if value not in choices:
            raise self.refuse(name, f"must be one of {', '.join(sorted(choices))}, not {value!r}.")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in (self.text(name) or default).split(",") if word.strip()]

    def folder(self, name: str, default: Path) -> Path:
        """A folder, made if it isn't there."""
        path = Path(self.text(name) or default).expanduser().resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self.refuse(name, f"names {path}, which can't be made a folder: {error.strerror}.") from error
        return path

    def origin(self, name: str, default: str) -> str:
        """`https://portal.example.org`: scheme, host and perhaps a port, no path."""
        value = self.text(name) or default
        wrong = self.refuse(
            name, f"must be the portal's own address such as https://portal.example.org, not {value!r}."
        )
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError as error:  # a port that is no number, a broken IPv6 address
            raise wrong from error
        host = parts.netloc.lower().removesuffix(f":{port}")
        if parts.scheme not in {"http", "https"} or parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise wrong
        if not HOST.fullmatch(host):
            raise wrong
        return f"{parts.scheme}://{parts.netloc.lower()}"

    def hosts(self, name: str, *, origin: str) -> list[str]:
        """The names the portal answers to, of which the one in its own address must be one."""
        own = re.sub(r":\d+$", "", urlsplit(origin).netloc)
        hosts = self.words(name, f"{own},localhost,127.0.0.1")
        if "*" in hosts:
            raise self.refuse(name, "must name the hosts; * would let a forged Host through.")
        for host in hosts:
            if not HOST.fullmatch(host.lower().removeprefix(".")):
                raise self.refuse(name, f"must be names such as portal.example.org, by comma, not {host!r}.")
        if not validate_host(own, hosts):
            raise self.refuse(name, f"must name {own} too, the host of PORTAL_ORIGIN ({origin}).")
        return hosts

    def listening_address(self, name: str, default: str) -> str:
        """An address of this machine: 127.0.0.1, 0.0.0.0 for all of them, or one of IPv6."""
        value = self.text(name) or default
        if value == "localhost":
            return "127.0.0.1"
        try:
            return str(ipaddress.ip_address(value.strip("[]")))
        except ValueError as error:
            wish = f"must be an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them, not {value!r}."
            raise self.refuse(name, wish) from error

    def mailbox(self, name: str, default: str, *, with_name: bool = False) -> str:
        """An e-mail address; `CoP Portal <no-reply@portal.example.org>` where a name may stand before it."""
        value = self.text(name)
        if not value:
            return default
        try:
            validate_email(parseaddr(value)[1] if with_name else value)
        except ValidationError as error:
            example = "CoP Portal <no-reply@portal.example.org>" if with_name else "support@portal.example.org"
            raise self.refuse(name, f"must be an e-mail address such as {example}, not {value!r}.") from error
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings for one database, from postgres://user:password@host:5432/name or sqlite:////path."""
        value = self.text(name) or default
        scheme = value.partition(":")[0]
        if scheme not in DATABASES:
            raise self.refuse(
                name,
                f"must begin with postgres:// or sqlite:/// (postgres://user:password@host:5432/name), not {scheme!r}.",
            )
        try:
            config = dict(environ.Env.db_url_config(value, engine=DATABASES[scheme]))
        except (ValueError, KeyError) as error:
            raise self.refuse(name, "can't be read as an address; is a special character not %-escaped?") from error
        if not config.get("NAME"):
            raise self.refuse(name, "names no database after the last slash.")
        return config

    def redis(self, name: str) -> str:
        """The address of a Redis, with the number of a database at its end or none."""
        value = self.text(name)
        if not value:
            return ""
        if value.partition(":")[0] not in {"redis", "rediss", "unix"}:
            raise self.refuse(name, "must begin with redis:// or rediss:// (redis://host:6379/0).")
        try:
            parts = urlsplit(value)
            host, _port = parts.hostname, parts.port
        except ValueError as error:
            wish = "can't be read: the port must be a number from 1 to 65535 (redis://host:6379/0)."
            raise self.refuse(name, wish) from error
        if parts.scheme == "unix":
            return value
        if not host:
            raise self.refuse(name, "names no host (redis://host:6379/0).")
        if not re.fullmatch(r"/?|/\d+", parts.path):
            raise self.refuse(name, "must end with the number of a database, or with none (redis://host:6379/0).")
        return value

    def email(self, name: str) -> dict[str, Any]:
        """Django's EMAIL_* settings, from smtp+tls://user:password@host:587; empty when the variable is."""
        value = self.text(name)
        if not value:
            return {}
        if urlsplit(value).scheme not in MAILERS or not urlsplit(value).hostname:
            raise self.refuse(
                name, "must begin with smtp://, smtp+tls:// or smtp+ssl:// and name a host (smtp+tls://me:pw@host:587)."
            )
        try:
            return dict(environ.Env.email_url_config(value))
        except ValueError as error:
            raise self.refuse(name, "can't be read: the port must be a number from 1 to 65535.") from error

    def reply_address(self, name: str) -> str:
        """The address that answers go to; its name is short, because a token comes behind it (64 letters in all, RFC 5321)."""
        value = self.mailbox(name, "").lower()
        local = value.rpartition("@")[0]
        if value and not re.fullmatch(r"[a-z0-9._-]{1,12}", local):
            wish = "must have 1 to 12 letters, digits, dots or hyphens before its @, such as reply@portal.example.org"
            raise self.refuse(name, f"{wish}, not {local!r}.")
        return value

    def imap(self, name: str, *, of: str) -> MailboxAddress | None:
        """A mailbox, from imaps://user:password@host:993/INBOX, of the address in `of`; None where the variable is empty."""
        value = self.text(name)
        if not value:
            return None
        if not self.text(of):
            raise self.refuse(of, f"must be set too: {name} is, and nobody writes there without it.")
        wish = "must be such as imaps://user:password@mail.example.org:993/INBOX, special characters %-escaped"
        try:
            parts = urlsplit(value)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise self.refuse(name, f"{wish}.") from error
        if parts.scheme not in {"imaps", "imap"} or not host or not parts.username or not parts.password:
            raise self.refuse(name, f"{wish}.")
        if parts.scheme == "imap" and host not in {"127.0.0.1", "::1", "localhost"}:
            raise self.refuse(name, "must begin with imaps://: without TLS only this machine is asked, for a stand-in.")
        user, password, folder = (unquote(part) for part in (parts.username, parts.password, parts.path.strip("/")))
        if UNPRINTABLE.search(user + password + folder) or '"' in folder or "\\" in folder:
            raise self.refuse(name, f"{wish}.")
        uses_tls = parts.scheme == "imaps"
        return MailboxAddress(host, port or (993 if uses_tls else 143), user, password, folder or "INBOX", uses_tls)

    def zoom_address(self, name: str, default: str) -> str:
        """Where Zoom is asked, and so learns the portal's keys: https, or a stand-in on this machine."""
        value = self.text(name) or default
        try:
            Addresses(oauth_url=value, api_url=value)
        except UnusableAddress as error:
            wish = (
                "must begin with https:// (http:// only to this machine, for a stand-in) and hold no name, no password"
            )
            raise self.refuse(name, f"{wish} and no query.") from error
        return value

    def zoom_host(self, name: str) -> str:
        """A user of the account at Zoom, by address or id; `me` is nobody for an app."""
        value = self.text(name)
        if value and (re.search(r"[\s/?#]", value) or value == "me" or not value.strip(".")):
            raise self.refuse(name, f"must be the address or the id of a user at Zoom, not {value!r}.")
        return value

    def all_or_none(self, *names: str) -> None:
        """Refuse a part of what is of use only together."""
        missing = [name for name in names if not self.text(name)]
        if missing and len(missing) < len(names):
            there = next(name for name in names if name not in missing)
            raise self.refuse(missing[0], f"must be set too: {there} is, and one is of no use without the other.")

    def secret(self, name: str, *, kept_in: Path | None) -> str:
        """The variable; or, where `kept_in` is given (demo mode), one made once and kept in that file."""
        value = self.text(name)
        if not value and kept_in is not None:
            if not kept_in.exists():
                kept_in.touch(mode=0o600)
                kept_in.write_text(secrets.token_urlsafe(64))
            return kept_in.read_text().strip()
        if not value:
            wish = "must be set: a long random text that stays the same from start to start."
            raise self.refuse(name, f"{wish} (To try the portal out, put PORTAL_DEMO=1 in front instead.)")
        if len(value) < 50 or len(set(value)) < 5:
            raise self.refuse(name, "must be at least 50 characters long and random.")
        return value
