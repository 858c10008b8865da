"""Every setting of the portal, from the environment; `.env.example` lists the variables."""

from __future__ import annotations

import os
from email.utils import formataddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cop_portal.beat import TIMETABLE
from cop_portal.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- What this portal is -----------------------------------------------------------------------

# Demo mode: three programs with made-up people, their passwords on the screen, mails readable by everybody.
PORTAL_DEMO = env.flag("PORTAL_DEMO", default=False)
DEBUG = env.flag("DEBUG", default=False)
# Where the web server listens, and with how many processes; gunicorn_conf.py says the rest.
PORT = env.number("PORT", 8000, low=1, high=65535)
BIND = env.listening_address("BIND", "127.0.0.1")
WEB_CONCURRENCY = env.number("WEB_CONCURRENCY", 2, low=1, high=128)
PORTAL_DATA_DIR = env.folder("PORTAL_DATA_DIR", BASE_DIR / "var")
PORTAL_NAME = env.text("PORTAL_NAME", "CoP Portal")
# Links in mails start with it, never with the Host a request claims.
PORTAL_ORIGIN = env.origin("PORTAL_ORIGIN", f"http://localhost:{PORT}")
PORTAL_SUPPORT_EMAIL = env.mailbox("PORTAL_SUPPORT_EMAIL", "support@example.org")
SECURE = PORTAL_ORIGIN.startswith("https://")

SECRET_KEY = env.secret("SECRET_KEY", kept_in=PORTAL_DATA_DIR / "secret-key" if PORTAL_DEMO or DEBUG else None)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", origin=PORTAL_ORIGIN)

# --- Parts -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cop_portal.apps.CopPortalConfig",
    "progress",
    "improvement",
    "sessions.apps.LiveSessionsConfig",
    "discussions",
    "cohorts",
    "notifications",
    "accounts",
    "common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "import_export",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "cop_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "common.middleware.SmallPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.middleware.PrivatePagesMiddleware",
    "common.middleware.KeyedAddressesMiddleware",
    "common.middleware.NoZeroBytesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "cop_portal.urls"
WSGI_APPLICATION = "cop_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cop_portal.context_processors.portal",
            ],
            "builtins": [],
        },
    }
]

# --- Where things are kept ---------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{PORTAL_DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers wait for one another, from the first statement on, instead of failing halfway.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # A query that runs away is ended before it takes the others along.
    DATABASES["default"]["OPTIONS"] = {"options": "-c statement_timeout=30000 -c lock_timeout=10000"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    # Shared by the web processes of one machine, so that rate limits hold across them.
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": PORTAL_DATA_DIR / "cache",
        # Rate limits are counted here: a flood of other entries must not push them out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.folder("STATIC_ROOT", PORTAL_DATA_DIR / "static")
MEDIA_ROOT = env.folder("MEDIA_ROOT", PORTAL_DATA_DIR / "media")
# Uploads have no address of their own: a view asks the rules, then sends the file.
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 25, low=1, high=500)
# Of a session's video or sound; only those who run the session may send so much.
RECORDING_LIMIT_MB = env.number("RECORDING_LIMIT_MB", 2_000, low=1, high=20_000)
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "common.uploads.DropBeyondLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- People ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "accounts.backends.EmailBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cop_portal.views.errors.csrf_failure"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "request_login_code": "accounts.forms.sign_in.CodeRequestForm",
    "confirm_login_code": "accounts.forms.sign_in.CodeForm",
    "confirm_email_verification_code": "accounts.forms.sign_in.AddressCodeForm",
    "reset_password": "accounts.forms.sign_in.ResetForm",
    "confirm_password_reset_code": "accounts.forms.sign_in.ResetCodeForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "add_email": "accounts.forms.sign_in.ChangeAddressForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; allauth asks this setting what the sign-in form has.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Three tries each (allauth's default); ten minutes, because mail takes its time.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
# A known and an unknown address get the same page, in the same time, and one mail each.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_RATE_LIMITS = {
    # Per network as well as per account; wrong passwords per account and network (accounts.adapter). Wide for networks: at a
    # kick-off forty people in one room sign in at once.
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reauthenticate": "5/5m/user",
    "change_password": "5/5m/user",
    "reset_password_from_key": "60/m/ip",
    "manage_email": "10/m/user",
    # Mails: per mailbox, whoever asks for them.
    "request_login_code": "60/m/ip,5/10m/key,20/d/key",
    "reset_password": "60/m/ip,5/10m/key,20/d/key",
    "confirm_email": "1/10s/key,10/h/key",
    # A team formation form, by its link: it saves by itself while somebody writes.
    "team_form": "300/10m/key",
    "ask_to_join": "30/h/ip,5/d/key",
}
ACCOUNT_LOGOUT_ON_GET = False
# Django ends the other sign-ins when the password changes; the one it is changed in goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
USERSESSIONS_TRACK_ACTIVITY = False
# Administrators and those who run a cohort need a second factor; demo people come in by the password on the screen.
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=not PORTAL_DEMO)
if not (REQUIRE_SECOND_FACTOR or PORTAL_DEMO):
    raise env.refuse("REQUIRE_SECOND_FACTOR", "can be 0 in demo mode only (PORTAL_DEMO=1), never where people work.")
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
# Recovery codes are our own: allauth's can be read back from what it stores.
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Passkeys are tied to the origin by the browser; over plain HTTP that is this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factors.StepForm",
    "reauthenticate": "accounts.forms.second_factors.ReauthenticateStepForm",
    "activate_totp": "accounts.forms.second_factors.ActivateAppForm",
    "add_webauthn": "accounts.forms.second_factors.AddPasskeyForm",
    "authenticate_webauthn": "accounts.forms.second_factors.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.second_factors.ReauthenticatePasskeyForm",
    "login_webauthn": "accounts.forms.second_factors.PasskeySignInForm",
    "edit_webauthn": "accounts.forms.second_factors.RenamePasskeyForm",
}
# A sign-in ends two weeks after the last visit (SESSION_COOKIE_AGE), and after so many days at the latest.
SIGN_IN_DAYS = 30

INVITATION_DAYS = env.number("INVITATION_DAYS", 21, low=1, high=365)

# --- Mail --------------------------------------------------------------------------------------

vars().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = 15
MAIL_FOLDER = PORTAL_DATA_DIR / "mail"
if not env.text("EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
DEFAULT_FROM_EMAIL = env.mailbox(
    "DEFAULT_FROM_EMAIL", formataddr((PORTAL_NAME, f"no-reply@{urlsplit(PORTAL_ORIGIN).hostname}")), with_name=True
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mails about posts are answered to (discussions/reply_addresses.py), and where such answers are found.
REPLY_MAIL_ADDRESS = env.reply_address("REPLY_MAIL_ADDRESS")
REPLY_MAILBOX = env.imap("REPLY_MAIL_IMAP_URL", of="REPLY_MAIL_ADDRESS")
# The server whose findings about a mail's sender are believed.
REPLY_MAIL_CHECKED_BY = env.text("REPLY_MAIL_CHECKED_BY").lower()

# --- Zoom --------------------------------------------------------------------------------------

# The keys of a server-to-server app. Without them links are pasted, and everything else works.
ZOOM_ACCOUNT_ID = env.text("ZOOM_ACCOUNT_ID")
ZOOM_CLIENT_ID = env.text("ZOOM_CLIENT_ID")
ZOOM_CLIENT_SECRET = env.text("ZOOM_CLIENT_SECRET")
# The licensed user whose meetings they are, where a session names no other.
ZOOM_HOST = env.zoom_host("ZOOM_HOST")
env.all_or_none("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET", "ZOOM_HOST")
# What Zoom signs its events with; it is another than the client's.
ZOOM_WEBHOOK_SECRET = env.text("ZOOM_WEBHOOK_SECRET")
ZOOM_OAUTH_URL = env.zoom_address("ZOOM_OAUTH_URL", "https://zoom.us/oauth/token")
ZOOM_API_URL = env.zoom_address("ZOOM_API_URL", "https://api.zoom.us")

# --- Work in the background --------------------------------------------------------------------

# What depends on the environment; how work is done, whatever carries the messages, stands in celery.py.
BROKER_FOLDER = PORTAL_DATA_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        # A message not acknowledged for so long belongs to a dead worker. Longer than any task may run (celery.py).
        "visibility_timeout": 600,
        # A Redis that is gone, or hangs, is noticed before the person who waits for the page notices.
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
else:
    # The broker that needs no server (broker.py): messages in `queue`, who listens to which queue in `control`.
    CELERY_BROKER_URL = "folder://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
    for folder in CELERY_BROKER_TRANSPORT_OPTIONS.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
# `celery inspect` and `celery control`, for the health check; among files such talk would only leave litter.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
# The timetable is in UTC, as everything stored is; people's own zones are for the pages and mails.
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = TIMETABLE
# When the clock last rang what; it must outlive a restart.
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_DATA_DIR / "beat-schedule")

# --- Words and times ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Where a person's time zone isn't known yet and no cohort says.
PORTAL_TIME_ZONE = "America/New_York"

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

# --- Safety ------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # allauth counts sign-in attempts by address: the last one the proxy added is the one to believe.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CSRF_TRUSTED_ORIGINS = [PORTAL_ORIGIN]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "common.log_lines.LineFormatter",
            "format": "{levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"refusals": {"()": "common.log_lines.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    # The library by which Zoom is asked would write down addresses, some of which open a door.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpcore")},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
    },
}
