"""Shops whose owners are members of their BUMDes, with loans that are repaid out of sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bumdes.lending.models import Loan
from bumdes.lending.services.withholding import agree_to_withholding
from bumdes.members.enums import How, Purpose
from bumdes.members.models import Member
from bumdes.members.services import give_consent
from marketplace.partner.models import StockRecord
from marketplace.sellers.models import Seller
from marketplace.settlement.models import MemberLink
from marketplace.settlement.services.members import agree_link, ask_link
from tests.factories.books import make_organisation_with_book
from tests.factories.goods import make_product
from tests.factories.loans import make_running_loan
from tests.factories.members import make_member
from tests.factories.people import NOON, make_officer, make_seller, make_user, owner_of


@dataclass(frozen=True)
class Borrower:
    """A member of a BUMDes with a shop and a loan that is late, repaid out of sales."""

    member: Member
    seller: Seller
    offer: StockRecord
    loan: Loan


def make_borrower(*, cap_percent: int = 50, link: bool = True, price: int = 45_000) -> Borrower:
    hub = make_organisation_with_book()
    member, seller = make_member(hub), make_seller(hub=hub)
    loan = make_running_loan(hub.book, member=member)
    consent = give_consent(
        member=member, purpose=Purpose.WITHHOLDING, how=How.PAPER, actor=make_user(), now=NOON
    )
    agree_to_withholding(
        loan=loan,
        consent=consent,
        cap_percent=cap_percent,
        floor=0,
        ends_on=date(2027, 12, 31),
        actor=make_user(),
        now=NOON,
    )
    if link:
        link_shop(seller, member)
    offer = make_product(seller=seller, price=price, stock=50).stockrecords.get()
    return Borrower(member, seller, offer, loan)


def asked_link(seller: Seller, *, number: str = "") -> MemberLink:
    return ask_link(seller=seller, number=number, actor=owner_of(seller), now=NOON)


def link_shop(seller: Seller, member: Member) -> MemberLink:
    """Asked by the owner and agreed to at the desk."""
    return agree_link(
        link=asked_link(seller, number=member.number),
        organisation=seller.hub,
        number=member.number,
        actor=make_officer(seller.hub, "credit_officer"),
        now=NOON,
    )
