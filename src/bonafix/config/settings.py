"""Django settings. Everything an operator may choose comes from the environment."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from bonafix.config.pooling import forget_operator

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BONAFIX_DATA", "data")).resolve()
DEBUG = os.environ.get("BONAFIX_DEBUG") == "1"
TESTING = os.environ.get("BONAFIX_TESTING") == "1"


def _secret(variable: str, file: Path) -> str:
    if variable in os.environ:
        return os.environ[variable]
    if file.exists():
        return file.read_text("utf-8").strip()
    # Commands such as `resolve` need no secret; whatever signs something asks for one.
    return ""


SECRET_KEY = _secret("BONAFIX_SECRET_KEY", DATA / "secret-key") or "unset"
MASTER_KEY_FILE = os.environ.get("BONAFIX_MASTER_KEY_FILE", "")
if not MASTER_KEY_FILE and (DATA / "master-key.json").exists():
    MASTER_KEY_FILE = str(DATA / "master-key.json")
FILES_ROOT = Path(os.environ.get("BONAFIX_FILES", DATA / "files"))
# A bucket instead of the folder; docs/operations.md says how it has to be made.
FILES_S3: dict[str, str] = {}
if os.environ.get("BONAFIX_S3_BUCKET"):
    FILES_S3 = {
        "name": os.environ["BONAFIX_S3_BUCKET"],
        "endpoint": os.environ.get("BONAFIX_S3_ENDPOINT", ""),
        "region": os.environ.get("BONAFIX_S3_REGION", "us-east-1"),
        "lock": os.environ.get("BONAFIX_S3_LOCK", "compliance"),
        "access_key": os.environ.get("BONAFIX_S3_ACCESS_KEY", ""),
        "secret_key": os.environ.get("BONAFIX_S3_SECRET_KEY", ""),
    }
    if FILES_S3["lock"] in ("none", "off"):
        FILES_S3["lock"] = ""


# A web process answers each request in a thread of its own, and shares its connections.
WEB_CONNECTIONS = int(os.environ.get("BONAFIX_WEB_CONNECTIONS", "0"))


def _database(url: str, role: str | None = None) -> dict[str, object]:
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    options: dict[str, object] = {}
    if query.get("options"):
        options["options"] = query["options"]
    if role:
        options["options"] = f"{options.get('options', '')} -c role={role}".strip()
    if query.get("sslmode"):
        options["sslmode"] = query["sslmode"]
    if WEB_CONNECTIONS:
        options["pool"] = {
            "min_size": 2,
            "max_size": WEB_CONNECTIONS,
            # While the database is away, a page says so after this many seconds.
            "timeout": 10,
            "reset": forget_operator,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(query.get("port") or parts.port or ""),
        "OPTIONS": options,
        # A dead connection is noticed at the start of a request and replaced.
        "CONN_MAX_AGE": 0 if WEB_CONNECTIONS else 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


APP_ROLE = "bonafix_app"
OWNER_URL = os.environ.get("DATABASE_URL", "")
RUNTIME_URL = os.environ.get("DATABASE_RUNTIME_URL", "")
AS_OWNER = os.environ.get("BONAFIX_AS_OWNER") == "1"
if OWNER_URL and AS_OWNER:
    DATABASES = {"default": _database(OWNER_URL)}
elif RUNTIME_URL:
    DATABASES = {"default": _database(RUNTIME_URL)}
elif OWNER_URL:
    DATABASES = {"default": _database(OWNER_URL, APP_ROLE)}
else:
    DATABASES = {}
# Only the process that prepares a start has both: it migrates as the owner and then goes on.
if OWNER_URL and os.environ.get("BONAFIX_WITH_OWNER") == "1":
    DATABASES["owner"] = _database(OWNER_URL)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "bonafix.operators",
    "bonafix.ledger",
    "bonafix.deadlines",
    "bonafix.files",
    "bonafix.people",
    "bonafix.products",
    "bonafix.notices",
    "bonafix.cases",
    "bonafix.evidence",
    "bonafix.dispatch",
    "bonafix.repairs",
    "bonafix.claims",
    "bonafix.intake",
    "bonafix.transfer",
    "bonafix.jobs",
    "bonafix.api",
    "bonafix.web",
    "bonafix.config",
]

MIDDLEWARE = [
    "bonafix.web.middleware.health.HealthMiddleware",
    "bonafix.web.middleware.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bonafix.web.middleware.language.ChineseFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bonafix.api.middleware.ProblemsMiddleware",
    "bonafix.web.middleware.operator.OperatorMiddleware",
    "bonafix.web.middleware.headers.HeadersMiddleware",
]

ROOT_URLCONF = "bonafix.config.urls"
ASGI_APPLICATION = "bonafix.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come before those of allauth, whose pages wear our frame.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bonafix.web.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Packages without Django have no place among the applications.
LOCALE_PATHS = [
    PACKAGE / package / "locale"
    for package in ("kit", "places", "law", "examine", "routing", "cli")
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PUBLIC_URL = os.environ.get("BONAFIX_PUBLIC_URL", "http://127.0.0.1:8000")
OWN_HOSTS = [h for h in os.environ.get("BONAFIX_ALLOWED_HOSTS", "").split(",") if h] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
# Which host is answered is asked of the operators' table (operators/addresses.py): one
# that was founded a minute ago is reached without a restart.
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Behind a proxy of the same machine everybody seems to come from this machine.
PROXIED = os.environ.get("BONAFIX_PROXIED") == "1"
# Whose X-Forwarded-For is believed; `--proxied` without more means a proxy of this machine.
TRUSTED_PROXIES = os.environ.get("BONAFIX_TRUSTED_PROXIES", "") or (
    "127.0.0.1,::1" if PROXIED else ""
)
METRICS_TOKEN = os.environ.get("BONAFIX_METRICS_TOKEN", "")
if os.environ.get("BONAFIX_HSTS") == "1":
    # Half a year; sub-domains are not ours to speak for.
    SECURE_HSTS_SECONDS = 180 * 86400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A megabyte in a text field is refused with a sentence, not stored.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "bonafix.web.uploads.QuotaHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "bonafix.web.errors.csrf_failure"

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# The log-in name is all that is known; mail addresses are sealed elsewhere.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "bonafix.web.accounts.StaffAdapter"
SOCIALACCOUNT_ADAPTER = "bonafix.web.accounts.OidcAdapter"
MFA_ADAPTER = "bonafix.web.accounts.SecondFactorAdapter"
# The operator's own identity provider: its address, and what it calls this installation.
OIDC_URL = os.environ.get("BONAFIX_OIDC_URL", "")
OIDC_APPS = [
    {
        "provider_id": "oidc",
        "name": os.environ.get("BONAFIX_OIDC_NAME", "OpenID Connect"),
        "client_id": os.environ.get("BONAFIX_OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("BONAFIX_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": OIDC_URL},
    }
]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_APPS if OIDC_URL else []}
}
SOCIALACCOUNT_STORE_TOKENS = False

# Outside people are told through these; each is an adapter of bonafix.notices.
NOTICE_SMS_URL = os.environ.get("BONAFIX_SMS_URL", "")
NOTICE_SMS_KEY = os.environ.get("BONAFIX_SMS_KEY", "")
# Calls landlines and reads the words out.
NOTICE_VOICE_URL = os.environ.get("BONAFIX_VOICE_URL", "")
NOTICE_VOICE_KEY = os.environ.get("BONAFIX_VOICE_KEY", "")
EMAIL_HOST = os.environ.get("BONAFIX_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("BONAFIX_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("BONAFIX_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("BONAFIX_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("BONAFIX_SMTP_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("BONAFIX_MAIL_FROM", "bonafix@localhost")
# Holidays that the installed calendar does not know (see kit.calendars.overrides).
CALENDAR_FILE = Path(os.environ.get("BONAFIX_CALENDAR", DATA / "calendar.json"))
# The books of the test provider of payments; no money moves.
TEST_PAYMENTS_FILE = Path(os.environ.get("BONAFIX_TEST_PAYMENTS", DATA / "test-payments.sqlite3"))
# Trials and tests: webhooks may go to http and to this network. Never in production.
# How many made-up claims a demonstration gets; their pictures keep the worker busy for a while.
DEMO_CLAIMS = int(os.environ.get("BONAFIX_DEMO_CLAIMS", "40"))
HOOKS_PRIVATE = os.environ.get("BONAFIX_HOOKS_PRIVATE") == "1"
TIMESTAMP_URL = os.environ.get("BONAFIX_TSA_URL", "")
ANCHOR_MAIL_TO = os.environ.get("BONAFIX_ANCHOR_MAIL_TO", "")
SEALING_ALGORITHM = os.environ.get("BONAFIX_SEALING", "aes-256-gcm")

LOGGING_CONFIG = None

PROCRASTINATE_ON_APP_READY = "bonafix.jobs.tasks.register"
