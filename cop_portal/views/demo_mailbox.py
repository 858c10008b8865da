"""The demo's mailbox: every mail of the demo, for everybody who tries it out."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView, View

from cop_portal.demo import mailbox


class DemoOnly:
    """Outside a demo, or where mail is really sent, these pages don't exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if not mailbox.is_open():
            raise Http404


class MailMixin(DemoOnly):
    """For pages of one mail."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = mailbox.mail_called(kwargs["mail"])
        if found is None:
            raise Http404
        self.mail = found


@method_decorator(login_not_required, name="dispatch")
class DemoMailboxView(DemoOnly, TemplateView):
    template_name = "cop_portal/demo_mailbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mails=mailbox.newest_mails(), **kwargs)


@method_decorator([login_not_required, csp_replace({"frame-src": [SELF]})], name="dispatch")
class DemoMailView(MailMixin, TemplateView):
    template_name = "cop_portal/demo_mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs | {"mail": self.mail})


@method_decorator([login_not_required, xframe_options_sameorigin], name="dispatch")
class DemoMailHtmlView(MailMixin, View):
    """The mail as a mail program shows it, for the frame on its page: no script, nothing from elsewhere, no way back in."""

    def get(self, request: HttpRequest, mail: str) -> HttpResponse:
        if not self.mail.html:
            raise Http404
        # Links open in the window around the frame, as a mail program would open the browser.
        styles = " ".join(self.mail.style_sources) or "'none'"
        response = HttpResponse(self.mail.html.replace("<head>", '<head><base target="_top">', 1))
        response.headers["Content-Security-Policy"] = "; ".join(
            [
                "default-src 'none'",
                f"style-src {styles}",
                "form-action 'none'",
                "frame-ancestors 'self'",
                "sandbox allow-top-navigation-by-user-activation",
            ]
        )
        return response
