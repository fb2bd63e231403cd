"""Our shop as `make run` serves it, counting its SQL, with files of its own in var/benchmarks."""

from benchmarks.peers.alike import COUNTING, HOME, kept_connection
from config.settings.local import *  # noqa: F403
from config.settings.local import MIDDLEWARE, STORAGES
from config.storages import file_storages

DEBUG = False
DATABASES = {"default": kept_connection()}
MIDDLEWARE = [COUNTING, *MIDDLEWARE]
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
STORAGES = {**STORAGES, **file_storages(HOME)}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
