"""Opening and keeping a shop: the shop itself, its trading identity and its place in search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.idempotency.services import content_hash, earlier_answer, remember
from core.refusals import Refusal
from core.users.models import User
from marketplace.partner.models import Partner
from marketplace.search.services import index_seller
from marketplace.seller_centre.queries.ladder import evidence_of
from marketplace.seller_centre.rungs import ladder
from marketplace.sellers import services as sellers
from marketplace.sellers.models import Seller

TERMS = "2026-11"  # the version of the terms that a new shop agrees to


class StepNotMet(Refusal):
    message = _("Not everything for this step is there yet.")


@dataclass(frozen=True)
class Opening:
    """What somebody writes to open a shop. `phone` is E.164."""

    name: str
    owner_name: str
    phone: str
    village_id: str
    hub_id: int | None
    tagline: str
    nib: str


def open_shop(*, opening: Opening, key: str, owner: User, now: datetime) -> Seller:
    """Open a shop; the same key gives the same shop again.

    Raises sellers.NoHub when no BUMDes can serve the village, Conflict for a used key.
    """
    content = content_hash("shop", opening)
    with transaction.atomic(durable=True):
        if slug := earlier_answer(key=key, user=owner, content=content):
            return Seller.objects.get(slug=slug)
        seller = sellers.register(
            name=opening.name,
            owner_name=opening.owner_name,
            phone=opening.phone,
            village=Village.objects.get(pk=opening.village_id),
            hub=Organisation.objects.get(pk=opening.hub_id) if opening.hub_id else None,
            tagline=opening.tagline,
            nib=opening.nib,
            terms=TERMS,
            owner=owner,
            now=now,
        )
        Partner.objects.create(seller=seller, name=seller.name, code=seller.slug)
        remember(key=key, user=owner, content=content, answer=seller.slug, now=now)
    return seller


def save_profile(*, seller: Seller, profile: sellers.Profile, actor: User, now: datetime) -> Seller:
    """Write the face of the shop, and what search shows of it."""
    with transaction.atomic(durable=True):
        sellers.update_profile(seller=seller, profile=profile, actor=actor, now=now)
        index_seller(seller_id=seller.pk)
    return seller


def announce_closure(
    *, seller: Seller, first: date, last: date, note: str, today: date, actor: User, now: datetime
) -> Seller:
    """Close for a holiday; from the first day the goods show as not available.

    Raises sellers.ClosureBackwards, ClosureInPast, ClosureTooLong.
    """
    with transaction.atomic(durable=True):
        sellers.close_for_holiday(
            seller=seller,
            closed_from=first,
            closed_until=last,
            note=note,
            today=today,
            actor=actor,
            now=now,
        )
        index_seller(seller_id=seller.pk, today=today)
    return seller


def end_closure(*, seller: Seller, today: date, actor: User, now: datetime) -> Seller:
    """Open again before the announced day."""
    with transaction.atomic(durable=True):
        sellers.reopen(seller=seller, actor=actor, now=now)
        index_seller(seller_id=seller.pk, today=today)
    return seller


def climb(*, seller: Seller, actor: User, now: datetime) -> Seller:
    """Go one step up the ladder, on the figures of this moment. Raises StepNotMet."""
    with transaction.atomic(durable=True):
        evidence = evidence_of(seller, now=now)
        step = next((rung for rung in ladder(evidence) if rung.number == seller.level + 1), None)
        if step is None or step.missing:
            raise StepNotMet
        sellers.raise_level(
            seller=seller, to=step.number, evidence=dict(vars(evidence)), actor=actor, now=now
        )
    return seller
