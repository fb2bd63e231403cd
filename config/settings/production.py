"""A server that people reach. Every secret comes from the environment; what is missing stops the start.

Needed: SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS, SITE_URL, DEFAULT_FROM_EMAIL. Of use: PROXY_HOPS (how
many proxies of ours stand in front, 1 by default), SECRET_KEY_FALLBACKS, EMAIL_*, STORAGE_*
(config/storages.py), CACHE_URL, DATABASE_POOL, PROCESS_ROLE, HSTS_DAYS.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.database import as_app, serving
from config.logging import logging_settings

# Before the common settings, which would start a database of their own.
_DATABASE_URL = env.required("DATABASE_URL", "the address of the database, postgresql://…")

from config.settings.base import *  # noqa: E402, F403

DEBUG = False
DEMO_ALLOWED = False
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")

SITE_URL = env.required("SITE_URL", "the address of the site, https://…").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or any(host == "*" or host.startswith(".") for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS is missing or open: write exact host names, with commas")
if urlsplit(SITE_URL).scheme != "https" or urlsplit(SITE_URL).hostname not in ALLOWED_HOSTS:
    raise ImproperlyConfigured("SITE_URL must begin with https:// and name one of ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

PROXY_HOPS = env.number("PROXY_HOPS", 1)
if PROXY_HOPS:
    # Only behind our own proxy, which must overwrite what a visitor sends in this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# A payment provider does not follow a redirect.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^pembayaran/", r"^pencairan/"]
SECURE_HSTS_SECONDS = env.number("HSTS_DAYS", 730) * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# With this prefix a browser takes the cookie only over HTTPS and for this very host.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
OSCAR_URL_SCHEMA = "https"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**CONTENT_SECURITY_POLICY["DIRECTIVES"], "upgrade-insecure-requests": True}
}
STAFF_MFA_REQUIRED = True

_database = database_settings(_DATABASE_URL)
DATABASES = {
    "default": serving(
        _database if env.owns_tables() else as_app(_database),
        role=env.process_role(),
        pool=env.number("DATABASE_POOL", 4),
    )
}
DURABLE_DATABASE_REQUIRED = True

if _cache := env.text("CACHE_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache}}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.switch("EMAIL_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", "the sender, Sedulang <noreply@…>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = logging_settings(as_json=True)
