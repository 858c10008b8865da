"""Ending the mails of one matter in one place, from the mail itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.models import User
from notifications.leaving import DIGEST_MATTER, Leaving, read_leaving
from notifications.matters import UnknownMatter, matter_named
from notifications.operations.preferences import end_mails
from notifications.places import places_of
from notifications.queries import reader_of


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class UnsubscribeView(View):
    """A page with a button, and what the button and the mailbox's own do (RFC 8058: a POST with neither cookie nor token).

    The signature in the address stands for the sign-in. Looking changes nothing: mail programs follow links by themselves.
    """

    leaving: Leaving
    person: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        leaving = read_leaving(kwargs["token"])
        person = reader_of(leaving) if leaving else None
        if leaving is None or person is None:
            raise Http404
        self.leaving, self.person = leaving, person

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(is_done=False)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        end_mails(leaving=self.leaving, person=self.person, now=timezone.now())
        return self.page(is_done=True)

    def page(self, *, is_done: bool) -> HttpResponse:
        """In the language of the one whose mail it was."""
        with translation.override(self.person.language):
            is_digest = self.leaving.matter == DIGEST_MATTER
            place = next((place for place in places_of(self.person) if place.key == self.leaving.place), None)
            context = {
                "matter": None if is_digest else self.matter(),
                "place": place,
                "is_digest": is_digest,
                "is_done": is_done,
            }
            return render(self.request, "notifications/unsubscribe.html", context)

    def matter(self) -> Any:
        try:
            return matter_named(self.leaving.matter)
        except UnknownMatter:
            raise Http404 from None
