"""Stock django-oscar as its documentation sets it up: its own apps, templates and checkout.

Beyond the documentation: 24 products a page as ours has, guests may buy, and the search engine is
chosen by OSCAR_ENGINE (`whoosh`, or `memory` for a list whose search costs nothing).
"""

import sys
from importlib.util import find_spec
from os import environ

from oscar import INSTALLED_APPS as OSCAR_APPS
from oscar.defaults import *  # noqa: F403

from benchmarks.peers.alike import COUNTING, HOME, kept_connection

OSCAR_HOME = HOME / "oscar"
# What Oscar needs and we do not: Whoosh and its thumbnailer, when they could be downloaded.
sys.path.append(str(OSCAR_HOME / "packages"))
HAS_SORL = find_spec("sorl") is not None

SECRET_KEY = "benchmark"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.peers.oscar_urls"
DATABASES = {"default": kept_connection()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [*OSCAR_APPS, *(["sorl.thumbnail"] if HAS_SORL else [])]
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
STATIC_URL = "static/"
MEDIA_URL = "media/"
MEDIA_ROOT = OSCAR_HOME / "media"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING_CONFIG = None


class NoMigrations:
    """Tables straight from the models: the same tables, seconds instead of minutes."""

    def __contains__(self, label: str) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()

MIDDLEWARE = [
    COUNTING,
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    }
]
HAYSTACK_CONNECTIONS = {
    "default": {
        "whoosh": {
            "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
            "PATH": str(OSCAR_HOME / "whoosh" / environ.get("DATABASE_NAME", "")),
            "INCLUDE_SPELLING": True,
        },
        "memory": {"ENGINE": "benchmarks.peers.oscar_memory.MemoryEngine"},
    }[environ.get("OSCAR_ENGINE", "memory")]
}

OSCAR_PRODUCTS_PER_PAGE = 24
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_DEFAULT_CURRENCY = "IDR"
if not HAS_SORL:
    OSCAR_THUMBNAILER = "benchmarks.peers.oscar_memory.PlainThumbnailer"
