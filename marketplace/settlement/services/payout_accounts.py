"""A shop's bank account: entered by its owner, encrypted, and used only after a while."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.audit.services import record
from core.encryption import encrypt, keyed_hash
from core.locks import lock
from core.messages.services import notify
from core.moments import format_moment
from core.refusals import Refusal
from core.users.models import User
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.settlement.models import PayoutAccount
from marketplace.settlement.services.rails.batch import NUMBER


class BadNumber(Refusal):
    message = _("An account number has 8 to 18 digits.")
    field = "number"


class BadHolder(Refusal):
    message = _("Write the name as it stands in the bank book.")
    field = "holder"


def set_account(
    *, seller: Seller, bank: str, number: str, holder: str, actor: User, now: datetime
) -> PayoutAccount:
    """The account payouts go to from now on, usable after PAYOUT_ACCOUNT_HOLD_HOURS.

    The wait gives the owner time to see the letter when somebody else did it. The same account
    again changes nothing. Raises BadNumber, BadHolder.
    """
    digits = re.sub(r"[\s.-]", "", number)
    if not re.fullmatch(r"[0-9]{8,18}", digits):
        raise BadNumber
    holder = " ".join(holder.split())
    if sum(sign.isalpha() for sign in holder) < 3 or not holder.isprintable():
        raise BadHolder
    fingerprint = keyed_hash(f"{bank}:{digits}", purpose=NUMBER)
    with transaction.atomic(durable=True):
        lock(seller)
        current = PayoutAccount.objects.filter(seller=seller, ended_at=None).first()
        if current is not None:
            if (current.number_hash, current.holder) == (fingerprint, holder):
                return current
            current.ended_at = now
            current.save(update_fields=["ended_at"])
        account = PayoutAccount.objects.create(
            seller=seller,
            bank=bank,
            number_sealed=encrypt(digits.encode(), purpose=NUMBER).decode(),
            number_hash=fingerprint,
            number_masked=f"••••{digits[-4:]}",
            holder=holder,
            added_by=actor,
            added_at=now,
            usable_from=now + timedelta(hours=settings.PAYOUT_ACCOUNT_HOLD_HOURS),
        )
        record(action="payout.account_set", subject=account, actor=actor, at=now, seller=seller.slug)
        tell_owners(
            seller,
            event="payout.account",
            subject=_("A new bank account for %(shop)s"),
            body=_("From %(day)s payouts go to %(account)s. If that was not you, tell your BUMDes now."),
            key=f"payout-account:{account.pk}",
            at=now,
            values={"shop": seller.name, "account": account, "day": account.usable_from},
        )
    return account


def tell_owners(
    seller: Seller,
    *,
    event: str,
    subject: object,
    body: object,
    key: str,
    at: datetime,
    values: dict[str, object],
) -> None:
    """A letter to every owner of the shop, in Indonesian. In the caller's transaction."""
    with override("id"):
        shown = {
            name: format_moment(value) if isinstance(value, datetime) else value
            for name, value in values.items()
        }
        for member in seller.staff.filter(ended_at=None, role=SellerStaff.Role.OWNER).select_related("user"):
            notify(
                recipient=member.user,
                event=event,
                subject=str(subject) % shown,
                body=str(body) % shown,
                link=reverse("seller:money", args=[seller.slug]),
                key=key,
                at=at,
            )
