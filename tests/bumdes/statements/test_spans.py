"""The months a statement speaks of."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from bumdes.statements.spans import BadSpan, Span


def test_a_year_its_halves_and_quarters():
    assert Span.half(2026, 2) == Span(2026, 7, 12)
    assert Span.quarter(2026, 3) == Span(2026, 7, 9)
    assert (Span(2026).since, Span(2026).until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert Span(2028, 2, 2).until == date(2028, 2, 29)


def test_december_ends_with_the_closing_entry_and_other_months_do_not():
    assert (Span(2026).last_period, Span(2026).end_period) == (202612, 202613)
    assert (Span.half(2026, 1).last_period, Span.half(2026, 1).end_period) == (202606, 202606)


@pytest.mark.parametrize(
    ("span", "opened_on", "period"),
    [
        (Span(2025), date(2026, 1, 1), 202600),
        (Span.half(2025, 2), date(2026, 1, 1), 202600),
        (Span.half(2025, 1), date(2026, 1, 1), None),
        (Span(2025), date(2026, 3, 1), None),
        (Span(2026), date(2026, 1, 1), None),
    ],
)
def test_opening_balances_are_what_stood_the_day_before(span, opened_on, period):
    assert span.opening_after(opened_on) == period


@pytest.mark.parametrize("months", [(2026, 0, 3), (2026, 5, 4), (2026, 1, 13), (1999, 1, 12), (20260, 1, 12)])
def test_other_months_are_refused(months):
    with pytest.raises(BadSpan):
        Span(*months)


def test_titles_are_indonesian():
    with translation.override("id"):
        assert Span(2026, 4, 6).title == "1 April - 30 Juni 2026"
        assert Span(2026).end_title == "31 Desember 2026"
