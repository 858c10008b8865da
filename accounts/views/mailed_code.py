""" "Is it still you?", for those without a password: a code by mail instead."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.forms.sign_in import MailedCodeForm
from accounts.models import User

STATE = "reauthentication_code"
TRIES = 3


class MailedCode(AbstractCodeVerificationProcess):
    """The code under way, kept in the person's session until it is typed, is too old, or was missed three times."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        person: User = request.user  # type: ignore[assignment]
        super().__init__(max_attempts=TRIES, timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, state=state, user=person)

    @classmethod
    def under_way(cls, request: HttpRequest) -> MailedCode | None:
        state = request.session.get(STATE)
        return cls(request, state).abort_if_invalid() if state else None

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        person: User = request.user  # type: ignore[assignment]
        code = cls(request, cls.initial_state(person, email=person.email))
        code.send()
        code.persist()

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE, None)

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("accounts/confirm_code", self.state["email"], {"code": self.state["code"]})


class MailedCodeView(BaseReauthenticateView):
    """Looking at it sends nothing; the button does. With the right code, on to what was asked for."""

    template_name = "accounts/mailed_code.html"
    form_class = MailedCodeForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.code = MailedCode.under_way(request) if request.user.is_authenticated else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.code is None or "send" in request.POST:
            return self.send()
        return super().post(request, *args, **kwargs)

    def send(self) -> HttpResponse:
        person: User = self.request.user
        if not ratelimit.consume(self.request, action="request_login_code", key=person.email):
            return ratelimit.respond_429(self.request)
        MailedCode.begin(self.request)
        return redirect(self.request.get_full_path())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"code": self.code.code if self.code else ""}

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.code and not self.code.record_invalid_attempt():
            self.code = None
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.code is not None:  # `post` has seen to it
            self.code.abort()
        record_authentication(self.request, self.request.user, "code", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sent=self.code is not None, **kwargs)
