"""Instalments out of sales: what a settlement gives to the loans of the member behind the shop.

The BUMDes's room decides how much and keeps its own book (lending.services.withholding); here the
shop is charged and the operator's book moves the money from the shop's side to the BUMDes's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post_all
from bumdes.lending.loan_kinds import LoanState
from bumdes.lending.models import Loan, Withholding, WithholdingConsent
from bumdes.lending.services.withholding import withhold
from core.locks import lock
from core.refusals import Refusal
from marketplace.settlement.models import MemberLink, SellerCharge, Settlement, Withheld
from marketplace.settlement.services.booking import open_day
from marketplace.settlement.services.payouts import charge_seller

log = structlog.get_logger(__name__)

Links = Mapping[int, MemberLink]


def links_with_loans(sellers: Sequence[int]) -> Links:
    """Seller -> its link, where the member signed that instalments may be taken; their loans are locked.

    In the caller's transaction and before it posts anything: who takes a payment locks the loan
    first and posts afterwards. One query where no shop is linked.
    """
    links = {
        link.seller_id: link
        for link in MemberLink.objects.live()
        .filter(seller__in=sellers, hub__book__isnull=False)
        .select_related("member__organisation__book", "hub__book")
    }
    books = {link.hub.book.pk: link.hub.book for link in links.values() if link.hub.book}
    if not books:
        return {}
    with opened(*books.values()):
        members = {link.member_id for link in links.values()}
        running = Loan.objects.filter(member__in=members, state=LoanState.ACTIVE, book__in=books)
        signed = WithholdingConsent.objects.filter(loan__in=running).values("loan__member")
        # All their loans, as withhold() locks them: also those that nothing is taken for.
        loans = list(running.filter(member__in=signed))
        lock(*loans)
    borrowers = {loan.member_id for loan in loans}
    return {seller: link for seller, link in links.items() if link.member_id in borrowers}


def withhold_from(
    settlements: Sequence[Settlement], *, links: Links, book: Book, taxed: Mapping[int, int], now: datetime
) -> list[Withheld]:
    """Take from each settlement of a linked shop, once; in the transaction that made the settlement.

    `taxed`: settlement -> tax taken of it already. A BUMDes whose book says no keeps nobody waiting:
    the shop gets its money, the instalment stays due, and the log says why.
    """
    taken: list[tuple[Settlement, Withholding]] = []
    for settlement in sorted(settlements, key=lambda each: each.pk):
        link = links.get(settlement.seller_id)
        if link is None:
            continue
        net = settlement.to_seller - taxed.get(settlement.pk, 0)
        try:
            withholding = _ask(settlement, link, net=net, now=now)
        except Refusal as refusal:
            log.warning("not_withheld", order=settlement.order.number, why=str(refusal.message))
            continue
        if withholding.amount:
            taken.append((settlement, withholding))
    if not taken:
        return []
    accounts = accounts_of(book)
    entries = post_all(
        [
            Draft(
                book=book,
                date=open_day(book, timezone.localdate(now)),
                description=f"Potongan angsuran pinjaman dari pesanan {settlement.order.number}",
                lines=[
                    dr(accounts["seller_payable"], withholding.amount, memo=settlement.order.number),
                    cr(accounts["hub_payable"], withholding.amount, memo=settlement.order.number),
                ],
                source="settlement.withheld",
                subject=f"order:{settlement.order.number}",
                key=f"withheld:{settlement.order_id}",
                made_by=None,
            )
            for settlement, withholding in taken
        ],
        now=now,
    )
    return Withheld.objects.bulk_create(
        Withheld(
            settlement=settlement,
            link=links[settlement.seller_id],
            withholding=withholding,
            charge=charge_seller(
                seller=settlement.seller,
                kind=SellerCharge.Kind.LOAN,
                subject=f"order:{settlement.order.number}",
                amount=-withholding.amount,
                entry=entry,
                now=now,
            ),
            amount=withholding.amount,
            at=now,
        )
        for (settlement, withholding), entry in zip(taken, entries, strict=True)
    )


def _ask(settlement: Settlement, link: MemberLink, *, net: int, now: datetime) -> Withholding:
    """What the BUMDes takes; in its book against what the marketplace owes it. Raises Refusal."""
    hub_book, member = link.hub.book, link.member
    if hub_book is None or member is None:
        raise ValueError("only a live link of a BUMDes with a book is asked")
    with opened(hub_book):
        return withhold(
            settlement=f"order:{settlement.order.number}",
            member=member,
            net=net,
            date=open_day(hub_book, timezone.localdate(now)),
            now=now,
            money=accounts_of(hub_book)["marketplace_clearing"],
        )
