"""The addresses of a person's own account, and of signing in."""

from __future__ import annotations

from allauth.account import views as allauth_views
from allauth.mfa.base import views as steps
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sign_ins
from django.urls import path

from accounts.views import first_sign_in, joining, mailed_code, passwords, profile, second_factors

app_name = "accounts"
urlpatterns = [
    path("me/", profile.ProfileView.as_view(), name="profile"),
    path("account/first/<str:token>/", first_sign_in.FirstSignInView.as_view(), name="first_sign_in"),
    path("account/reauthenticate/code/", mailed_code.MailedCodeView.as_view(), name="mailed_code"),
    path("me/signing-in/recovery-codes/", second_factors.RecoveryCodesView.as_view(), name="recovery_codes"),
    path("me/time-zone/", profile.TimeZoneView.as_view(), name="time_zone"),
]

# allauth's own views and names, one by one: what isn't here doesn't exist. Nobody signs up, so neither does that page;
# the one who looks for it is told how accounts come about.
sign_in_patterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("login/code/", allauth_views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path("login/step/", steps.authenticate, name="mfa_authenticate"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("joining/", joining.JoiningView.as_view(), name="account_signup"),
    path("closed/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/step/", steps.reauthenticate, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("address/", allauth_views.email, name="account_email"),
    path("address/confirm/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", passwords.SetPasswordView.as_view(), name="account_set_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "password/reset/confirm/",
        allauth_views.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("password/reset/complete/", allauth_views.complete_password_reset, name="account_complete_password_reset"),
    path("devices/", sign_ins.list_usersessions, name="usersessions_list"),
]

signing_in_patterns = [
    path("", second_factors.SigningInView.as_view(), name="mfa_index"),
    path("app/", second_factors.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("app/remove/", second_factors.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("passkeys/add/", second_factors.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/rename/", second_factors.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", second_factors.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
]
