"""What holds everywhere. local, production and test build on this."""

from __future__ import annotations

from datetime import timedelta

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403

from config import environment as env
from config.database import as_app, database_settings
from config.storages import file_storages, picture_hosts
from config.styles import head_style

BASE_DIR = env.BASE_DIR
VAR_DIR = env.VAR_DIR

INSTALLED_APPS = [
    "core",
    "core.users",
    "core.audit",
    "core.messages",
    "core.idempotency",
    "media",
    "bumdes.villages",
    "bumdes.ledger",
    "bumdes.organisations",
    "bumdes.members",
    "bumdes.savings",
    "bumdes.units",
    "bumdes.bookkeeping",
    "bumdes.banking",
    "bumdes.assets",
    "bumdes.inventory",
    "bumdes.capital",
    "bumdes.lending",
    "bumdes.statements",
    "bumdes.closing",
    "bumdes.office",
    "demo",
    "marketplace.sellers",
    "marketplace.address",
    "marketplace.catalogue",
    "marketplace.catalogue.reviews",
    "marketplace.partner",
    "marketplace.basket",
    "marketplace.order",
    "marketplace.offer",
    "marketplace.voucher",
    "marketplace.communication",
    "marketplace.payment",
    "marketplace.fulfilment",
    "marketplace.purchases",
    "marketplace.gateways.counter",
    "marketplace.gateways.cod",
    "marketplace.gateways.transfer",
    "marketplace.gateways.provider",
    "marketplace.gateways.qris",
    "marketplace.settlement",
    "marketplace.reconciliation",
    "marketplace.aftersales",
    "marketplace.search",
    "marketplace.checkout",
    "marketplace.storefront",
    "marketplace.seller_centre",
    "marketplace.hub_desk",
    "marketplace.operator",
    "marketplace.regency",
    "marketplace.account",
    "cms",
    "cms.blocks",
    "cms.home",
    "cms.pages",
    # wagtail.contrib.redirects, .users, .documents and .images, cut down
    "cms.apps.RedirectsConfig",
    "wagtail.sites",
    "cms.apps.EditorsConfig",
    "cms.apps.DocumentsConfig",
    "cms.apps.ImagesConfig",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "core.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.storefront.variants.VariantMiddleware",
    "cms.middleware.EditorUrlsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.users.middleware.StaffMFAMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "themes" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.storefront.context.shell",
            ],
        },
    }
]

FORM_RENDERER = "core.form_renderer.FormRenderer"
DATABASES = {"default": database_settings(env.text("DATABASE_URL"))}
if not env.owns_tables():
    DATABASES["default"] = as_app(DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "users.User"
# Encrypts identity numbers and papers, and finds a number again. Never changed; else SECRET_KEY does it.
PERSONAL_DATA_KEY = env.text("PERSONAL_DATA_KEY")
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # One backend only: a second one would hash once more for known people than for unknown.
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
CSRF_FAILURE_VIEW = "core.users.views.csrf_failure"
ACCOUNT_ADAPTER = "marketplace.account.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# What allauth checks its other settings against; core.users.forms.SignupForm has one box for both.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "core.users.forms.LoginForm",
    "signup": "core.users.forms.SignupForm",
    "request_login_code": "core.users.forms.RequestLoginCodeForm",
    "confirm_login_code": "core.users.forms.ConfirmLoginCodeForm",
    "reset_password": "core.users.forms.ResetPasswordForm",
    "confirm_password_reset_code": "core.users.forms.ConfirmPasswordResetCodeForm",
    "reset_password_from_key": "core.users.forms.NewPasswordForm",
    "confirm_email_verification_code": "core.users.forms.ConfirmEmailCodeForm",
    "change_password": "core.users.forms.ChangePasswordForm",
    "set_password": "core.users.forms.SetPasswordForm",
    "reauthenticate": "core.users.forms.ReauthenticateForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# Passwords are limited by axes; login_failed here guards the second factor alone.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "signup": "30/h/ip",
    "login_failed": "10/5m/key",
    "request_login_code": "20/m/ip,3/15m/key",
    "reset_password": "20/m/ip,3/15m/key",
    "manage_email": "10/m/user",
}
MFA_ADAPTER = "core.users.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
# Names the sender of codes to telephones (core.users.codes.PhoneSender).
PHONE_CODE_SENDER = env.text("PHONE_CODE_SENDER", "core.users.codes.NoPhoneSender")
# Each code to a telephone costs money: how many a day, to one number and in all.
PHONE_CODES_PER_NUMBER_A_DAY = env.number("PHONE_CODES_PER_NUMBER_A_DAY", 5)
PHONE_CODES_A_DAY = env.number("PHONE_CODES_A_DAY", 300)
# core.users.whatsapp.WhatsAppSender
WHATSAPP_API = env.text("WHATSAPP_API", "https://graph.facebook.com/v23.0").rstrip("/")
WHATSAPP_PHONE_ID = env.text("WHATSAPP_PHONE_ID")
WHATSAPP_TOKEN = env.text("WHATSAPP_TOKEN")
WHATSAPP_TEMPLATE = env.text("WHATSAPP_TEMPLATE")
WHATSAPP_LANGUAGE = env.text("WHATSAPP_LANGUAGE", "id")
STAFF_MFA_REQUIRED = False  # production turns it on
STAFF_MFA_PATHS = ("/bumdes/", "/kabupaten/", "/operator/", "/cms/")
STAFF_SESSION_AGE = timedelta(hours=12)

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "themes" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    **file_storages(VAR_DIR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = ["media.uploads.CappedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SITE_ID = 1
SITE_NAME = "Sedulang"
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.PictureAdminForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = True
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "indonesian"}
}
WAGTAIL_I18N_ENABLED = False
# Names, addresses and passwords are kept at /akun/, for editors as for everyone.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILDOCS_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_CONTENT_LANGUAGES = [("id", "Indonesia")]

OSCAR_DEFAULT_CURRENCY = "IDR"
OSCAR_SLUG_ALLOW_UNICODE = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_ALLOW_ANON_REVIEWS = False

AXES_FAILURE_LIMIT = 8
# Locked is one person at one address, so that nobody can lock somebody else out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "core.users.lockout.tried_name"
AXES_LOCKOUT_CALLABLE = "core.users.lockout.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time told is the time kept
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "password1"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("accelerometer", "geolocation", "gyroscope", "microphone", "payment", "usb")
}
HEAD_STYLE = head_style(BASE_DIR / "themes" / "static" / "css" / "first.css")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *picture_hosts()],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, HEAD_STYLE.csp_source],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

PROXY_HOPS = 0  # proxies of ours in front, which X-Forwarded-For may be believed for
DURABLE_DATABASE_REQUIRED = False  # production turns it on

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "Sedulang <noreply@sedulang.test>"

# Promises and clocks of design §6; minutes and hours.
PAY_COUNTER_WITHIN_HOURS = 24
PAY_TRANSFER_WITHIN_HOURS = 24
ACCEPT_WITHIN_HOURS = 24
HAND_OVER_WITHIN_HOURS = 48
COMPLETE_AFTER_DAYS = 3
COMPLAIN_WITHIN_DAYS = 7  # after the goods arrived
ANSWER_COMPLAINT_HOURS = 48  # then it is decided without the shop
MAX_QUANTITY_PER_LINE = 999
MAX_LINES_PER_BASKET = 60

PAY_TRANSFER_GRACE_HOURS = 12
MANUAL_MATCH_LIMIT = 5_000_000  # rupiah; above it a second operator must agree
PAYOUT_LEAST = env.number("PAYOUT_LEAST", 10_000)  # rupiah; below it the money waits for more
PAYOUT_ACCOUNT_HOLD_HOURS = 24  # before a new bank account is used

# Providers are off until their keys are there (docs/payments.md).
PAYMENT_KEY_PREFIX = env.text("PAYMENT_KEY_PREFIX")  # tells apart what shares one provider's account
STRIPE_API = env.text("STRIPE_API", "https://api.stripe.com").rstrip("/")
STRIPE_KEY = env.text("STRIPE_KEY")
STRIPE_WEBHOOK_SECRETS = env.names("STRIPE_WEBHOOK_SECRETS")  # two while one is being replaced
STRIPE_METHODS = env.names("STRIPE_METHODS", "card")
MIDTRANS_API = env.text("MIDTRANS_API", "https://api.midtrans.com").rstrip("/")
MIDTRANS_SERVER_KEY = env.text("MIDTRANS_SERVER_KEY")
MIDTRANS_METHODS = env.names("MIDTRANS_METHODS", "qris,va,gopay")
MIDTRANS_QRIS_ACQUIRER = env.text("MIDTRANS_QRIS_ACQUIRER", "gopay")
MIDTRANS_VA_BANK = env.text("MIDTRANS_VA_BANK", "bri")
XENDIT_API = env.text("XENDIT_API", "https://api.xendit.co").rstrip("/")
XENDIT_KEY = env.text("XENDIT_KEY")
XENDIT_CALLBACK_TOKEN = env.text("XENDIT_CALLBACK_TOKEN")
PAY_COD_MOST = env.number("PAY_COD_MOST", 1_000_000)  # rupiah of one order paid at the door
PAY_COD_REFUSALS = 2  # so often refused at the door, and it is not offered
PAY_COD_MEMORY_DAYS = 180  # a refusal is remembered so long
PAY_COD_OPEN = 3  # orders on their way to one buyer's door
PAY_QRIS_WITHIN_MINUTES = 30
PAY_QRIS_MOST = env.number("PAY_QRIS_MOST", 10_000_000)
PAY_QRIS_OWN_WITHIN_HOURS = 12
PAY_QRIS_OWN_GRACE_HOURS = 24  # somebody has to look into the bank's app
PAY_VA_WITHIN_MINUTES = 24 * 60
PAY_VA_MOST = env.number("PAY_VA_MOST", 50_000_000)
PAY_GOPAY_MOST = env.number("PAY_GOPAY_MOST", 10_000_000)
PAY_CARD_WITHIN_MINUTES = 60
PAY_CARD_LEAST = env.number("PAY_CARD_LEAST", 10_000)
PAY_CARD_MOST = env.number("PAY_CARD_MOST", 100_000_000)
