"""What must hold between counter payments and the cash in drawers."""

from core.invariants import invariant

invariant(
    "counter.paid_payment_has_its_receipt",
    """SELECT p.id, p.reference FROM payment_payment p
         LEFT JOIN gateway_counter_countercode c ON c.payment_id = p.id
         LEFT JOIN units_cashreceipt r ON r.id = c.receipt_id
        WHERE p.method = 'counter' AND p.state = 'paid' AND (r.id IS NULL OR r.amount <> p.amount)""",
)
invariant(
    "counter.receipt_of_a_code_means_paid",
    """SELECT c.code FROM gateway_counter_countercode c JOIN payment_payment p ON p.id = c.payment_id
        WHERE c.receipt_id IS NOT NULL AND p.state <> 'paid'""",
)
invariant(
    "counter.receipt_numbers_have_no_gap",
    """SELECT organisation_id, count(*) AS receipts, max(number) AS last FROM units_cashreceipt
        GROUP BY organisation_id HAVING count(*) <> max(number)""",
)
