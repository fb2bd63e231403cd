"""Fee rules begin and end; they are never edited."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.catalogue.models import Category
from marketplace.sellers.models import Seller
from marketplace.settlement.models import FeeRule


class PlaceTaken(Refusal):
    message = _("Another rule stands in this place. End it first, or choose another place.")
    field = "place"


def set_rule(
    *,
    kind: str,
    place: int,
    basis_points: int = 0,
    per_piece: int = 0,
    category: Category | None = None,
    seller: Seller | None = None,
    hub: Organisation | None = None,
    actor: User | None,
    now: datetime,
) -> FeeRule:
    """Let a rule hold from now on for what is paid from now on. Raises PlaceTaken."""
    try:
        with transaction.atomic(durable=True):
            rule = FeeRule.objects.create(
                kind=kind,
                place=place,
                category=category,
                seller=seller,
                hub=hub,
                basis_points=basis_points,
                per_piece=per_piece,
                from_at=now,
                made_by=actor,
            )
            record(action="fee_rule.set", subject=rule, actor=actor, at=now, kind=kind, place=place)
    except IntegrityError as error:
        if "fee_rule_one_in_a_place" in str(error):
            raise PlaceTaken from error
        raise
    return rule


def end_rule(*, rule: FeeRule, actor: User | None, now: datetime) -> FeeRule:
    """What is paid from now on no longer meets this rule. An ended one stays as it ended."""
    with transaction.atomic(durable=True):
        lock(rule)
        if rule.until_at is None:
            rule.until_at = now
            rule.save(update_fields=["until_at"])
            record(action="fee_rule.ended", subject=rule, actor=actor, at=now)
    return rule
