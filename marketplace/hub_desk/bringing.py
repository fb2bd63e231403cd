"""Bringing a seller on line at the desk: the account, the shop, and the consent to act for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import BRING_SELLERS, roles_of
from bumdes.villages.models import Village
from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock, lock_name
from core.messages.services import notify
from core.refusals import Refusal
from core.users.models import User
from marketplace.partner.models import Partner
from marketplace.sellers.assistance import NotYourWork, give_consent
from marketplace.sellers.models import AssistanceConsent, Seller
from marketplace.sellers.services import register

TERMS = "2026-11"  # the version of the seller's terms that was read out


class OwnNumber(Refusal):
    message = _("This is your own number. You open your own shop under “Sell on Sedulang”.")
    field = "phone"


class NumberClosed(Refusal):
    message = _("This number cannot be used. Ask the platform's operator.")
    field = "phone"


@dataclass(frozen=True)
class Newcomer:
    """What is written down for somebody who opens a shop at the desk. `phone` is E.164.

    `password` is "" for a person who does not want to sign in yet.
    """

    owner_name: str
    phone: str
    shop_name: str
    tagline: str
    village_id: str
    how: str
    note: str
    password: str


def bring_seller(
    *, newcomer: Newcomer, organisation: Organisation, actor: User, key: str, now: datetime
) -> Seller:
    """Open a shop for somebody, with consent to act for it; the same key gives the same shop again.

    A number that has an account becomes the owner with that account, whose password stays as it
    is. Raises NotYourWork, OwnNumber, NumberClosed, Conflict.
    """
    # The password is no part of what is kept about the form.
    content = content_hash("newcomer", organisation.pk, vars(newcomer) | {"password": ""})
    with transaction.atomic(durable=True):
        if not roles_of(actor, organisation.pk) & BRING_SELLERS:
            raise NotYourWork
        if slug := earlier_answer(key=key, user=actor, content=content):
            return Seller.objects.get(slug=slug)
        owner = _owner(newcomer, actor=actor, now=now)
        seller = register(
            name=newcomer.shop_name,
            owner_name=newcomer.owner_name,
            phone=newcomer.phone,
            village=Village.objects.get(pk=newcomer.village_id),
            hub=organisation,
            tagline=newcomer.tagline,
            nib="",
            terms=TERMS,
            owner=owner,
            actor=actor,
            now=now,
        )
        Partner.objects.create(seller=seller, name=seller.name, code=seller.slug)
        give_consent(
            seller=seller, hub=organisation, how=newcomer.how, note=newcomer.note, actor=actor, now=now
        )
        _welcome(seller, owner, organisation, now)
        remember(key=key, user=actor, content=content, answer=seller.slug, now=now)
    return seller


def _owner(newcomer: Newcomer, *, actor: User, now: datetime) -> User:
    lock_name(f"users.phone:{newcomer.phone}")
    user = User.objects.filter(phone=newcomer.phone).first()
    if user is None:
        user = User.objects.create_user(
            phone=newcomer.phone, password=newcomer.password or None, name=newcomer.owner_name
        )
        record(action="user.opened_at_desk", subject=user, actor=actor, at=now)
    if user.pk == actor.pk:
        raise OwnNumber
    if not user.is_active:
        raise NumberClosed
    return user


def _welcome(seller: Seller, owner: User, organisation: Organisation, now: datetime) -> None:
    values = {"shop": seller.name, "hub": organisation.name}
    with override("id"):
        notify(
            recipient=owner,
            event="seller.brought",
            subject=_text("%(hub)s opened %(shop)s for you") % values,
            body=_text("It lists your goods with you. Tell the desk when this is not what you wanted."),
            link=reverse("seller:home", args=[seller.slug]),
            key=f"seller:{seller.pk}:brought",
            at=now,
        )


def note_consent(
    *, seller: Seller, organisation: Organisation, how: str, note: str, actor: User, now: datetime
) -> AssistanceConsent:
    """Write down the consent of a shop that is there already. Raises NotYourWork, OwnShop."""
    with transaction.atomic(durable=True):
        lock(seller)
        return give_consent(seller=seller, hub=organisation, how=how, note=note, actor=actor, now=now)
