"""One's own machine: `make run`. Never reachable from outside, so it may be open."""

from config.logging import logging_settings
from config.settings.base import *  # noqa: F403

DEBUG = env.switch("DEBUG", False)
SECRET_KEY = "local-only-key-that-production-settings-refuse-to-start-with"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEMO_ALLOWED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
LOGGING = logging_settings(as_json=False)
