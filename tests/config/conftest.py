"""An environment in which production settings start."""

from urllib.parse import quote

import pytest
from django.db import connection


@pytest.fixture
def sane_environment(db) -> dict[str, str]:
    where = connection.settings_dict
    user = where["USER"] + (f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else "")
    port = f"&port={where['PORT']}" if where["PORT"] else ""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "t7Vq-3mZ9xKp2RwL8sYd5NcB4gHj6FaE1uTiOoQeXyWzUvPkMl",
        "PERSONAL_DATA_KEY": "pD8-kQ2vXn5RzT7wLc4sYb9GmJh6FaE1uTiOoKeNyWzUvBxMlZq",
        "DATABASE_URL": f"postgresql://{user}@/{where['NAME']}?host={quote(where['HOST'])}{port}",
        "ALLOWED_HOSTS": "sedulang.example.id",
        "SITE_URL": "https://sedulang.example.id",
        "DEFAULT_FROM_EMAIL": "noreply@sedulang.example.id",
    }
