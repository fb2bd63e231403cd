"""Instalments out of sales: one settlement, one withholding, the same in every book."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import close_period
from bumdes.lending.evidence import SalesOfMonth, sold_by
from bumdes.lending.models import Loan, LoanEvent, Withholding
from bumdes.lending.services.repaying import repay
from bumdes.lending.services.withholding import withhold
from bumdes.members.enums import Purpose
from bumdes.members.services import give_consent
from core.invariants import violations
from marketplace.settlement.models import MemberLink, OperatorBook, SellerCharge, Settlement, Withheld
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.queries.statements import statement_of
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.members import (
    AskedAlready,
    NotAMemberHere,
    NotAtThisDesk,
    NotTheOwner,
    NotWaiting,
    OwnLink,
    agree_link,
    ask_link,
    end_link,
)
from marketplace.settlement.services.withholding import links_with_loans, withhold_from
from tests.factories.links import asked_link, link_shop, make_borrower
from tests.factories.loans import make_running_loan
from tests.factories.members import make_member
from tests.factories.people import NOON, make_officer, make_organisation, make_user, owner_of
from tests.factories.purchases import make_purchase
from tests.factories.settlement import goods_at, make_completed_order, make_rule
from tests.threads import at_once

LATER = NOON + timedelta(hours=1)


def held(book: Book, role: str) -> int:
    return balance(accounts_of(book)[role])


@pytest.mark.django_db
def test_a_settlement_pays_the_instalment_that_is_due_and_the_rest_is_the_shops():
    borrower = make_borrower(cap_percent=50)
    make_rule(basis_points=300)
    order = make_completed_order(offer=borrower.offer, pieces=2)  # Rp90.000, less 2.700 of commission

    book_facts(now=LATER)
    settle_orders(now=LATER)

    taken = Withheld.objects.get(settlement__order=order)
    assert taken.amount == 43_650  # half of 87.300
    assert (taken.charge.kind, taken.charge.amount) == ("loan", -43_650)
    assert balance_of(borrower.seller).free == 43_650
    operator = OperatorBook.objects.get().book
    assert (held(operator, "seller_payable"), held(operator, "hub_payable")) == (43_650, 43_650)
    # In the BUMDes's own book: the marketplace owes it the instalment.
    assert held(borrower.loan.book, "marketplace_clearing") == 43_650
    with opened(borrower.loan.book):
        assert taken.withholding.amount == 43_650
        assert LoanEvent.objects.get(withheld__withholding=taken.withholding).amount == 43_650
    assert not list(violations(only="settlement")) + list(violations(only="lending"))


@pytest.mark.django_db
def test_the_statement_shows_the_instalment_with_its_order():
    borrower = make_borrower()
    order = make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)
    settle_orders(now=LATER)

    statement = statement_of(borrower.seller, month=date(2026, 11, 1))

    taken = Withheld.objects.get().amount
    assert (statement.loan, statement.closing) == (-taken, 90_000 - taken)
    assert (statement.lines[-1].text, statement.lines[-1].order) == (
        f"Loan instalment, order {order.number}",
        order.number,
    )


@pytest.mark.django_db
def test_nothing_is_taken_without_both_sides_or_after_the_link_ended():
    borrower = make_borrower(link=False)
    link = asked_link(borrower.seller)
    make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    assert not Withheld.objects.exists()

    agree_link(
        link=link,
        organisation=borrower.seller.hub,
        number=borrower.member.number,
        actor=make_officer(borrower.seller.hub, "director"),
        now=LATER,
    )
    end_link(link=link, reason="", actor=owner_of(borrower.seller), now=LATER)
    make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)

    assert settle_orders(now=LATER) == 1
    assert not Withheld.objects.exists()


@pytest.mark.django_db
def test_a_book_that_says_no_keeps_no_shop_waiting():
    borrower = make_borrower()
    for month in range(1, 12):
        end = date(2026, month + 1, 1) - timedelta(days=1)
        close_period(book=borrower.loan.book, through=end, made_by=None, now=NOON)
    make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)

    assert settle_orders(now=LATER) == 1
    assert balance_of(borrower.seller).free == 90_000
    assert not Withheld.objects.exists()
    assert not list(violations(only="settlement"))


@pytest.mark.django_db
def test_the_same_withholding_delivered_again_takes_nothing_more():
    borrower = make_borrower()
    order = make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    first = Withheld.objects.get()

    again = withhold(
        settlement=f"order:{order.number}",
        member=borrower.member,
        net=90_000,
        date=LATER.date(),
        now=LATER + timedelta(hours=1),
    )

    assert again.pk == first.withholding_id
    with opened(borrower.loan.book):
        assert LoanEvent.objects.filter(kind="paid").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        book = OperatorBook.objects.get().book
        links = links_with_loans([borrower.seller.pk])
        with opened(book):
            withhold_from([Settlement.objects.get()], links=links, book=book, taxed={}, now=LATER)
    assert SellerCharge.objects.count() == 1


@pytest.mark.django_db
def test_what_the_database_refuses_about_a_withholding():
    borrower = make_borrower()
    make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    taken = Withheld.objects.get()

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Withheld.objects.update(amount=1)
    with pytest.raises(DatabaseError, match="agreed to once"), transaction.atomic():
        MemberLink.objects.filter(pk=taken.link_id).update(number="A-9")
    with pytest.raises(DatabaseError, match="agreed to once"), transaction.atomic():
        MemberLink.objects.filter(pk=taken.link_id).update(agreed_at=LATER)


@pytest.mark.django_db
def test_settling_shops_without_a_link_costs_one_query_more(django_assert_max_num_queries):
    make_completed_order()
    book_facts(now=LATER)

    with django_assert_max_num_queries(30):
        settle_orders(now=LATER)


@pytest.mark.django_db
class TestLinks:
    def test_only_the_owner_asks_and_only_once(self):
        seller = make_borrower(link=False).seller
        with pytest.raises(NotTheOwner):
            ask_link(seller=seller, number="A-0001", actor=make_user(), now=NOON)

        asked_link(seller)

        with pytest.raises(AskedAlready):
            ask_link(seller=seller, number="", actor=owner_of(seller), now=NOON)

    def test_the_desk_agrees_once_to_a_member_of_its_own(self):
        borrower = make_borrower(link=False)
        link = asked_link(borrower.seller)
        director = make_officer(borrower.seller.hub, "director")
        agree = {"link": link, "organisation": borrower.seller.hub, "actor": director, "now": NOON}
        elsewhere = make_organisation()
        for _ in range(3):
            stranger = make_member(elsewhere)

        with pytest.raises(NotAMemberHere):
            agree_link(number=stranger.number, **agree)
        first = agree_link(number=borrower.member.number.lower(), **agree)
        again = agree_link(number=borrower.member.number, **agree)

        assert first == again
        assert MemberLink.objects.live().get().member == borrower.member
        other = make_member(borrower.seller.hub)
        with pytest.raises(NotWaiting):
            agree_link(number=other.number, **agree)

    def test_a_cashier_and_a_desk_elsewhere_agree_to_nothing(self):
        borrower = make_borrower(link=False)
        link = asked_link(borrower.seller)
        elsewhere = make_organisation()

        for organisation, actor in (
            (borrower.seller.hub, make_officer(borrower.seller.hub, "cashier")),
            (elsewhere, make_officer(elsewhere, "director")),
        ):
            with pytest.raises(NotAtThisDesk):
                agree_link(
                    link=link,
                    organisation=organisation,
                    number=borrower.member.number,
                    actor=actor,
                    now=NOON,
                )

    def test_nobody_agrees_to_a_link_of_the_own_shop(self):
        borrower = make_borrower(link=False)
        link = asked_link(borrower.seller)
        owner = make_officer(borrower.seller.hub, "director", user=owner_of(borrower.seller))

        with pytest.raises(OwnLink):
            agree_link(
                link=link,
                organisation=borrower.seller.hub,
                number=borrower.member.number,
                actor=owner,
                now=NOON,
            )

    def test_an_ended_link_makes_room_for_another(self):
        borrower = make_borrower()
        link = MemberLink.objects.get()
        director = make_officer(borrower.seller.hub, "director")
        end = {"organisation": borrower.seller.hub, "actor": director, "now": NOON}

        end_link(link=link, reason="Salah orang", **end)
        end_link(link=link, reason="Lagi", **end)

        assert MemberLink.objects.get().reason == "Salah orang"
        assert link_shop(borrower.seller, borrower.member).member == borrower.member


@pytest.mark.django_db
class TestEvidence:
    def test_sales_are_told_where_both_sides_consented(self):
        borrower = make_borrower()
        make_completed_order(offer=borrower.offer)
        make_completed_order(offer=borrower.offer, pieces=1)
        book_facts(now=LATER)
        settle_orders(now=LATER)
        asked = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}

        assert sold_by(borrower.member, **asked) == []
        give_consent(member=borrower.member, purpose=Purpose.SALES, how="paper", actor=None, now=NOON)

        assert sold_by(borrower.member, **asked) == [SalesOfMonth(date(2026, 11, 1), 2, 135_000)]
        assert sold_by(borrower.member, since=date(2026, 11, 24), until=date(2026, 11, 30)) == []
        end_link(link=MemberLink.objects.get(), reason="", actor=owner_of(borrower.seller), now=NOON)
        assert sold_by(borrower.member, **asked) == []


@pytest.mark.race
def test_two_workers_settle_and_withhold_once(committed_db):
    """Two borrowers whose orders lie crosswise, so that workers would lock loans in turns."""
    one, two = make_borrower(), make_borrower()
    make_purchase((goods_at(1_000), 1), paid=True)
    book_facts(now=NOON)
    for borrower in (one, two, two, one, one, two):
        make_completed_order(offer=borrower.offer, pieces=1)
    book_facts(now=LATER)

    outcomes = at_once([lambda: settle_orders(now=LATER, batch=2)] * 3)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    settle_orders(now=LATER)
    assert Settlement.objects.count() == 6
    taken = sum(Withheld.objects.values_list("amount", flat=True))
    with opened(one.loan.book, two.loan.book):
        assert taken == sum(Withholding.objects.values_list("amount", flat=True)) > 0
    assert list(violations(only="settlement")) + list(violations(only="lending")) == []


@pytest.mark.race
def test_a_tellers_payment_and_a_withholding_at_once_are_both_booked_once(committed_db):
    borrower = make_borrower(cap_percent=100)
    make_completed_order(offer=borrower.offer)
    book_facts(now=LATER)
    account = accounts_of(borrower.loan.book)["cash"]

    def pay() -> LoanEvent:
        return repay(
            loan=borrower.loan,
            amount=100_000,
            channel="cash",
            date=LATER.date(),
            key="teller-payment-1",
            actor=borrower.loan.made_by,
            now=LATER,
            account=account,
        )

    outcomes = at_once([lambda: settle_orders(now=LATER), pay, pay])

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    with opened(borrower.loan.book):
        paid = LoanEvent.objects.filter(kind="paid").values_list("channel", "amount")
        assert sorted(paid) == [("cash", 100_000), ("sales", 90_000)]
    assert list(violations(only="settlement")) + list(violations(only="lending")) == []


@pytest.mark.race
def test_a_batch_holds_every_loan_of_its_borrowers_before_it_posts(committed_db):
    """Also a loan without a consent: a teller at it would wait for us while we wait for the teller."""
    borrower = make_borrower()
    make_running_loan(borrower.loan.book, member=borrower.member)

    def free() -> list[Loan]:
        with opened(borrower.loan.book), transaction.atomic():
            theirs = Loan.objects.filter(member=borrower.member)
            return list(theirs.select_for_update(skip_locked=True, of=("self",)))

    with transaction.atomic():
        links_with_loans([borrower.seller.pk])
        (while_held,) = at_once([free])

    assert (while_held, len(free())) == ([], 2)
