"""What must hold of village internet: its bills and deposits are those of the books, unit by unit."""

from core.invariants import invariant

invariant(
    "units.internet_bills_are_in_the_books",
    """
    SELECT b.id AS business, coalesce(s.owed, 0) AS bills, coalesce(l.held, 0) AS books
    FROM units_businessunit b JOIN units_internetservice v ON v.business_id = b.id
    LEFT JOIN (SELECT c.service_id, sum(i.amount - i.paid) AS owed
               FROM units_bill i JOIN units_subscriber c ON c.id = i.subscriber_id
               WHERE i.cancelled_on IS NULL GROUP BY 1) s ON s.service_id = v.id
    LEFT JOIN (SELECT p.unit_id, sum(p.debit - p.credit) AS held
               FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
               JOIN ledger_account a ON a.id = p.account_id
               WHERE a.role = 'receivable_trade' AND starts_with(e.source, 'units.internet')
               GROUP BY 1) l ON l.unit_id = b.unit_id
    WHERE coalesce(s.owed, 0) <> coalesce(l.held, 0)
    """,
)
invariant(
    "units.internet_deposits_are_in_the_books",
    """
    SELECT b.id AS business, coalesce(s.kept, 0) AS deposits, coalesce(l.held, 0) AS books
    FROM units_businessunit b JOIN units_internetservice v ON v.business_id = b.id
    LEFT JOIN (SELECT c.service_id,
                      sum(y.amount - (SELECT coalesce(sum(p.amount), 0) FROM units_paymentpart p
                                      WHERE p.payment_id = y.id)) AS kept
               FROM units_payment y JOIN units_subscriber c ON c.id = y.subscriber_id
               GROUP BY 1) s ON s.service_id = v.id
    LEFT JOIN (SELECT p.unit_id, sum(p.credit - p.debit) AS held
               FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
               JOIN ledger_account a ON a.id = p.account_id
               WHERE a.role = 'unearned_revenue' AND starts_with(e.source, 'units.internet')
               GROUP BY 1) l ON l.unit_id = b.unit_id
    WHERE coalesce(s.kept, 0) <> coalesce(l.held, 0)
    """,
)
invariant(
    "units.internet_bills_are_paid_by_parts",
    """
    SELECT i.id AS bill, i.amount, i.paid, coalesce(p.parts, 0) AS parts
    FROM units_bill i
    LEFT JOIN (SELECT bill_id, sum(amount) AS parts FROM units_paymentpart GROUP BY 1) p ON p.bill_id = i.id
    WHERE i.paid <> coalesce(p.parts, 0) OR i.paid > i.amount
    """,
)
