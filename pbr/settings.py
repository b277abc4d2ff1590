"""Settings, from the environment. The application refuses to start half-configured, and says what is missing."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


# `evaluate` reads a folder and never a database: an auditor may run it with nothing configured.
_NEED_NOTHING = {"evaluate", "make_extracts", "make_rule_pages", "help", "--help", "version"}
_WITHOUT_SERVICES = len(sys.argv) > 1 and sys.argv[1] in _NEED_NOTHING

_REQUIRED = {
    "SECRET_KEY": "a long random text that signs sessions",
    "DATABASE_URL": "the PostgreSQL database, as postgres://role:password@host:5432/name",
    "REDIS_URL": "the Redis or Valkey server, as redis://host:6379/0",
    "ALLOWED_HOSTS": "the host names that the application answers to, separated by commas",
}
_missing = [f"{name} ({what})" for name, what in _REQUIRED.items() if not os.environ.get(name)]
if _missing and not _WITHOUT_SERVICES:
    raise ImproperlyConfigured(f"Not configured: set {'; '.join(_missing)} in the environment.")

SECRET_KEY = os.environ.get("SECRET_KEY") or "unused-without-services"
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

# A demonstration stands still on one day; everywhere else the day is London's.
PBR_DEMONSTRATION = _flag("PBR_DEMONSTRATION")
PBR_TODAY = dt.date.fromisoformat(os.environ["PBR_TODAY"]) if os.environ.get("PBR_TODAY") else None
# How many days the partnership has to answer a provider's challenge.
PBR_CHALLENGE_DAYS = int(os.environ.get("PBR_CHALLENGE_DAYS", "28"))

INSTALLED_APPS = [
    "pbr.access",
    "pbr.audit",
    "pbr.jobs",
    "pbr.web",
    "caseloads",
    "lasars",
    "outcomes",
    "payments",
    "pbr.web.reference.ReferenceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "import_export",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pbr.web.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pbr.urls"
WSGI_APPLICATION = "pbr.wsgi.application"

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
                "pbr.web.context.page",
            ],
            "builtins": ["pbr.web.templatetags.pbr"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or "postgres://nobody@/none",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: the ledger's guards live in PostgreSQL.")
# The throw-away cluster of the tests may forget: it alone is let off the check that commits are kept.
SILENCED_SYSTEM_CHECKS = ["pbr.E001"] if _flag("PBR_THROW_AWAY_DATABASE") else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # Celery and Django write the address of a Unix socket differently.
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db="),
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 3000  # below the visibility timeout, or a long job would be delivered twice
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": int(os.environ.get("PBR_VISIBILITY_TIMEOUT", "3600")),
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A page must not wait for a broker that is away: the sweeper rings again. (A worker waits by another setting.)
    "max_retries": 1,
    "interval_start": 0.1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
}
CELERY_TASK_PUBLISH_RETRY = False
PBR_SWEEP_SECONDS = float(os.environ.get("PBR_SWEEP_SECONDS", "10"))
CELERY_BEAT_SCHEDULE = {
    # While no worker listens, sweeps must not pile up.
    "sweep-jobs": {"task": "pbr.jobs.sweep", "schedule": PBR_SWEEP_SECONDS, "options": {"expires": PBR_SWEEP_SECONDS}},
    "nightly": {"task": "pbr.jobs.nightly", "schedule": 3600.0},
}
CELERY_TIMEZONE = "Europe/London"

# A job whose worker has not been heard of for so long is given to another.
PBR_JOB_STALE_SECONDS = int(os.environ.get("PBR_JOB_STALE_SECONDS", "15"))
PBR_JOB_ATTEMPTS = 5

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds that the link in a letter lives
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]  # account first: pbr.web.lockout weighs them in this order
AXES_HANDLER = "pbr.web.lockout.Lockout"
AXES_CLIENT_IP_CALLABLE = "pbr.web.lockout.address"
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
# The demonstration is served without TLS on the local machine.
_TLS = not PBR_DEMONSTRATION and not _flag("PBR_WITHOUT_TLS")
SESSION_COOKIE_SECURE = _TLS
CSRF_COOKIE_SECURE = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

CSRF_FAILURE_VIEW = "pbr.web.errors.csrf_failed"

# Without a mail server, as in the demonstration, letters are printed where the web server runs.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_HOST)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "payment-by-results@localhost")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The container collects the static files and names where (STATIC_ROOT); otherwise they are served where they lie.
STATIC_ROOT = os.environ.get("STATIC_ROOT")
WHITENOISE_USE_FINDERS = not STATIC_ROOT
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["pbr.web.tokens.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}

# One JSON object a line for whoever collects logs; a readable line for people. Neither holds personal data: messages
# name rows by their id, and errors by their place.
_LOG_STEPS = [structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, structlog.processors.TimeStamper("iso")]
_LOG_RENDERER = structlog.dev.ConsoleRenderer(colors=False) if not _TLS else structlog.processors.JSONRenderer()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _LOG_STEPS,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _LOG_RENDERER],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
