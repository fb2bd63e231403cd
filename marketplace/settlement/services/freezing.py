"""Freezing the fees of order lines at the moment they were paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from marketplace.catalogue.models import Category
from marketplace.order.models import Line
from marketplace.settlement.calculations import Sold, fee_of, first_match
from marketplace.settlement.models import FeeKind, FeeRule, LineFee
from marketplace.settlement.services.taxing import freeze_tax


def freeze_fees(*, paid: dict[int, datetime]) -> None:
    """Write the fees of all lines of these orders (order id: when it was paid), in the caller's transaction.

    The marketplace's commission is taken first, the BUMDes's fee of what is left, and the tax of the
    whole is beside them. Seven queries.
    """
    freeze_tax(paid=paid)
    rules: dict[str, list[FeeRule]] = defaultdict(list)
    for each in FeeRule.objects.order_by("kind", "place", "pk"):
        rules[each.kind].append(each)
    if not rules:
        return
    lines = list(Line.objects.filter(order__in=paid).select_related("order").order_by("pk"))
    above = _categories_of({line.product_id for line in lines if line.product_id})
    fees = []
    for line in lines:
        left = line.total
        sold = Sold(
            categories=above.get(line.product_id, frozenset()),
            seller=line.order.seller_id,
            hub=line.order.hub_id,
            pieces=line.quantity,
            basis=line.total,
        )
        for kind in FeeKind.values:
            rule = first_match(rules[kind], sold, at=paid[line.order_id])
            if rule is None:
                continue
            amount = fee_of(rule, sold, most=left)
            left -= amount
            fees.append(
                LineFee(
                    line=line,
                    order_id=line.order_id,
                    kind=kind,
                    rule=rule,
                    basis=sold.basis,
                    basis_points=rule.basis_points,
                    per_piece=rule.per_piece,
                    amount=amount,
                )
            )
    LineFee.objects.bulk_create(fees)


def _categories_of(products: set[int]) -> dict[int, frozenset[int]]:
    """Every category of a product (a variant has its parent's) and all that stand above them."""
    paths = dict(Category.objects.values_list("path", "pk"))
    step = Category.steplen
    found: dict[int, set[int]] = defaultdict(set)
    for product, path in _paths(products):
        found[product] |= {paths[path[:end]] for end in range(step, len(path) + 1, step)}
    return {product: frozenset(ids) for product, ids in found.items()}


def _paths(products: set[int]) -> Sequence[tuple[int, str]]:
    own = Category.objects.filter(product__in=products).values_list("product", "path")
    parents = Category.objects.filter(product__children__in=products).values_list("product__children", "path")
    return [*own, *parents]
