"""Django's settings of the web, over those of the record: its tables lie in the record's own database.

What depends on how it is served (names of the host, TLS before it, two people for a decision) is given to
``tollbook serve`` and set in :mod:`tollbook.web.serving`.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from tollbook.export.assets import BUILT
from tollbook.record.errors import RecordError
from tollbook.record.settings import DEFAULT_AUTO_FIELD as DEFAULT_AUTO_FIELD
from tollbook.record.settings import database, key_path
from tollbook.record.where import DEFAULT_RECORD, Where, located

HERE = Path(__file__).parent


def _record() -> Where:
    try:
        return located()
    except RecordError:  # whoever opens that record is told
        return Path(DEFAULT_RECORD)


RECORD = _record()
#: Not those of the settings of the record: these were made when they were first asked for, which can be before anybody
#: had said which record is served.
DATABASES = {"default": database(RECORD)}
#: The file of the key that sessions are signed with, in the folder of the record, or of one that is in no folder beside
#: the key of its server for checkpoints. ``tollbook serve`` makes it.
KEY_FILE = (RECORD if isinstance(RECORD, Path) else key_path().parent) / "web.key"


def _key() -> str:
    try:
        return KEY_FILE.read_text(encoding="ascii").strip()
    except OSError:  # nothing is served from here: a tool looks at the settings
        return secrets.token_urlsafe(64)


SECRET_KEY = _key()
DEBUG = False
ALLOWED_HOSTS: list[str] = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [
    "tollbook.record",
    "tollbook.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
]
MIDDLEWARE = [
    "tollbook.web.guard.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tollbook.web.guard.SameOrigin",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tollbook.web.guard.Ageing",
    "tollbook.web.guard.LoginRequired",
    "tollbook.web.guard.AtTheDesk",
]
ROOT_URLCONF = "tollbook.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tollbook.web.nav.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "tollbook.web.templatetags.ledger"],
        },
    }
]
AUTH_USER_MODEL = "web.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "tollbook.web.comings.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
#: What cannot be taken back, or leaves the record, wants the password again, no older than five minutes.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
#: Attempts to log in: of one user, and from one address.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/ip,5/5m/key", "reauthenticate": "10/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tollbook"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

#: A session ends an hour after the last page, and in any case after twelve.
SESSION_IDLE_SECONDS = 3600
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_NAME = "tollbook"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tollbook.web.views.errors.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "tollbook_language"
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [HERE / "locale"]

STATIC_URL = "/static/"
#: What the build bundles from elsewhere.
STATICFILES_DIRS = [("built", BUILT)] if BUILT.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

#: The largest upload, and what of it is held in memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MAX_UPLOAD = 100 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
#: Whether a decision takes two people (``tollbook serve --two-person``).
TWO_PERSON = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}
