"""From one version of a chart to the next: nothing is lost, no statement changes, two people answer."""

from __future__ import annotations

from datetime import date

import pytest

pytestmark = pytest.mark.django_db
OLD, NEW = "kepmendesa-136-2022.1", "kepmendesa-136-2022.2"
DAY = date(2026, 11, 20)
