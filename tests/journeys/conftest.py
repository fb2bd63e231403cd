"""A real browser for the tests that need one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture
def chromium(monkeypatch) -> Iterator[Browser]:
    # The browser's loop runs in this thread; the database is asked between its steps, never within.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
        # While the loop runs Django keeps connections apart from those of other tests. Left open, they
        # would be dead ones of a dropped database for the next test with a browser.
        connections.close_all()
