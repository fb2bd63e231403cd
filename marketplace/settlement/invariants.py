"""Every rupiah of buyers' money: received, held, owed or gone, by the books and by the rows alike."""

from core.invariants import invariant

# What one role of the operator's book holds, positive on its own side.
_HELD = """
SELECT a.role,
       coalesce(sum(CASE a.side WHEN 'debit' THEN t.debit - t.credit ELSE t.credit - t.debit END), 0) AS held
FROM settlement_operatorbook o JOIN ledger_account a ON a.book_id = o.book_id
LEFT JOIN ledger_total t ON t.account_id = a.id WHERE a.role IS NOT NULL GROUP BY a.id, a.role"""


def _holds(name: str, role: str, rows: str) -> None:
    """What the account holds is what its rows add up to."""
    invariant(
        f"settlement.{name}",
        f"""WITH held AS ({_HELD}), asked AS ({rows})
            SELECT held.role, held.held, asked.amount FROM held, asked
             WHERE held.role = '{role}' AND held.held <> asked.amount""",  # noqa: S608  our own text
    )


_holds(
    "escrow_is_what_was_captured_and_neither_shared_nor_owed_back",
    "escrow",
    """SELECT coalesce((SELECT sum(s.amount) FROM payment_paymentsplit s
         JOIN settlement_booking b ON b.fact = 'captured' AND b.subject = s.payment_id), 0)
       - coalesce((SELECT sum(goods + delivery) FROM settlement_settlement), 0)
       - coalesce((SELECT sum(amount) FROM settlement_booking WHERE fact = 'refund_due'), 0) AS amount""",
)
# Payouts as the books have them: a step back takes the money in again.
_PAID_OUT = """SELECT coalesce(sum(CASE m.to_state WHEN 'paid' THEN p.amount ELSE -p.amount END), 0)
         FROM settlement_payoutbooking b JOIN settlement_payoutmove m ON m.id = b.move_id
         JOIN settlement_payout p ON p.id = m.payout_id"""
_holds(
    "sellers_are_owed_what_was_settled_and_not_paid_out",
    "seller_payable",
    f"""SELECT coalesce((SELECT sum(to_seller) FROM settlement_settlement), 0)
       + coalesce((SELECT sum(amount) FROM settlement_sellercharge), 0) - ({_PAID_OUT}) AS amount""",  # noqa: S608
)
_holds(
    "hubs_are_owed_what_was_settled_and_the_cash_they_handed_out",
    "hub_payable",
    f"""SELECT coalesce((SELECT sum(to_hub) FROM settlement_settlement), 0)
       + ({_PAID_OUT} WHERE p.rail = 'cash') AS amount""",  # noqa: S608
)
_holds(
    "couriers_carry_what_was_paid_at_doors_and_not_deposited",
    "clearing_cod",
    """SELECT coalesce((SELECT sum(d.amount) FROM gateway_cod_door d
         JOIN settlement_booking b ON b.fact = 'captured' AND b.subject = d.payment_id
        WHERE d.hub_id IS NOT NULL), 0)
       - coalesce((SELECT sum(expected) FROM gateway_cod_deposit WHERE entry_id IS NOT NULL), 0) AS amount""",
)
_holds(
    "shops_owe_what_they_took_themselves",
    "seller_debt",
    """SELECT coalesce((SELECT sum(p.amount + p.surplus) FROM payment_payment p
         JOIN settlement_booking b ON b.fact = 'captured' AND b.subject = p.id
         LEFT JOIN gateway_cod_door d ON d.payment_id = p.id
         LEFT JOIN gateway_qris_qrisrequest q ON q.payment_id = p.id
         LEFT JOIN gateway_qris_staticqris c ON c.id = q.source_id
        WHERE d.seller_id IS NOT NULL OR c.seller_id IS NOT NULL), 0)
       + coalesce((SELECT sum(b.amount) FROM settlement_booking b
         JOIN payment_unappliedreceipt u ON b.fact = 'unapplied' AND u.id = b.subject
         JOIN gateway_qris_qrisrequest q ON q.payment_id = u.payment_id
         JOIN gateway_qris_staticqris c ON c.id = q.source_id WHERE c.seller_id IS NOT NULL), 0)
       + coalesce((SELECT sum(amount) FROM settlement_sellercharge WHERE kind = 'cash'), 0) AS amount""",
)
invariant(
    "settlement.no_deposit_waits_for_the_books",
    """SELECT id, courier_id, expected FROM gateway_cod_deposit
        WHERE entry_id IS NULL AND at < now() - interval '15 minutes'""",
)
_holds(
    "buyers_are_owed_their_refunds",
    "refund_payable",
    """SELECT coalesce(sum(CASE fact WHEN 'refund_due' THEN amount ELSE -amount END), 0) AS amount
         FROM settlement_booking WHERE fact IN ('refund_due', 'refunded')""",
)
_holds(
    "unapplied_money_is_kept",
    "unapplied_receipts",
    "SELECT coalesce(sum(amount), 0) AS amount FROM settlement_booking WHERE fact = 'unapplied'",
)
invariant(
    "settlement.booking_is_its_fact",
    """SELECT b.id, b.fact, b.amount, coalesce(p.amount + p.surplus, r.amount, u.amount) AS fact_amount
         FROM settlement_booking b
         LEFT JOIN payment_payment p ON b.fact = 'captured' AND p.id = b.subject AND p.state = 'paid'
         LEFT JOIN payment_refund r ON b.fact IN ('refund_due', 'refunded') AND r.id = b.subject
         LEFT JOIN payment_unappliedreceipt u ON b.fact = 'unapplied' AND u.id = b.subject
        WHERE b.amount IS DISTINCT FROM coalesce(p.amount + p.surplus, r.amount, u.amount)""",
)
invariant(
    "settlement.shares_are_the_orders_total_and_frozen_fees",
    """SELECT s.id, o.number FROM settlement_settlement s JOIN order_order o ON o.id = s.order_id
         LEFT JOIN LATERAL (
              SELECT coalesce(sum(amount) FILTER (WHERE kind = 'commission'), 0) AS commission,
                     coalesce(sum(amount) FILTER (WHERE kind = 'hub'), 0) AS hub
                FROM settlement_linefee WHERE order_id = o.id) f ON TRUE
        WHERE o.status <> 'completed' OR s.goods + s.delivery <> o.total_incl_tax
           OR s.commission <> f.commission OR s.hub_fee <> f.hub
           OR s.seller_id <> o.seller_id OR s.hub_id <> o.hub_id""",
)
# Rounds run every minute; what is older than this was left behind.
invariant(
    "settlement.no_payment_waits_for_the_books",
    """SELECT p.id, p.paid_at FROM payment_payment p
        WHERE p.state = 'paid' AND p.paid_at < now() - interval '15 minutes'
          AND EXISTS (SELECT 1 FROM settlement_operatorbook)
          AND NOT EXISTS (SELECT 1 FROM settlement_booking b
                           WHERE b.fact = 'captured' AND b.subject = p.id)""",
)
invariant(
    "settlement.no_completed_order_waits_to_be_shared",
    """SELECT o.id, o.number FROM order_order o
         JOIN order_orderevent e ON e.order_id = o.id AND e.to_status = 'completed'
         JOIN payment_paymentsplit s ON s.order_id = o.id
         JOIN settlement_booking b ON b.fact = 'captured' AND b.subject = s.payment_id
        WHERE o.status = 'completed' AND greatest(e.at, b.at) < now() - interval '15 minutes'
          AND NOT EXISTS (SELECT 1 FROM settlement_settlement t WHERE t.order_id = o.id)""",
)
# Payouts: what was settled less commission, refunds and withholding, each claimed once.
invariant(
    "settlement.payout_is_settled_less_commission_refunds_and_withholding",
    """SELECT p.id, p.reference, p.amount,
              sum(coalesce(s.goods - s.commission - s.hub_fee, c.amount)) AS claimed
         FROM settlement_payout p JOIN settlement_payoutline l ON l.payout_id = p.id
         LEFT JOIN settlement_settlement s ON s.id = l.settlement_id AND s.seller_id = p.seller_id
         LEFT JOIN settlement_sellercharge c ON c.id = l.charge_id AND c.seller_id = p.seller_id
        GROUP BY p.id
       HAVING p.amount IS DISTINCT FROM sum(coalesce(s.goods - s.commission - s.hub_fee, c.amount))
           OR bool_or(s.id IS NULL AND c.id IS NULL)
           OR bool_or(l.is_live) = (p.state = 'withdrawn')""",
)
invariant(
    "settlement.nothing_is_claimed_twice",
    """SELECT coalesce('settlement ' || settlement_id, 'charge ' || charge_id) AS claimed, count(*)
         FROM settlement_payoutline WHERE is_live GROUP BY settlement_id, charge_id HAVING count(*) > 1""",
)
invariant(
    "settlement.payout_stands_where_its_last_step_left_it",
    """SELECT p.id, p.reference, p.state FROM settlement_payout p
        WHERE p.state IS DISTINCT FROM (SELECT to_state FROM settlement_payoutmove m
                                         WHERE m.payout_id = p.id ORDER BY m.id DESC LIMIT 1)
           OR (p.state = 'paid' AND p.rail = 'cash'
               AND NOT EXISTS (SELECT 1 FROM settlement_payoutreceipt r WHERE r.payout_id = p.id))""",
)
invariant(
    "settlement.no_payout_waits_for_the_books",
    """SELECT m.payout_id, m.to_state FROM settlement_payoutmove m
        WHERE (m.to_state = 'paid' OR m.from_state = 'paid') AND m.at < now() - interval '15 minutes'
          AND NOT EXISTS (SELECT 1 FROM settlement_payoutbooking b WHERE b.move_id = m.id)""",
)
