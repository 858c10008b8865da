"""For those who look for a way to sign up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class JoiningView(TemplateView):
    """Accounts come from invitations; this page says so. It has no form."""

    template_name = "accounts/joining.html"
