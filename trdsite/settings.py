"""The only place for settings; values come from the environment, and an unsafe one stops the start.

Development needs none: what it needs is generated under var/. `TRD_ENV=production` refuses such defaults.
docs/deploy.md lists the variables.
"""

import pghistory
from csp.constants import NONE, SELF

from trdsite import database, environment
from trdsite.logs import logging_settings
from trdsite.places import BASE, StartRefused, private_folder, secret, var

PRODUCTION = environment.choice("TRD_ENV", ("development", "production")) == "production"


def _secret_key() -> str:
    if not PRODUCTION:
        return environment.text("SECRET_KEY") or secret("django")
    key = environment.needed("SECRET_KEY", "give it 50 or more random characters (see docs/deploy.md).")
    if len(key) < 50 or len(set(key)) < 5:
        raise StartRefused("SECRET_KEY is too easy to guess: give it 50 or more random characters.")
    return key


def _debug() -> bool:
    wanted = environment.flag("DEBUG", default=False)
    if PRODUCTION and wanted:
        raise StartRefused(
            "DEBUG is on with TRD_ENV=production: error pages would show records. Remove DEBUG."
        )
    return wanted


def _hosts() -> list[str]:
    if not PRODUCTION:
        return environment.words("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
    hosts = environment.words("ALLOWED_HOSTS")
    if not hosts or any(host.startswith(("*", ".")) for host in hosts):
        raise StartRefused(
            "ALLOWED_HOSTS has to name each host this site answers to, such as trd.clinic.example."
        )
    return hosts


def _origins() -> list[str]:
    origins = environment.words("CSRF_TRUSTED_ORIGINS")
    if PRODUCTION and any(not origin.startswith("https://") or "*" in origin for origin in origins):
        raise StartRefused("CSRF_TRUSTED_ORIGINS may only name https:// addresses, without a star.")
    return origins


def _databases() -> dict[str, dict[str, object]]:
    if PRODUCTION and database.is_embedded():
        raise StartRefused(
            "DATABASE_URL is not set: the embedded PostgreSQL is for trying out. Give the address of a "
            "PostgreSQL 15 or newer, like postgres://user:password@host:5432/name."
        )
    return {"default": database.settings()}


def _demo() -> bool:
    """Whether invented patients may be loaded, and the database emptied for them."""
    wanted = environment.flag("TRD_DEMO", default=not PRODUCTION and database.is_embedded())
    if PRODUCTION and wanted:
        raise StartRefused("TRD_DEMO is on with TRD_ENV=production: demo and real patients do not mix.")
    return wanted


# What this installation is
SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
DEBUG = _debug()
ALLOWED_HOSTS = _hosts()
CSRF_TRUSTED_ORIGINS = _origins()
DEMO = _demo()
ROOT_URLCONF = "trdsite.urls"
WSGI_APPLICATION = "trdsite.wsgi.application"

INSTALLED_APPS = [
    "trdsite",
    "patients",
    "assessment",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

# The policies come first, so that a refusal by any later one carries them too.
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages at an eighth of their size; Django masks tokens and pads at random, so that lengths tell nothing.
    "django.middleware.gzip.GZipMiddleware",
    "trdsite.headers.NothingKept",
    "trdsite.logs.RequestLog",
    "trdsite.headers.PlainMethods",
    "trdsite.health.WithoutSession",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trdsite.sessions.SessionLimits",
    "allauth.account.middleware.AccountMiddleware",
    "trdsite.sessions.SignInRequired",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "patients.trail.TrailMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trdsite.kept_forms.typed_by",
                "assessment.views.menu.menu",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# The database, in the role that database.py decides
DATABASES = _databases()
DATABASE_APPLICATION_ROLE = database.application_role()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # history is read by patient only

# Rate limits and used one-time codes live in this cache: its rows must outlast any flood of other keys,
# and be seen by every worker.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rate_limit_cache",
        "OPTIONS": {"MAX_ENTRIES": 2_000_000},
    }
}

# Who may come in
AUTH_USER_MODEL = "patients.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["trdsite.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "trdsite.sign_in.ClosedSignUp"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# The key is name and address together (sign_in.py): nobody can lock a clinician out from elsewhere.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/5m/key,20/10m/ip",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/h/key",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", 0)
MFA_ADAPTER = "trdsite.sign_in.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_TOLERANCE = 0
# Nobody signs up here: the administrator's invitation has reached the address before its owner signs in
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = False

# Sessions end by themselves; signing out ends them at once, since they live in the database
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_HOURS = environment.number("SESSION_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "trdsite.errors.forged_request"

# What a browser may do with our pages
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
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "camera",
        "microphone",
        "geolocation",
        "payment",
        "usb",
        "display-capture",
        "browsing-topics",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024  # a file of patients that we accept never lies on a disk

# Words, dates and files
LANGUAGE_CODE = "en-gb"
TIME_ZONE = environment.text("CLINIC_TIME_ZONE", "Europe/London")
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE / "static"]
STATIC_ROOT = private_folder(var() / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = var() / "mail"  # in development each message is a file here
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", 587 if PRODUCTION else 25)
EMAIL_HOST_USER = environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = PRODUCTION
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "trd@localhost")
LOGGING = logging_settings(as_json=PRODUCTION)
