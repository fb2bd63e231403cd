"""What the database holds of payouts, whoever asks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from core.refusals import broken_rule
from marketplace.settlement.models import (
    Payout,
    PayoutLine,
)
from marketplace.settlement.services import payouts as services
from tests.factories.operator import make_operator
from tests.factories.payouts import (
    LATER,
    make_draft_payout,
    make_owed_seller,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE settlement_payout SET state = 'paid', paid_at = now()", "payout_moves_as_allowed"),
        ("UPDATE settlement_payout SET state = 'sent', sent_at = now()", "payout_moves_as_allowed"),
        ("UPDATE settlement_payout SET amount = amount + 1", "payout_stays_what_was_asked"),
        ("UPDATE settlement_payout SET attempt = 2", "payout_stays_what_was_asked"),
        ("UPDATE settlement_payout SET state = 'approved'", "payout_goes_only_approved"),
        ("UPDATE settlement_payoutline SET is_live = false", "payout_line_ends_with_its_payout"),
        (
            "INSERT INTO settlement_payoutline (payout_id, settlement_id, amount, is_live)"
            " SELECT payout_id, settlement_id, amount, true FROM settlement_payoutline",
            "settlement_claimed_once",
        ),
        (
            "INSERT INTO settlement_payoutline (payout_id, settlement_id, amount, is_live)"
            " SELECT payout_id, settlement_id, amount + 1, true FROM settlement_payoutline",
            "payout_line_is_its_sellers",
        ),
        ("DELETE FROM settlement_payoutline", None),
        ("DELETE FROM settlement_payout", None),
        ("DELETE FROM settlement_payoutmove", None),
        ("UPDATE settlement_payoutaccount SET holder = 'Pencuri'", None),
    ],
)
def test_the_database_refuses_what_the_services_would(statement, rule):
    make_draft_payout()

    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert broken_rule(caught.value) == rule


def test_a_payout_of_nothing_is_refused_at_commit():
    payout = make_draft_payout()

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Payout.objects.create(
            seller=payout.seller,
            reference="LAIN",
            rail="batch",
            amount=1,
            account=payout.account,
            requested_by=payout.requested_by,
            requested_at=LATER,
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert broken_rule(caught.value) == "payout_is_its_lines"
    assert PayoutLine.objects.count() == 1


@pytest.mark.parametrize(
    ("approver", "rule"),
    [
        ("requested_by_id", "made_and_approved_by_two_people"),
        (
            "(SELECT user_id FROM sellers_sellerstaff s WHERE s.seller_id = p.seller_id)",
            "payout_approved_outside_the_shop",
        ),
    ],
)
def test_the_database_lets_neither_its_maker_nor_the_shop_approve(approver, rule):
    make_owed_seller()
    services.run_payouts(actor=make_operator(), now=LATER)

    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE settlement_payout p SET state = 'approved', approved_at = now(),"
            f" approved_by_id = {approver}"
        )

    assert broken_rule(caught.value) == rule
