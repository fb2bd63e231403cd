"""Clearing accounts are what came in, less what went back, was kept as fee or came to the bank."""

from core.invariants import invariant

_HELD = """
SELECT a.role,
       coalesce(sum(CASE a.side WHEN 'debit' THEN t.debit - t.credit ELSE t.credit - t.debit END), 0) AS held
FROM settlement_operatorbook o JOIN ledger_account a ON a.book_id = o.book_id
LEFT JOIN ledger_total t ON t.account_id = a.id WHERE a.role IS NOT NULL GROUP BY a.id, a.role"""

invariant(
    "reconciliation.fees_are_posted_once",
    f"""WITH held AS ({_HELD}), asked AS (
            SELECT coalesce(sum(fee), 0) AS amount FROM reconciliation_reportline WHERE entry_id IS NOT NULL)
        SELECT held.role, held.held, asked.amount FROM held, asked
         WHERE held.role = 'gateway_fee' AND held.held <> asked.amount""",  # noqa: S608  our own text
)
invariant(
    "reconciliation.providers_hold_what_came_in_and_did_not_leave",
    f"""WITH held AS ({_HELD}),
        paid AS (SELECT DISTINCT payment_id, provider FROM gateway_provider_attempt WHERE state = 'paid'),
        moved AS (
            SELECT a.provider, p.amount + p.surplus AS amount FROM settlement_booking b
              JOIN payment_payment p ON p.id = b.subject JOIN paid a ON a.payment_id = p.id
             WHERE b.fact = 'captured'
            UNION ALL
            SELECT a.provider, u.amount FROM settlement_booking b
              JOIN payment_unappliedreceipt u ON u.id = b.subject JOIN paid a ON a.payment_id = u.payment_id
             WHERE b.fact = 'unapplied'
            UNION ALL
            SELECT a.provider, -f.amount FROM settlement_booking b JOIN payment_refund f ON f.id = b.subject
              JOIN payment_paymentsplit s ON s.id = f.split_id JOIN paid a ON a.payment_id = s.payment_id
             WHERE b.fact = 'refunded' AND f.target = 'original'
            UNION ALL
            SELECT source, -fee + CASE kind WHEN 'to_bank' THEN amount ELSE 0 END
              FROM reconciliation_reportline WHERE entry_id IS NOT NULL),
        asked AS (SELECT provider, sum(amount) AS amount FROM moved GROUP BY provider)
        SELECT held.role, held.held, asked.amount FROM held
          LEFT JOIN asked ON held.role = 'clearing_' || asked.provider
         WHERE held.role IN ('clearing_stripe', 'clearing_midtrans')
           AND held.held <> coalesce(asked.amount, 0)""",  # noqa: S608  our own text
)
invariant(
    "reconciliation.counters_hold_what_they_took_and_did_not_bring",
    f"""WITH held AS ({_HELD}), asked AS (
            SELECT coalesce((SELECT sum(p.amount + p.surplus) FROM settlement_booking b
                     JOIN payment_payment p ON p.id = b.subject
                    WHERE b.fact = 'captured' AND p.method = 'counter'), 0)
                 + coalesce((SELECT sum(u.amount) FROM settlement_booking b
                     JOIN payment_unappliedreceipt u ON u.id = b.subject
                    WHERE b.fact = 'unapplied' AND u.method = 'counter'), 0)
                 + coalesce((SELECT sum(expected) FROM gateway_cod_deposit WHERE entry_id IS NOT NULL), 0)
                 - coalesce((SELECT sum(f.amount) FROM settlement_booking b
                     JOIN payment_refund f ON f.id = b.subject
                    WHERE b.fact = 'refunded' AND f.target = 'cash'), 0)
                 - coalesce((SELECT sum(amount) FROM reconciliation_remittance WHERE origin <> 'qris'), 0)
                   AS amount)
        SELECT held.role, held.held, asked.amount FROM held, asked
         WHERE held.role = 'clearing_counter' AND held.held <> asked.amount""",  # noqa: S608  our own text
)
invariant(
    "reconciliation.matched_lines_agree",
    """SELECT l.id, l.name, l.amount FROM reconciliation_reportline l
         LEFT JOIN payment_payment p ON p.id = l.payment_id
         LEFT JOIN payment_refund r ON r.id = l.refund_id
         LEFT JOIN settlement_payout t ON t.id = l.payout_id
         LEFT JOIN gateway_transfer_statementline s ON s.id = l.bank_line_id
        WHERE l.verdict = 'matched' AND l.kind <> 'fee'
          AND l.amount IS DISTINCT FROM
              coalesce(p.amount + p.surplus, -r.amount, -t.amount, -s.amount)""",
)
invariant(
    "reconciliation.what_differs_is_somebodys_business",
    """SELECT l.id, l.name FROM reconciliation_reportline l
         LEFT JOIN reconciliation_difference d ON d.line_id = l.id
        WHERE l.verdict <> 'matched' AND d.id IS NULL""",
)
