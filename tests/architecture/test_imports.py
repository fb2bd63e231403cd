"""What a web worker does not load before somebody asks for it.

Every worker keeps for ever what it imports as it starts. Of our own packages pyproject.toml
(`banned-module-level-imports`) says which wait inside the function that needs them; here the ones that other
packages would bring along.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# With what it weighs in MiB, and what used to bring it.
NOT_AT_START = (
    "ninja",  # with pydantic 8: the JSON API 3 of Wagtail (cms.apps)
    "pydantic",
    "rest_framework",  # with requests 4: the JSON API 2 of Wagtail's admin (config.editor_urls)
    "wagtail.admin.urls",  # with all views of the admin 17 (config.editor_urls)
    "wagtail.admin.wagtail_hooks",
    "rich",  # 3: structlog (config.logging)
    "openpyxl",  # 6
    "typst",
    "stripe",  # what paying by card needs, with a type for every object of its API
    "zxingcpp",
)
START = """
import json, sys
from config.settings import local  # as `make run`
import django
django.setup()
import config.urls
print(json.dumps(sorted(sys.modules)))
"""


def test_a_worker_starts_without_what_few_requests_need():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",  # named, never asked
    }

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", START],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )

    loaded = set(json.loads(done.stdout))
    assert "marketplace.storefront.views.goods" in loaded
    assert loaded & set(NOT_AT_START) == set()
