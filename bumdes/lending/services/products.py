"""Offering loan products, changing them by a new version, and closing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from bumdes.lending.calculations.requests import BadRequest, reason
from bumdes.lending.calculations.schedule import Unschedulable, schedule
from bumdes.lending.calculations.terms import Method
from bumdes.lending.models import Product
from bumdes.lending.services.refusals import CodeTaken, NoSchedule, ProductClosed, spoken
from core.audit.services import record
from core.locks import lock, lock_name
from core.refusals import Conflict
from core.users.models import User

# What a version says; its code and number, and who made or closed it when, are kept by the service.
CONDITIONS = (
    *("name", "unit", "method", "rate_percent", "rate_basis", "margin_percent", "frequency"),
    *("periods_min", "periods_max", "day_count", "rounding_unit", "rounding_mode", "instalment_multiple"),
    *("grace_principal", "grace_interest_payment", "fee_percent", "fee_amount", "fee_per_instalment"),
    *("penalty_percent", "penalty_amount", "penalty_base", "penalty_grace_days", "penalty_is_daily"),
    *("penalty_cap", "allocation_order", "payoff_rule", "class_scale"),
    *("principal_min", "member_max", "group_max", "loans_at_once", "collateral_from", "guarantors"),
)
# The request's fields by those of a product, where they differ.
_FIELD = {
    "annual_rate_pct": "rate_percent",
    "period_rate_pct": "rate_percent",
    "margin": "margin_percent",
    "periods": "periods_max",
    "principal": "principal_min",
    "cost": "principal_min",
}


def offer_product(
    *, book: Book, code: str, conditions: Mapping[str, Any], key: str, actor: User | None, now: datetime
) -> Product:
    """The first version of a new product; `conditions` by the names of CONDITIONS, the rest as usual.

    The same key gives the same product. Raises CodeTaken, NoSchedule and the other refusals of
    this room, by field.
    """
    with transaction.atomic(durable=True), opened(book), spoken():
        lock_name(f"lending.products:{book.pk}")
        if earlier := _earlier(book, key, conditions):
            return earlier
        if Product.objects.of(book).filter(code=code).exists():
            raise CodeTaken
        return _write(book, code, 1, conditions, key=key, actor=actor, now=now)


def change_product(
    *, product: Product, conditions: Mapping[str, Any], key: str, actor: User | None, now: datetime
) -> Product:
    """The next version of a product; the one before is closed, and its loans stay as they are.

    The same key gives the same version. Raises ProductClosed, and as offer_product().
    """
    book = product.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock_name(f"lending.products:{book.pk}")
        if earlier := _earlier(book, key, conditions):
            return earlier
        lock(product)
        if product.closed_at is not None:
            raise ProductClosed
        _close(product, actor=actor, now=now)
        same = Product.objects.of(book).filter(code=product.code)
        newest = same.aggregate(newest=Max("version"))["newest"]
        kept = {name: getattr(product, name) for name in CONDITIONS}
        return _write(book, product.code, newest + 1, kept | dict(conditions), key=key, actor=actor, now=now)


def close_product(*, product: Product, actor: User | None, now: datetime) -> Product:
    """Give no new loans on it; closing it again changes nothing."""
    with transaction.atomic(durable=True), opened(product.book):
        lock(product)
        if product.closed_at is None:
            _close(product, actor=actor, now=now)
            record(action="loan_product.closed", subject=product, actor=actor, at=now)
    return product


def _close(product: Product, *, actor: User | None, now: datetime) -> None:
    product.closed_at, product.closed_by = now, actor
    product.save(update_fields=["closed_at", "closed_by"])


def _earlier(book: Book, key: str, conditions: Mapping[str, Any]) -> Product | None:
    earlier = Product.objects.of(book).filter(key=key).first()
    if earlier and any(getattr(earlier, name) != value for name, value in conditions.items()):
        raise Conflict
    return earlier


def _write(
    book: Book,
    code: str,
    version: int,
    conditions: Mapping[str, Any],
    *,
    key: str,
    actor: User | None,
    now: datetime,
) -> Product:
    if unknown := conditions.keys() - set(CONDITIONS):
        raise TypeError(f"a product has no {', '.join(sorted(unknown))}")
    product = Product(
        book=book, code=code, version=version, key=key, made_by=actor, made_at=now, **conditions
    )
    product.save(force_insert=True)
    product.refresh_from_db()
    check_schedules(product, now)
    record(action="loan_product.offered", subject=product, actor=actor, at=now, version=version)
    return product


def check_schedules(product: Product, now: datetime) -> None:
    """Can its smallest loan be repaid over its fewest and most instalments? Raises NoSchedule, by field."""
    for periods in (product.periods_min, product.periods_max):
        try:
            terms = product.terms_for(
                product.principal_min,
                periods,
                disbursed=now.date(),
                # Agreed with each loan; here one that surely covers the interest.
                instalment=product.principal_min if product.method == Method.FIXED_INSTALMENT else None,
            )
            schedule(terms)
        except BadRequest as bad:
            name, why = next(iter(bad.errors.items()))
            raise NoSchedule(why, field=_FIELD.get(name, name)) from bad
        except Unschedulable as error:
            raise NoSchedule(reason(error), field=_FIELD.get(error.field, error.field)) from error
