"""Settings of SVS, read from the environment; docs/operations.md describes every variable."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from kombu import Queue

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
SVS_HOME = Path(env.str("SVS_HOME", default=str(BASE_DIR / "var")))

DEBUG = env.bool("SVS_DEBUG", default=False)
# Without a key of its own a process gets a fresh one: nothing signed survives it, nothing is guessable.
SECRET_KEY = env.str("SVS_SECRET_KEY", default="") or secrets.token_urlsafe(64)
SECRET_KEY_FALLBACKS = env.list("SVS_SECRET_KEY_FALLBACKS", default=[])
SVS_BASE_URL = env.str("SVS_BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
SVS_METRICS_TOKEN = env.str("SVS_METRICS_TOKEN", default="")
SVS_ORGANISATION = env.str("SVS_ORGANISATION", default="Northwind Logistics")
SVS_SECURE = urlsplit(SVS_BASE_URL).scheme == "https"
ALLOWED_HOSTS = env.list(
    "SVS_ALLOWED_HOSTS",
    default=[urlsplit(SVS_BASE_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost"],
)
CSRF_TRUSTED_ORIGINS = [SVS_BASE_URL]
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",  # asked for by allauth.mfa; none of its pages are mounted
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "svs.accounts",
    "svs.permissions",
    "svs.events",
    "svs.services",
    "svs.mail",
    "svs.knobs",
    "svs.notices",
    "svs.web",
    "svs.api",
    "svs.demo",
    "practices.configuration",
    "practices.knowledge",
    "practices.service_level",
    "practices.desk",
    "practices.incident",
    "practices.service_request",
    "practices.change",
    "practices.automation",
    "valuechain",
    "metrics",
    "improvement",
    "governance",
]

MIDDLEWARE = [
    "svs.api.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "svs.api.middleware.ResponseHeaders",
    "svs.web.middleware.NoNul",
    "svs.web.middleware.NotTooMuch",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "svs.accounts.middleware.SignInRequired",
    "svs.web.middleware.OurErrors",
    "svs.web.middleware.AnotherTry",
]

ROOT_URLCONF = "svs.urls"
WSGI_APPLICATION = "svs.wsgi.application"
FORM_RENDERER = "svs.web.forms.Renderer"
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
                "svs.web.context.shell",
            ]
        },
    }
]

# The limits of RELIABILITY 3.2: no statement, lock or idle transaction may hold a page for long.
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgresql:///svs"),
        "CONN_MAX_AGE": env.int("SVS_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "connect_timeout": 3,
        "options": "-c statement_timeout={} -c lock_timeout=3000"
        " -c idle_in_transaction_session_timeout=30000".format(
            env.int("SVS_STATEMENT_TIMEOUT_MS", default=15000)
        ),
    }
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["svs.accounts.backends.WithRoles"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "svs.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# On plain http (make run on this machine) a browser would drop Secure and __Host- cookies, so names are plain.
_host = "__Host-" if SVS_SECURE else ""
SESSION_ENGINE = "svs.accounts.sessions"  # in the database: a flushed Redis signs nobody out
SESSION_COOKIE_NAME = f"{_host}sessionid"
SESSION_COOKIE_SECURE = SVS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 28800
CSRF_COOKIE_NAME = f"{_host}csrftoken"
CSRF_COOKIE_SECURE = SVS_SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "svs.web.views.csrf_failure"
SECURE_SSL_REDIRECT = SVS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if SVS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SVS_SECURE
SECURE_HSTS_PRELOAD = SVS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SVS_SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
SVS_MOST_UPLOAD = 26 * 1024 * 1024  # a file of 25 MB and what stands around it
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
SVS_TIME_ZONE = env.str(
    "SVS_TIME_ZONE", default="UTC"
)  # the organisation's: days of KPIs, calendars

STATIC_URL = "/static/"
STATIC_ROOT = SVS_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("SVS_HASHED_STATIC", default=False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not env.bool("SVS_HASHED_STATIC", default=False)
MEDIA_ROOT = SVS_HOME / "media"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

EMAIL_TIMEOUT = 10
EMAIL_HOST = env.str("SVS_SMTP_HOST", default="")  # empty: mail stays in the in-app outbox
EMAIL_PORT = env.int("SVS_SMTP_PORT", default=25)
EMAIL_HOST_USER = env.str("SVS_SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env.str("SVS_SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("SVS_SMTP_TLS", default=False)
DEFAULT_FROM_EMAIL = env.str("SVS_MAIL_FROM", default="Service Desk <desk@northwind.example>")
# Mail that comes in. A mailbox may be set here, so that make run reads one without a hand on a page.
SVS_IMAP = {
    "host": env.str("SVS_IMAP_HOST", default=""),
    "port": env.int("SVS_IMAP_PORT", default=993),
    "security": env.str("SVS_IMAP_SECURITY", default="tls"),  # tls, starttls, none
    "username": env.str("SVS_IMAP_USER", default=""),
    "password": env.str("SVS_IMAP_PASSWORD", default=""),
    "folder": env.str("SVS_IMAP_FOLDER", default="INBOX"),
    "done_folder": env.str("SVS_IMAP_DONE_FOLDER", default=""),
    "address": env.str("SVS_IMAP_ADDRESS", default="desk@northwind.example"),
}
SVS_MAIL_AUTHSERV = env.list("SVS_MAIL_AUTHSERV", default=[])  # names our mail server signs with
SVS_MAIL_HOSTS = env.list(
    "SVS_MAIL_HOSTS", default=[SVS_IMAP["host"]] if SVS_IMAP["host"] else []
)  # servers on or beside this machine that may be asked

SVS_API_PER_MINUTE = env.int(
    "SVS_API_PER_MINUTE", default=500
)  # for a token or a person; 0: no limit
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["svs.api.permissions.ActionPermissions"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "svs.api.authentication.TokenAuthentication",
        "svs.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["svs.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["svs.api.throttling.PerCaller"],
    "DEFAULT_PAGINATION_CLASS": "svs.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is a method like any other that is not offered
    "DEFAULT_SCHEMA_CLASS": "svs.api.schema.Schema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "svs.api.problems.exception_handler",
    "NUM_PROXIES": env.int("SVS_PROXIES", default=0),
    "PAGE_SIZE": 50,
    "STRICT_JSON": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SVS",
    "DESCRIPTION": "The REST API of SVS. Every verb here is the same operation that the pages call.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "LevelEnum": [(1, 1), (2, 2), (3, 3)],
        "ItemKindEnum": [
            (kind, kind) for kind in ("hardware", "software", "network", "place", "other")
        ],
        "PromiseEnum": [("response", "response"), ("resolution", "resolution")],
        "ChangeTypeEnum": [(kind, kind) for kind in ("standard", "normal", "emergency")],
        "ChangeOutcomeEnum": [
            (end, end) for end in ("successful", "with_issues", "failed", "backed_out")
        ],
    },
}

# The settings of RELIABILITY 3.3; the database's lease, not the broker's, decides who works on what.
_transport = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = _transport
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_VISIBILITY_TIMEOUT = 900
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = "critical"
SVS_QUEUES = ["critical", "rules", "mail", "webhooks", "kpi", "bulk"]
CELERY_TASK_QUEUES = [Queue(name) for name in SVS_QUEUES]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "svs.api.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("SVS_LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
