"""Buyers' money that a BUMDes held comes to the operator's bank account: once, in both books."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from bumdes.ledger.services.refusals import NotEnough
from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.locks import lock_name
from core.money import format_rupiah
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.reconciliation.models import Remittance
from marketplace.reconciliation.queries import owed_by
from marketplace.settlement.models import OperatorBook
from marketplace.settlement.services.booking import open_day

From = Remittance.From
# Which debt it pays in the operator's book, and where it left the BUMDes's own.
_DEBT = {
    From.COUNTER_CASH: "clearing_counter",
    From.COUNTER_BANK: "clearing_counter",
    From.QRIS: "clearing_qris",
}
_LEFT = {From.COUNTER_CASH: "cash", From.COUNTER_BANK: "bank_1", From.QRIS: "bank_1"}


class MoreThanOwed(Refusal):
    message = _("%(hub)s owes only %(owed)s of this. Look at the amount again.")
    field = "amount"


class NotInItsBook(Refusal):
    message = _("By its own book %(hub)s does not hold so much there. Ask its treasurer to look.")
    field = "origin"


class InTheFuture(Refusal):
    message = _("This day has not come yet.")
    field = "moved_on"


def enter_remittance(
    *, hub: Organisation, origin: str, amount: int, moved_on: date, reference: str, actor: User, now: datetime
) -> Remittance:
    """A BUMDes's money is in the operator's bank account, by the bank's reference.

    The same reference with the same facts gives the first one again. Raises Conflict, InTheFuture,
    MoreThanOwed, NotInItsBook.
    """
    reference = reference.strip()
    if moved_on > timezone.localdate(now):
        raise InTheFuture
    with transaction.atomic(durable=True):
        lock_name("remittance")  # what is owed is read and then lowered
        if earlier := Remittance.objects.filter(reference=reference).first():
            if (earlier.hub_id, earlier.origin, earlier.amount) != (hub.pk, origin, amount):
                raise Conflict
            return earlier
        operator = OperatorBook.objects.select_related("book").first()
        owed = owed_by(hub, qris=origin == From.QRIS)
        if operator is None or amount > owed:
            raise MoreThanOwed(hub=hub.name, owed=format_rupiah(max(owed, 0)))
        entries: dict[int, Entry] = {}
        books = [operator.book, *([hub.book] if hub.book else [])]
        try:
            # Books in the order of their keys, as everybody takes them who posts in several.
            for book in sorted(books, key=lambda each: each.pk):
                is_hubs = book == hub.book
                with opened(book):
                    accounts = accounts_of(book)
                    debit = accounts["seller_payable" if is_hubs else "bank_1"]
                    credit = accounts[_LEFT[From(origin)] if is_hubs else _DEBT[From(origin)]]
                    draft = Draft(
                        book=book,
                        date=open_day(book, moved_on),
                        description=f"Setoran uang lokapasar {hub.name}, {reference}"[:200],
                        lines=[dr(debit, amount), cr(credit, amount)],
                        source="reconciliation.remittance",
                        subject=f"organisation:{hub.pk}",
                        key=f"remittance:{reference}",
                        made_by=None,
                    )
                    entries[book.pk] = post(draft, now=now)
        except NotEnough as error:
            raise NotInItsBook(hub=hub.name) from error
        made = Remittance.objects.create(
            hub=hub,
            origin=origin,
            amount=amount,
            moved_on=moved_on,
            reference=reference,
            entered_by=actor,
            entered_at=now,
            entry=entries[operator.book.pk],
            hub_entry=entries[hub.book.pk] if hub.book else None,
        )
        record(action="remittance.entered", subject=made, actor=actor, at=now, amount=amount)
    return made
