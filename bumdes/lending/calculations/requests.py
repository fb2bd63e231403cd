"""A schedule asked for in JSON, and the answer in JSON. Pure."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from bumdes.lending.calculations.rates import effective_annual_rate
from bumdes.lending.calculations.schedule import Row, Unschedulable, schedule
from bumdes.lending.calculations.terms import (
    FITTING,
    MAX_PERIODS,
    USUAL,
    DayCount,
    Frequency,
    Method,
    RoundingMode,
    Terms,
)
from core.money import MAX_RUPIAH

Choice = TypeVar("Choice", bound=StrEnum)
_WITHOUT_RATE = (Method.MURABAHAH, Method.QARDH)
_MAX_RATE = Decimal(1000)  # percent


class BadRequest(ValueError):
    """Why there is no answer, by field; the empty field is the request as a whole."""

    def __init__(self, errors: dict[str, str]):
        super().__init__(errors)
        self.errors = errors


def answer_line(line: str | bytes) -> tuple[str, bool]:
    """The answer to one line of JSON, and whether it was a good one."""
    try:
        return json.dumps(answer(read(line)), separators=(",", ":")), True
    except BadRequest as bad:
        return json.dumps({"error": bad.errors}, ensure_ascii=False, separators=(",", ":")), False


def read(line: str | bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadRequest({"": _("This line is not JSON.")}) from error
    if not isinstance(asked, dict):
        raise BadRequest({"": _("Write one object in braces on each line.")})
    return asked


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Rows, totals and the effective rate. Raises BadRequest."""
    terms = terms_of(asked)
    try:
        rows = schedule(terms)
    except Unschedulable as error:
        raise BadRequest({error.field: reason(error)}) from error
    return {
        "rows": [row_to_json(row) for row in rows],
        "totals": totals(rows),
        "effective_annual_rate_pct": f"{effective_annual_rate(terms, rows):.2f}",
    }


def row_to_json(row: Row) -> dict[str, Any]:
    n, due, principal, interest, fee, balance = row
    return {
        "n": n,
        "due": due.isoformat(),
        "principal": principal,
        "interest": interest,
        "fee": fee,
        "total": principal + interest + fee,
        "balance": balance,
    }


def totals(rows: Iterable[Row]) -> dict[str, int]:
    principal = interest = fee = 0
    for row in rows:
        principal, interest, fee = principal + row.principal, interest + row.interest, fee + row.fee
    return {"principal": principal, "interest": interest, "fee": fee, "total": principal + interest + fee}


def reason(error: Unschedulable) -> str:
    """Why no table can be made, in words."""
    return {
        "covers_no_interest": _("The instalment does not cover the interest of a period."),
        "last_row_empty": _("Rounded so, nothing would be left for the last instalment."),
        "grace_too_long": _("The grace must be shorter than the loan."),
        "too_many_rows": _("With this instalment the loan would take more than 600 instalments."),
        "too_few_dates": _("There are more instalments than due dates."),
        "too_late": _("The last instalment would be due more than sixty years from now."),
    }[error.reason]


def terms_of(asked: dict[str, Any]) -> Terms:
    """The terms a request asks for. Raises BadRequest with every field that is wrong."""
    reading = _Reading({field: value for field, value in asked.items() if value is not None})
    method = reading.choice("method", Method)
    frequency = reading.choice("frequency", Frequency, default=Frequency.MONTHLY)
    dates = reading.dates("due_dates")
    cost = reading.whole("cost", least=1) if method == Method.MURABAHAH else None
    given: dict[str, Any] = {
        "method": method,
        "frequency": frequency,
        "principal": cost or reading.whole("principal", least=1, needed=cost is None),
        "periods": _periods(reading, method, dates),
        "disbursed": reading.day("disbursed", needed=True),
        "first_due": reading.day("first_due"),
        "due_dates": dates,
        "rounding_unit": reading.whole("rounding_unit", least=1, default=1),
        "rounding_mode": reading.choice("rounding_mode", RoundingMode, default=RoundingMode.HALF_UP),
        "instalment_multiple": reading.whole("instalment_multiple", least=1),
        "grace_principal": reading.whole("grace_principal", default=0, most=MAX_PERIODS),
        "grace_interest_payment": reading.whole("grace_interest_payment", default=0, most=MAX_PERIODS),
        "instalment": reading.whole("instalment", least=1, needed=method == Method.FIXED_INSTALMENT),
        "margin": reading.whole("margin", needed=True) if method == Method.MURABAHAH else 0,
    }
    given |= _rates(reading, method)
    given["day_count"] = _day_count(reading, frequency)
    _check_dates(reading, given)
    if method == Method.FIXED_INSTALMENT and dates:
        given["periods"] = len(dates)
    if reading.errors:
        raise BadRequest(reading.errors)
    return Terms(**given)


def _periods(reading: _Reading, method: Method | None, dates: tuple[date, ...] | None) -> int | None:
    # With a fixed instalment the loan lasts as long as it takes; dates say how many there are.
    if method == Method.FIXED_INSTALMENT and "periods" not in reading.asked:
        return MAX_PERIODS
    periods = reading.whole(
        "periods", least=1, most=MAX_PERIODS, needed=not dates, default=len(dates) if dates else None
    )
    if method == Method.FIXED_INSTALMENT:
        return MAX_PERIODS
    if dates and periods and len(dates) != periods and method not in (Method.BULLET, None):
        reading.errors["due_dates"] = _("There must be one due date for each period.")
    return periods


def _rates(reading: _Reading, method: Method | None) -> dict[str, Fraction | None]:
    if method in _WITHOUT_RATE:
        return {}
    yearly, periodic = reading.percent("annual_rate_pct"), reading.percent("period_rate_pct")
    said = {"annual_rate_pct", "period_rate_pct"} & reading.asked.keys()
    if len(said) == 2:
        reading.errors["period_rate_pct"] = _("Give the rate of a year or of a period, not both.")
    elif not said:
        reading.errors["annual_rate_pct"] = _("Give the rate of a year or of a period.")
    return {"annual_rate": yearly, "period_rate": periodic}


def _day_count(reading: _Reading, frequency: Frequency | None) -> DayCount | None:
    if frequency is None:
        return None
    counted = reading.choice("day_count", DayCount, default=USUAL[frequency])
    if counted is not None and counted not in FITTING[frequency]:
        reading.errors["day_count"] = _("This way of counting days does not fit the frequency.")
    return counted


def _check_dates(reading: _Reading, given: dict[str, Any]) -> None:
    disbursed, first, dates = given["disbursed"], given["first_due"], given["due_dates"]
    if disbursed and first and first <= disbursed:
        reading.errors["first_due"] = _("The first due date must come after the disbursement.")
    if dates:
        rising = all(before < after for before, after in itertools.pairwise(dates))
        if not rising or (disbursed and dates[0] <= disbursed):
            reading.errors["due_dates"] = _("Due dates must rise, the first after the disbursement.")


class _Reading:
    """Values out of a request, and what was wrong with them by field."""

    def __init__(self, asked: dict[str, Any]):
        self.asked = asked
        self.errors: dict[str, str] = {}

    def _of(
        self, field: str, read: Callable[[Any], Any], why: Callable[[], str], *, needed: bool, default: Any
    ) -> Any:
        if field not in self.asked:
            if needed:
                self.errors[field] = _("This is needed.")
            return default
        try:
            return read(self.asked[field])
        except (ValueError, TypeError, InvalidOperation):
            self.errors[field] = why()
            return None

    def whole(
        self,
        field: str,
        *,
        least: int = 0,
        most: int = MAX_RUPIAH,
        needed: bool = False,
        default: int | None = None,
    ) -> int | None:
        def read(value: Any) -> int:
            number = _number(value)
            whole = int(number)
            if whole != number or not least <= whole <= most:
                raise ValueError
            return whole

        def why() -> str:
            return _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}

        found: int | None = self._of(field, read, why, needed=needed, default=default)
        return found

    def percent(self, field: str) -> Fraction | None:
        def read(value: Any) -> Fraction:
            number = _number(value)
            if not 0 <= number <= _MAX_RATE:
                raise ValueError
            return Fraction(number) / 100

        def why() -> str:
            return _("Write a rate in percent from 0 to 1000.")

        found: Fraction | None = self._of(field, read, why, needed=False, default=None)
        return found

    def choice(self, field: str, kind: type[Choice], *, default: Choice | None = None) -> Choice | None:
        def why() -> str:
            return _("Choose one of: %(choices)s.") % {"choices": ", ".join(kind)}

        found: Choice | None = self._of(field, kind, why, needed=default is None, default=default)
        return found

    def day(self, field: str, *, needed: bool = False) -> date | None:
        def why() -> str:
            return _("Write a day as 2026-11-23.")

        found: date | None = self._of(field, _day, why, needed=needed, default=None)
        return found

    def dates(self, field: str) -> tuple[date, ...] | None:
        def read(value: Any) -> tuple[date, ...]:
            if not isinstance(value, list) or not 0 < len(value) <= MAX_PERIODS:
                raise ValueError
            return tuple(map(_day, value))

        def why() -> str:
            return _("Write a list of days as 2026-11-23.")

        found: tuple[date, ...] | None = self._of(field, read, why, needed=False, default=None)
        return found


def _day(value: Any) -> date:
    """A day of these two centuries: the last of 600 months after it is still a date."""
    day = date.fromisoformat(value)
    if not 1950 <= day.year <= 2150:
        raise ValueError
    return day


def _number(value: Any) -> Decimal:
    """A number from an integer, a decimal or its text. Raises ValueError or InvalidOperation.

    An exponent is cheap to write and dear to reckon with: at most 20 places on either side.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise ValueError
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -20 or number.adjusted() > 20:
        raise ValueError
    return number
