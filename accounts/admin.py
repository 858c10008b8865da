"""People in the administration. What they sign in with is shown, never edited by itself."""

from __future__ import annotations

from functools import partial
from typing import Any

# These four register what is taken out below.
import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PersonForm, ReasonForm
from accounts.merging import what_there_is
from accounts.models import RecoveryCode, User
from accounts.operations import people
from accounts.operations.merging import merge_accounts
from accounts.operations.second_factors import remove_second_factors
from accounts.operations.sign_ins import end_sign_ins
from common.admin import HistoryAdmin, ReadOnlyAdmin, RefusalsOnThePage
from common.history import sign_change
from common.merging import merge_page

# An address changed by itself would part from its person, rows of sign-ins hold the keys of sessions, and second factors
# their secrets. Roles come from enrollments: groups would be a second way nobody looks at.
admin.site.unregister([EmailAddress, UserSession, Authenticator, Group])


class AddressInline(ReadOnlyAdmin, admin.TabularInline):
    model = EmailAddress
    verbose_name = verbose_name_plural = _("address to sign in with")
    fields = ["email", "verified"]
    extra = 0


class SignInInline(ReadOnlyAdmin, admin.TabularInline):
    model = UserSession
    verbose_name = verbose_name_plural = _("signed in")
    fields = ["created_at", "ip", "user_agent"]
    ordering = ["-created_at"]
    extra = 0


class SecondFactorInline(ReadOnlyAdmin, admin.TabularInline):
    """What kind and since when; the secrets in the row stay there."""

    model = Authenticator
    verbose_name = _("second factor")
    verbose_name_plural = _("second factors")
    fields = ["type", "created_at", "last_used_at"]
    readonly_fields = ["type", "created_at", "last_used_at"]
    ordering = ["created_at"]
    extra = 0


class RecoveryCodeInline(ReadOnlyAdmin, admin.TabularInline):
    model = RecoveryCode
    fields = ["label", "made_at", "used_at"]
    readonly_fields = ["label", "made_at", "used_at"]
    ordering = ["pk"]
    extra = 0


class HasSecondFactor(admin.SimpleListFilter):
    title = _("second factor")
    parameter_name = "second_factor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("set up")), ("no", _("none"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(has_factor=wanted)


@admin.register(User)
class UserAdmin(RefusalsOnThePage, HistoryAdmin):
    form = PersonForm
    inlines = [AddressInline, SecondFactorInline, RecoveryCodeInline, SignInInline]
    list_display = [
        "email", "name", "is_active", "is_superuser", "has_password", "has_second_factor", "visit_began_at", "joined_at",
    ]  # fmt: skip
    list_filter = ["is_active", "is_superuser", "is_staff", HasSecondFactor, "is_demo", "language", "joined_at"]
    search_fields = ["email", "name", "title"]
    ordering = ["email"]
    date_hierarchy = "joined_at"
    actions = ["merge_two", "end_sign_ins", "remove_second_factors", "close_accounts", "open_accounts"]
    readonly_fields = ["has_password", "joined_at", "last_login", "visit_began_at", "is_demo"]
    add_fieldsets = [(None, {"fields": ["email", "name"]})]
    fieldsets = [
        (None, {"fields": ["email", "name", "pronouns", "title", "time_zone", "language"]}),
        (_("What they may do"), {"fields": ["is_active", "is_staff", "is_superuser", "is_demo"]}),
        (_("Signing in"), {"fields": ["has_password", "last_login", "visit_began_at", "joined_at"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Several addresses are people beside each other, as two accounts of one person are; other words narrow down."""
        words = search_term.lower().replace(",", " ").replace(";", " ").split()
        if len(words) > 1 and all("@" in word for word in words):
            return queryset.filter(email__in=words), False
        return super().get_search_results(request, queryset, search_term)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        theirs = Authenticator.objects.filter(user=OuterRef("pk"))
        return super().get_queryset(request).annotate(has_factor=Exists(theirs))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: with them would go what the person wrote."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by: User = request.user  # type: ignore[assignment]
        if not change:
            obj.pk = people.person_for_email(email=obj.email, name=obj.name, by=by).pk
            obj.refresh_from_db()
            return
        changed = set(form.changed_data)
        if "email" in changed:
            people.change_address(person=obj, email=obj.email, by=by)
        if "is_active" in changed:
            change_door = people.reactivate if obj.is_active else people.deactivate
            change_door(person=obj, by=by)
        rest = changed - {"email", "is_active"}
        if rest:
            sign_change(obj, by=by, reason="Changed by an administrator")
            # Not the whole row: a password set in the meantime stays.
            obj.save(update_fields=rest)

    @admin.display(description=_("password"), boolean=True)
    def has_password(self, person: User) -> bool:
        return person.has_usable_password()

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, person: Any) -> bool:
        return person.has_factor

    @admin.action(description=_("Merge two accounts of one person, with a reason"), permissions=["change"])
    def merge_two(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        by: User = request.user  # type: ignore[assignment]
        explanation = gettext(
            "Everything one account takes part in and has written goes to the one you keep: communities, teams, groups, posts, "
            "what was read, what waits to be mailed. The other one is closed and signed out; its history stays. Passwords, "
            "second factors and rights do not move. In a community both belong to, the one that is further in counts."
        )
        merge = partial(merge_accounts, by=by, now=timezone.now())
        rows = User.objects.filter(pk__in=queryset)
        return merge_page(
            self, request, rows, action="merge_two", explanation=explanation, tells=what_there_is, merge=merge
        )

    @admin.action(description=_("Remove second factors, with a reason"), permissions=["change"])
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Asks for the reason on a page of its own. For who has lost phone, key and codes, and is known to be who they say."""
        by: User = request.user  # type: ignore[assignment]
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        chosen = list(queryset.exclude(pk=by.pk))
        if not chosen:
            self.message_user(request, gettext("Yours are removed by you, under Signing in."), messages.ERROR)
            return None
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            told = [person for person in chosen if remove_second_factors(person=person, by=by, reason=reason)]
            for person in told:
                get_adapter().send_notification_mail("accounts/second_factors_removed", person)
            said = ngettext(
                "%(count)d person signs in without a second factor now, and was told by mail.",
                "%(count)d people sign in without a second factor now, and were told by mail.",
                len(told),
            )
            self.message_user(request, said % {"count": len(told)}, messages.SUCCESS)
            return None
        context = self.admin_site.each_context(request) | {
            "title": gettext("Remove second factors"),
            "opts": self.opts,
            "people": chosen,
            "form": form,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/accounts/remove_second_factors.html", context)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sign_ins(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = sum(end_sign_ins(person=person) for person in queryset)
        said = ngettext("%(count)d sign-in is ended.", "%(count)d sign-ins are ended.", count) % {"count": count}
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Close the accounts"), permissions=["change"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by: User = request.user  # type: ignore[assignment]
        others = queryset.exclude(pk=by.pk)
        for person in others:
            people.deactivate(person=person, by=by)
        count = len(others)
        said = ngettext("%(count)d account is closed.", "%(count)d accounts are closed.", count) % {"count": count}
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Open the accounts again"), permissions=["change"])
    def open_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            people.reactivate(person=person, by=request.user)  # type: ignore[arg-type]
        count = len(queryset)
        said = ngettext("%(count)d account is open.", "%(count)d accounts are open.", count) % {"count": count}
        self.message_user(request, said, messages.SUCCESS)
