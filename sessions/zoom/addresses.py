"""Where Zoom is asked, and nowhere else: the bearer opens the whole account to whoever receives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# Zoom's clusters: changelog “Regional cluster API URL returned in access token response”, and as met in answers.
ZOOM_API_HOSTS = frozenset(
    {
        *("api.zoom.us", "eu01api.zoom.us", "sg01api.zoom.us", "sa01api.zoom.us", "api.zoomgov.com"),
        *(f"api-{region}.zoom.us" for region in ("au", "ca", "eu", "in", "jp", "sa", "sg", "uk", "us")),
    }
)
# Where people are sent to start a meeting, these and what is below them.
ZOOM_WEB_DOMAINS = ("zoom.us", "zoomgov.com")
# Where files of recordings lie, these and what is below them; downloads are sent from one to another.
ZOOM_FILE_DOMAINS = ("zoom.us", "zoomgov.com")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PLAIN_HOST = re.compile(r"[a-z0-9.:-]+")
VERSION = "/v2"


class UnusableAddress(ValueError):
    """A setting names an address the portal doesn't send its keys to; the text says which and why."""


@dataclass(frozen=True)
class Addresses:
    """The two addresses of the settings, and the hosts that an answer's `api_url` may lead to.

    `listed` are further hosts ("name" or "name:port"). https everywhere; http only to this machine, for a stand-in. Where the
    interface is a stand-in, Zoom's own hosts are not followed to: what is tried out stays here. Raises `UnusableAddress`.
    """

    oauth_url: str = "https://zoom.us/oauth/token"
    api_url: str = "https://api.zoom.us"
    listed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for url in (self.oauth_url, self.api_url):
            _check(url)

    @property
    def token_url(self) -> str:
        """Where a token is asked for, also when the setting names the host alone."""
        url = self.oauth_url.rstrip("/")
        path = urlsplit(url).path
        return url + {"": "/oauth/token", "/oauth": "/token"}.get(path, "")

    def api_base(self, answered: str = "") -> str:
        """What every path is put behind: the cluster a token's answer names if its host is listed, else the setting's."""
        return _versioned(answered if answered and self.may_ask(answered) else self.api_url)

    def may_ask(self, url: str) -> bool:
        """Whether the keys or a bearer may be sent there."""
        try:
            parts = urlsplit(url)
            origin = _origin(parts)
        except ValueError:
            return False
        own = {_origin(urlsplit(self.oauth_url)), _origin(urlsplit(self.api_url))}
        if parts.username is not None or parts.password is not None:
            return False
        if origin in own:
            return True
        at_zoom = urlsplit(self.api_url).hostname in ZOOM_API_HOSTS
        hosts = self.listed | (ZOOM_API_HOSTS if at_zoom else frozenset())
        return _is_safe(parts) and (origin[1] in hosts if origin[2] == 443 else f"{origin[1]}:{origin[2]}" in hosts)

    def may_fetch(self, url: str) -> bool:
        """Whether a file may be fetched from there: Zoom's domains by https, or where the settings lead."""
        try:
            parts = urlsplit(url)
            origin = _origin(parts)
        except ValueError:
            return False
        at_zoom = any(origin[1] == domain or origin[1].endswith("." + domain) for domain in ZOOM_FILE_DOMAINS)
        return self.may_ask(url) or (at_zoom and origin[::2] == ("https", 443) and parts.username is None)

    @property
    def web_sources(self) -> tuple[str, ...]:
        """Where people may be sent, in the words of a content security policy; a stand-in's own address besides."""
        at_zoom = tuple(f"https://{part}{domain}" for domain in ZOOM_WEB_DOMAINS for part in ("", "*."))
        scheme, host, port = _origin(urlsplit(self.api_url))
        return (*at_zoom, f"{scheme}://{host}:{port}") if host in LOOPBACK else at_zoom

    def may_send_people(self, url: str) -> bool:
        """Whether a browser may be sent there with what opens a door: Zoom's own pages by https, or a stand-in here."""
        try:
            parts = urlsplit(url)
            origin = _origin(parts)
        except ValueError:
            return False
        # What a browser reads otherwise than we do is not an address of Zoom's.
        if (
            parts.username is not None
            or PLAIN_HOST.fullmatch(origin[1]) is None
            or not (url.isascii() and url.isprintable())
        ):
            return False
        if origin[1] in LOOPBACK:
            return origin == _origin(urlsplit(self.api_url))
        at_zoom = any(origin[1] == domain or origin[1].endswith("." + domain) for domain in ZOOM_WEB_DOMAINS)
        return at_zoom and origin[::2] == ("https", 443)


def same_origin(url: str, other: str) -> bool:
    """Whether both are of one scheme, host and port, so that what is said to one is said to the other."""
    return _origin(urlsplit(url)) == _origin(urlsplit(other))


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return (parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0))


def _is_safe(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        _origin(parts)
    except ValueError as error:
        raise UnusableAddress(f"“{url}” is not an address.") from error
    if not parts.hostname or not _is_safe(parts):
        raise UnusableAddress(f"“{url}” must begin with https:// (http:// only to this machine, for a stand-in).")
    if parts.username is not None or parts.query or parts.fragment:
        raise UnusableAddress("An address for Zoom holds no name, password, query or fragment.")


def _versioned(url: str) -> str:
    url = url.partition("?")[0].partition("#")[0].rstrip("/")
    return url if url.endswith(VERSION) else url + VERSION
