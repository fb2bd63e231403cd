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
       - coalesce((SELECT sum(amount) FROM settlement_booking b WHERE fact = 'refund_due'
            AND NOT EXISTS (SELECT FROM settlement_reversal WHERE refund_id = b.subject)), 0) AS amount""",
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
       + coalesce((SELECT sum(amount) FROM settlement_withheld), 0)
       - coalesce((SELECT sum(from_hub) FROM settlement_reversal), 0)
       + ({_PAID_OUT} WHERE p.rail = 'cash') AS amount""",  # noqa: S608
)
_holds(
    "commission_is_what_was_settled_less_what_went_back",
    "commission_income",
    """SELECT coalesce((SELECT sum(commission) FROM settlement_settlement), 0)
       - coalesce((SELECT sum(from_platform) FROM settlement_reversal), 0) AS amount""",
)
_holds(
    "tax_is_what_was_withheld_less_what_went_back",
    "pph22_payable",
    """SELECT coalesce((SELECT -sum(amount) FROM settlement_sellercharge WHERE kind = 'tax'), 0)
       - coalesce((SELECT sum(tax) FROM settlement_reversal), 0) AS amount""",
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
# Instalments out of sales: the shop was charged what the BUMDes's own book got, for each settlement.
invariant(
    "settlement.withheld_is_the_same_on_both_sides",
    """SELECT coalesce(o.number, w.settlement) AS settled, h.amount AS charged, w.amount AS repaid
         FROM (SELECT * FROM lending_withholding WHERE starts_with(settlement, 'order:') AND amount > 0) w
         FULL JOIN settlement_withheld h ON h.withholding_id = w.id
         LEFT JOIN settlement_settlement s ON s.id = h.settlement_id
         LEFT JOIN order_order o ON o.id = s.order_id
         LEFT JOIN settlement_memberlink k ON k.id = h.link_id
        WHERE h.amount IS DISTINCT FROM w.amount OR w.settlement <> 'order:' || o.number
           OR k.member_id <> w.member_id OR k.seller_id <> s.seller_id""",
)
invariant(
    "tenancy.shops_are_linked_to_members_of_their_hub",
    """SELECT k.id, k.seller_id FROM settlement_memberlink k JOIN members_member m ON m.id = k.member_id
        WHERE m.organisation_id <> k.hub_id""",
)
# Refunds of settled orders: of the money that was shared, borne as their rows say.
invariant(
    "settlement.refund_of_a_complaint_is_reversed_once",
    """SELECT f.id, o.number, f.amount, r.goods + r.delivery AS reversed
         FROM payment_refund f JOIN order_order o ON o.id = f.order_id
         LEFT JOIN settlement_reversal r ON r.refund_id = f.id
         LEFT JOIN settlement_settlement s ON s.id = r.settlement_id
        WHERE (f.reason = 'complaint') <> (r.id IS NOT NULL)
           OR f.amount <> r.goods + r.delivery OR s.order_id <> f.order_id
           OR r.from_seller + r.from_hub + r.from_platform + r.tax <> f.amount""",
)
invariant(
    "settlement.no_more_goes_back_than_was_shared",
    """SELECT s.id, o.number FROM settlement_settlement s JOIN order_order o ON o.id = s.order_id
         JOIN LATERAL (SELECT sum(goods) AS goods, sum(delivery) AS delivery, sum(commission) AS commission,
                              sum(hub_fee) AS hub_fee FROM settlement_reversal WHERE settlement_id = s.id) r
           ON TRUE
        WHERE r.goods > s.goods OR r.delivery > s.delivery OR r.commission > s.commission
           OR r.hub_fee > s.hub_fee""",
)
invariant(
    "settlement.reversal_is_its_lines",
    """SELECT r.id, r.goods, sum(l.goods) AS lines FROM settlement_reversal r
         LEFT JOIN settlement_reversalline l ON l.reversal_id = r.id GROUP BY r.id
       HAVING (r.goods, r.commission, r.hub_fee) IS DISTINCT FROM
              (coalesce(sum(l.goods), 0), coalesce(sum(l.commission), 0), coalesce(sum(l.hub_fee), 0))""",
)
# The tax frozen when an order was paid is what its shop was charged when it was settled.
invariant(
    "settlement.tax_is_charged_as_it_was_frozen",
    """SELECT o.number, t.amount AS frozen, c.amount AS charged
         FROM settlement_settlement s JOIN order_order o ON o.id = s.order_id
         LEFT JOIN settlement_ordertax t ON t.order_id = o.id
         LEFT JOIN settlement_sellercharge c ON c.kind = 'tax' AND c.subject = 'order:' || o.number
        WHERE coalesce(t.amount, 0) <> -coalesce(c.amount, 0) OR c.seller_id <> s.seller_id""",
)
# Invoices and credit notes: of their own shop, numbered from one without a gap.
for _table in ("invoice", "creditnote"):
    invariant(
        f"settlement.{_table}_numbers_have_no_gap",
        f"""SELECT seller_id, count(*) AS rows, max(number) AS last FROM settlement_{_table}
             GROUP BY seller_id HAVING count(*) <> max(number)""",  # noqa: S608  our own names
    )
invariant(
    "settlement.invoices_and_notes_are_of_their_orders_shop",
    """SELECT o.number FROM settlement_invoice i JOIN order_order o ON o.id = i.order_id
         LEFT JOIN settlement_creditnote n ON n.invoice_id = i.id
         LEFT JOIN payment_refund r ON r.id = n.refund_id
        WHERE i.seller_id <> o.seller_id OR n.seller_id <> o.seller_id OR r.order_id <> o.id""",
)
