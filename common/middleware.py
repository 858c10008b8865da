"""What every answer carries, whoever made it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control

from common.drafts import draft_was_cleared


class NoZeroBytesMiddleware:
    """A zero byte in an address or a cookie is nobody's typing, and PostgreSQL takes it for an error: it's answered with 400.

    In forms, Django's fields refuse it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("A zero byte in the address or a cookie.")
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages are for the person they were made for: no cache keeps them, no other site embeds them.

    A view that sets Cache-Control itself (static files, public feeds) is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        if getattr(request, "draft_was_said", False):
            draft_was_cleared(request, response)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class KeyedAddressesMiddleware:
    """An address that is its own key, such as a calendar's, is answered alike whoever's browser asks: no cookie is read or set,
    and no cache is told that it depends on one.
    """

    ADDRESSES = ("/calendar/",)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.ADDRESSES):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        response.headers.pop("Vary", None)
        return response


class SmallPagesMiddleware(GZipMiddleware):
    """Pages go compressed over a weak line, with Django's random padding against reading secrets from their length.

    Files are left alone: they are compressed already, or asked for in parts.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
