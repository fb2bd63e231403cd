"""Complaints: raised in time, answered by the shop, decided by another, carried out once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from core.invariants import violations
from core.messages.models import Message
from marketplace.aftersales import services
from marketplace.aftersales.models import Complaint, ComplaintLine
from marketplace.order.enums import Status
from marketplace.order.services import Disputed, complete, run_clock
from marketplace.payment.models import Refund
from marketplace.payment.refunds import NotThisWay
from marketplace.settlement.models import FeeKind, Settlement, SettlementHold
from marketplace.settlement.queries.payouts import balance_of, owed_sellers
from marketplace.settlement.services import settle_orders
from marketplace.settlement.services.payouts import NothingDue
from tests.factories.books import make_organisation_with_book
from tests.factories.complaints import (
    LATER,
    decide,
    make_complaint,
    make_delivered_order,
    make_settled_order,
)
from tests.factories.goods import make_product
from tests.factories.payouts import make_draft_payout, make_payout_account
from tests.factories.people import NOON, make_seller, make_user, owner_of
from tests.factories.settlement import make_rule
from tests.threads import at_once


def clean() -> list:
    return [row for room in ("complaint", "settlement", "refund", "payment") for row in violations(only=room)]


@pytest.mark.django_db
class TestRaising:
    def test_the_clock_stops_and_nobody_completes_the_order(self):
        order = make_delivered_order()
        make_complaint(order)

        assert run_clock(order_pk=order.pk, now=NOON + timedelta(days=9)) is False
        with pytest.raises(Disputed):
            complete(order=order, actor=None, now=LATER)
        assert clean() == []

    def test_the_money_of_a_settled_order_is_held(self):
        order = make_settled_order()
        make_complaint(order)

        hold = SettlementHold.objects.get(settlement__order=order)
        assert (hold.reason, balance_of(order.seller).free) == ("It came damaged or spoiled", 0)

    def test_what_is_shared_out_only_later_is_held_by_the_next_round(self):
        order = make_delivered_order()
        complete(order=order, actor=None, now=NOON)
        make_complaint(order)
        settle_orders(now=LATER)

        assert (services.tend(now=LATER), services.tend(now=LATER)) == (1, 0)
        assert balance_of(order.seller).held_in_all == 90_000
        assert clean() == []

    def test_it_does_not_leave_in_the_minute_before_that_round(self):
        order = make_delivered_order()
        complete(order=order, actor=None, now=NOON)
        complaint = make_complaint(order)
        make_payout_account(order.seller)
        settle_orders(now=LATER)

        for _ in range(2):  # also when it is granted and not yet carried out
            assert (owed_sellers(least=1), balance_of(order.seller).free) == ([], 0)
            with pytest.raises(NothingDue):
                make_draft_payout(order.seller)
            complaint = decide(complaint, 30_000) if complaint.state == "raised" else complaint

        services.tend(now=LATER)
        assert balance_of(order.seller).free == 60_000
        assert clean() == []

    def test_money_that_leaves_already_is_not_held(self):
        order = make_settled_order()
        make_payout_account(order.seller)
        make_draft_payout(order.seller)

        make_complaint(order)

        assert not SettlementHold.objects.exists()

    def test_once_at_a_time_and_about_goods_of_the_order(self):
        order = make_delivered_order()
        other = make_delivered_order()
        raised = {"kind": "other", "story": "x", "photos": (), "actor": None, "now": LATER}
        with pytest.raises(services.NoGoods):
            services.raise_complaint(order=order, pieces={order.lines.get().pk: 0}, **raised)
        with pytest.raises(services.NoGoods):
            services.raise_complaint(order=order, pieces={other.lines.get().pk: 1}, **raised)
        make_complaint(order)

        with pytest.raises(services.OpenAlready):
            make_complaint(order)

    def test_not_before_it_arrived_and_not_long_after(self):
        order = make_delivered_order()

        with pytest.raises(services.NotArrived):
            make_complaint(order, now=NOON + timedelta(days=7, minutes=1))

    def test_everybody_of_the_shop_is_told(self):
        order = make_delivered_order()
        complaint = make_complaint(order)

        letters = Message.objects.filter(event="complaint.raised")
        assert {letter.recipient_id for letter in letters} == {owner_of(order.seller).pk}
        assert order.number in letters.first().subject
        assert complaint.order == order


@pytest.mark.django_db
class TestAnswering:
    def test_only_the_shop_answers_and_once(self):
        order = make_delivered_order()
        complaint = make_complaint(order)
        said = {"complaint": complaint, "words": "Maaf.", "agrees": True, "now": LATER}
        with pytest.raises(services.NotTheShop):
            services.answer(**said, actor=make_user())
        owner = owner_of(order.seller)

        first = services.answer(**said, actor=owner)
        again = services.answer(**said, actor=owner)

        assert first == again
        with pytest.raises(services.AnsweredAlready):
            services.answer(**{**said, "words": "Tidak."}, actor=owner)


@pytest.mark.django_db
class TestDeciding:
    def test_granted_money_of_a_delivered_order_goes_back_and_the_rest_is_the_shops(self):
        order = make_delivered_order()
        complaint = decide(make_complaint(order), 30_000)

        assert services.carry_out(complaint=complaint, now=LATER) is True

        order.refresh_from_db()
        complaint.refresh_from_db()
        assert (order.status, order.is_disputed) == (Status.COMPLETED, False)
        assert (complaint.state, complaint.refund.amount) == ("settled", 30_000)
        assert balance_of(order.seller).free == 60_000
        assert clean() == []

    def test_carrying_out_again_gives_nothing_more(self):
        complaint = decide(make_complaint(make_settled_order()), 30_000)

        done = [services.carry_out(complaint=complaint, now=LATER) for _ in range(3)]

        assert done == [True] * 3
        assert Refund.objects.get().amount == 30_000

    def test_a_round_carries_out_what_was_left_behind(self):
        decide(make_complaint(make_delivered_order()), 30_000)

        assert (services.tend(now=LATER), services.tend(now=LATER)) == (1, 0)
        assert Complaint.objects.get().state == "settled"

    def test_one_that_cannot_be_carried_out_keeps_no_other_waiting(self):
        hub = make_organisation_with_book()
        make_rule(FeeKind.HUB, basis_points=200)
        offer = make_product(seller=make_seller(hub=hub), price=45_000, stock=9).stockrecords.get()
        stuck = decide(make_complaint(make_settled_order(offer=offer)), 30_000)
        well = decide(make_complaint(make_settled_order()), 30_000)
        with opened(hub.book):
            Account.objects.filter(book=hub.book, role="hub_fee_income").update(is_active=False)

        assert services.tend(now=LATER) == 1

        stuck.refresh_from_db()
        well.refresh_from_db()
        assert (stuck.state, well.state) == ("granted", "settled")

    def test_the_held_money_is_free_when_it_is_over(self):
        order = make_settled_order()
        decide(make_complaint(order), 0)

        assert balance_of(order.seller).free == 90_000
        assert SettlementHold.objects.get().released_at is not None
        assert clean() == []

    def test_a_refused_one_lets_the_clock_run(self):
        order = make_delivered_order()
        decide(make_complaint(order), 0)

        assert run_clock(order_pk=order.pk, now=NOON + timedelta(days=9)) is True
        assert clean() == []

    def test_a_second_complaint_gets_no_more_than_is_left(self):
        order = make_settled_order()
        services.carry_out(complaint=decide(make_complaint(order), 60_000), now=LATER)
        again = make_complaint(order)

        with pytest.raises(services.TooMuch, match=r"Rp30\.000"):
            decide(again, 30_001)

    def test_money_paid_in_cash_cannot_go_back_by_itself(self):
        with pytest.raises(NotThisWay):
            decide(make_complaint(make_settled_order()), 1_000, target="original")

    @pytest.mark.parametrize("who", ["buyer", "shop"])
    def test_nobody_decides_in_a_matter_of_the_own(self, who):
        buyer = make_user(is_staff=True)
        order = make_delivered_order(user=buyer)
        by = buyer if who == "buyer" else owner_of(order.seller)

        with pytest.raises(services.OwnMatter):
            decide(make_complaint(order), 1_000, by=by)

    def test_what_was_decided_stays(self):
        complaint = decide(make_complaint(make_settled_order()), 1_000)

        with pytest.raises(services.AnsweredAlready):
            decide(complaint, 2_000)
        with pytest.raises(services.AnsweredAlready):
            services.withdraw(complaint=complaint, actor=None, now=LATER)
        with pytest.raises(DatabaseError, match="is not changed"), transaction.atomic():
            Complaint.objects.update(liable="hub")
        with pytest.raises(DatabaseError, match="granted stays"), transaction.atomic():
            ComplaintLine.objects.update(granted=5)
        with pytest.raises(DatabaseError, match="does not go from"), transaction.atomic():
            Complaint.objects.update(state="answered")

    def test_the_buyer_takes_it_back(self):
        order = make_settled_order()
        complaint = make_complaint(order)

        for _ in range(2):
            services.withdraw(complaint=complaint, actor=order.user, now=LATER)

        assert balance_of(order.seller).free == 90_000
        assert clean() == []


@pytest.mark.race
def test_two_workers_carry_out_once(committed_db):
    complaint = decide(make_complaint(make_delivered_order()), 30_000)

    outcomes = at_once([lambda: services.tend(now=LATER)] * 3)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert (Refund.objects.count(), Settlement.objects.count()) == (1, 1)
    complaint.refresh_from_db()
    assert complaint.state == "settled"
    assert clean() == []
