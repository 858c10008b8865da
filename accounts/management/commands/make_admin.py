"""`manage.py make_admin EMAIL`: the first administrator, or one more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.addresses import UnreadableAddress
from accounts.first_sign_in import token_for
from accounts.operations.people import make_administrator


class Command(BaseCommand):
    help = "Makes the person with this address an administrator, and prints a link that signs them in once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="Their e-mail address; an account is made where there is none.")
        parser.add_argument("--name", default="", help="Their name, as others see it.")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            person = make_administrator(email=email, name=name, by=None)
        except UnreadableAddress as error:
            raise CommandError(str(error)) from error
        link = settings.PORTAL_ORIGIN + reverse("accounts:first_sign_in", args=[token_for(person)])
        self.stdout.write(f"{person} is an administrator.")
        self.stdout.write(f"This link signs them in, once, within the next hour:\n\n  {link}\n")
        self.stdout.write(
            "It leads to setting up a second step. "
            f"After that: {settings.PORTAL_ORIGIN}{reverse('account_login')} with a code by mail, or with a password set "
            "on their profile."
        )
