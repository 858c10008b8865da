"""Pages whose form loses nothing: neither to a sign-in that has ended, nor to leaving the page.

What is sent after the sign-in ended is kept (`common.kept_text`) and stands in the form again afterwards, as it was sent and
not saved. What was typed and not sent is kept by the browser (`common.drafts`). Each form of such a page includes
`components/writer.html`; crispy forms do so by themselves.
"""

from __future__ import annotations

import hashlib
import re
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import classonlymethod
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from common.drafts import text_arrived
from common.kept_text import WRITER, forget_text, keep_text, kept_text

# A name that no form of ours has isn't kept either.
FIELD_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)
NOT_TYPED = {"csrfmiddlewaretoken", WRITER, "step"}
START_OVER = "start_over"


class KeepsForm(View):
    """The view of a page with one form of its own. The signed out are sent away before it loads anything."""

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Any:  # noqa: N805 - it is the class
        view = super().as_view(**initkwargs)

        @login_not_required
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs) if request.user.is_authenticated else _sent_away(request)

        return page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and START_OVER in request.POST:
            return self._received(redirect(request.path))
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302:
            return self._received(response)
        return response

    @cached_property
    def kept(self) -> QueryDict | None:
        """The form as its writer had sent it when their sign-in had ended; None where there is nothing."""
        typed = kept_text(self.request, address=self.request.path) if self.request.method == "GET" else {}
        if not typed:
            return None
        data = QueryDict(mutable=True)
        data.update(typed)
        return data

    @property
    def writer(self) -> str:
        """Whom the form is made for."""
        return str(self.request.user.pk)

    @property
    def draft_key(self) -> str:
        """Names the browser's draft of this page's form, and with it whose it is."""
        page = hashlib.sha256(self.request.path.encode()).hexdigest()[:20]
        return f"form-{page}-{self.writer}"

    def _received(self, response: Any) -> HttpResponseBase:
        """The form has arrived, or isn't wanted any more: neither server nor browser keeps it."""
        forget_text(self.request, address=self.request.path)
        text_arrived(response, key=self.draft_key)
        return response


class KeptFormView(KeepsForm, FormView):
    """A form view of which the same holds."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs if self.kept is None else kwargs | {"data": self.kept}


def _sent_away(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back to the form; what was sent is kept, if anything of it was typed."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    names = [name for name in request.POST if FIELD_NAME.fullmatch(name)]
    if set(names) - NOT_TYPED:
        keep_text(request, fields=[name for name in names if name not in {"csrfmiddlewaretoken", WRITER}])
    return redirect_to_login(request.path)
