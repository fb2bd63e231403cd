"""Acting for a shop: its consent, given and withdrawn, and the trail of what was done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import BRING_SELLERS, roles_of
from core.audit.services import record
from core.locks import lock
from core.messages.services import notify
from core.refusals import Refusal
from core.users.models import User
from marketplace.sellers.models import (
    AssistanceConsent,
    Seller,
    SellerStaff,
    consents_of_shop,
    staff_of_shop,
)

STEP = "seller.assisted"
# What was read out and agreed to. A new wording gets a version of its own; old ones stay.
TEXTS = {
    "2026-11": _(
        "I let the BUMDes that serves my shop write down my goods, prices and stock, look after my"
        " orders and keep my shop's page in my name. It writes down who did what and when, and I can"
        " see it. I may end this at any time, at the desk or in my shop's pages, and it ends at once."
    )
}
CURRENT_TEXT = "2026-11"


class NotYourWork(Refusal):
    message = _("Only the director or a cashier of the BUMDes that serves this shop may do this.")


class OwnShop(Refusal):
    message = _("You work in this shop, so you need no consent, and somebody else must write one down.")


def text_of(version: str) -> str:
    """The words of a version, in the reader's language."""
    return str(TEXTS[version])


def opened_by(user: User) -> QuerySet[Any]:
    """The shops this person may open, each with `works_here` and `consent_pk` (None as staff)."""
    return Seller.objects.for_user(user).annotate(
        works_here=Exists(staff_of_shop(user)), consent_pk=consents_of_shop(user).values("pk")[:1]
    )


def is_assisted(seller: Seller) -> bool:
    """True when the reader of a shop of opened_by() acts in its name. No query."""
    return not getattr(seller, "works_here", True)


def live_consent(seller: Seller) -> AssistanceConsent | None:
    """The consent that holds today. One query."""
    return AssistanceConsent.objects.live().filter(seller=seller).select_related("hub", "recorded_by").first()


def give_consent(
    *, seller: Seller, hub: Organisation, how: str, note: str, actor: User, now: datetime
) -> AssistanceConsent:
    """Write down at the desk that a shop lets its BUMDes act for it; tells the shop.

    Needs a transaction with the shop locked. One that holds already is given back.
    Raises NotYourWork, OwnShop.
    """
    if seller.hub_id != hub.pk or not roles_of(actor, hub.pk) & BRING_SELLERS:
        raise NotYourWork
    if SellerStaff.objects.active().filter(seller=seller, user=actor).exists():
        raise OwnShop
    return _give(seller, how=how, note=note, actor=actor, now=now)


def consent_online(*, seller: Seller, actor: User, now: datetime) -> AssistanceConsent:
    """The owner agrees in the shop's own pages. One that holds already is given back."""
    with transaction.atomic(durable=True):
        lock(seller)
        return _give(seller, how=AssistanceConsent.How.ONLINE, note="", actor=actor, now=now)


def _give(seller: Seller, *, how: str, note: str, actor: User, now: datetime) -> AssistanceConsent:
    if earlier := live_consent(seller):
        return earlier
    # One to a BUMDes that served the shop before holds nothing any more; it makes room.
    _end(seller, actor=actor, now=now)
    consent = AssistanceConsent.objects.create(
        seller=seller,
        hub_id=seller.hub_id,
        text_version=CURRENT_TEXT,
        how=how,
        note=note.strip()[:160],
        recorded_by=actor,
        given_at=now,
    )
    record(action="consent.given", subject=seller, actor=actor, at=now, how=how, text=CURRENT_TEXT)
    _tell(seller, consent, given=True, at=now)
    return consent


def withdraw_consent(*, seller: Seller, actor: User, now: datetime) -> None:
    """End the consent at once: by the owner, or at the desk when the owner says so. Nothing when none holds.

    Raises NotYourWork for anybody else.
    """
    with transaction.atomic(durable=True):
        lock(seller)
        is_owner = SellerStaff.objects.active().filter(seller=seller, user=actor, role="owner").exists()
        if not is_owner and not roles_of(actor, seller.hub_id) & BRING_SELLERS:
            raise NotYourWork
        _end(seller, actor=actor, now=now)


def _end(seller: Seller, *, actor: User, now: datetime) -> None:
    consent = AssistanceConsent.objects.filter(seller=seller, withdrawn_at=None).first()
    if consent is None:
        return
    consent.withdrawn_at, consent.withdrawn_by = now, actor
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(action="consent.withdrawn", subject=seller, actor=actor, at=now)
    _tell(seller, consent, given=False, at=now)


def _tell(seller: Seller, consent: AssistanceConsent, *, given: bool, at: datetime) -> None:
    values = {"shop": seller.name, "hub": consent.hub.name}
    with override("id"):  # readers choose a language per visit; letters are Indonesian
        if given:
            subject = _text("%(hub)s may act for %(shop)s") % values
            body = _text("You see every step in your shop's pages, and can end it there at any time.")
        else:
            subject = _text("%(hub)s can no longer act for %(shop)s") % values
            body = _text("The consent was withdrawn, and it ended at once.")
        for member in SellerStaff.objects.active().filter(seller=seller, role="owner").select_related("user"):
            notify(
                recipient=member.user,
                event="consent.given" if given else "consent.withdrawn",
                subject=subject,
                body=body,
                link=reverse("seller:staff", args=[seller.slug]),
                key=f"consent:{consent.pk}:{'given' if given else 'withdrawn'}",
                at=at,
            )


def note_step(
    *, seller: Seller, consent_pk: int, step: str, of: dict[str, str], actor: User, now: datetime
) -> None:
    """Keep that somebody is about to take a step in a shop's name; without it no step is taken."""
    record(action=STEP, subject=seller, actor=actor, at=now, step=step, of=of, consent=consent_pk)
