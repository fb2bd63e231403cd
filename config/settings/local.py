"""One's own machine: `make run`. Never reachable from outside, so it may be open."""

from config.logging import logging_settings
from config.settings.base import *  # noqa: F403

DEBUG = env.switch("DEBUG", False)
SECRET_KEY = "local-only-key-that-production-settings-refuse-to-start-with"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEMO_ALLOWED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
# Opening a connection costs PostgreSQL more than a page's queries do (docs/decisions). Kept ones are
# asked before each request whether they still live, so that the database may be restarted.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
LOGGING = logging_settings(as_json=False)
