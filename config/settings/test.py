"""The test suite: as production where it can be, quick where it must be."""

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
DEMO_ALLOWED = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "test-media"
if url := env.text("TEST_DATABASE_URL"):
    DATABASES = {"default": as_app(database_settings(url))}
DATABASES["default"]["TEST"] = {"NAME": env.text("TEST_DATABASE_NAME", "test_sedulang")}
AXES_ENABLED = False
# Otherwise each test client reads through every collected file: a tenth of a second, thousands of times.
WHITENOISE_AUTOREFRESH = True
