"""The WSGI entry for granian."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
os.environ.setdefault("PROCESS_ROLE", "web")
application = get_wsgi_application()

# A database that is not there or not safe stops the start, rather than the first visitor.
connection.ensure_connection()
connection.close()
