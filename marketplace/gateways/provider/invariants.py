"""What must hold between our attempts at providers and the payments they were for."""

from core.invariants import invariant

invariant(
    "provider.paid_attempt_has_its_money",
    """SELECT a.key, p.state FROM gateway_provider_attempt a JOIN payment_payment p ON p.id = a.payment_id
        WHERE a.state = 'paid' AND p.state <> 'paid'
          AND NOT EXISTS (SELECT 1 FROM payment_unappliedreceipt u WHERE u.payment_id = p.id)""",
)
invariant(
    "provider.paid_payment_has_its_attempt",
    """SELECT p.id, p.reference FROM payment_payment p
        WHERE p.method IN ('qris', 'va', 'gopay', 'card') AND p.state = 'paid'
          AND NOT EXISTS (SELECT 1 FROM gateway_provider_attempt a
                           WHERE a.payment_id = p.id AND a.state = 'paid' AND a.amount = p.amount)""",
)
invariant(
    "provider.ended_payment_leaves_nothing_payable",
    """SELECT a.key, p.state FROM gateway_provider_attempt a JOIN payment_payment p ON p.id = a.payment_id
        WHERE a.state IN ('wanted', 'open') AND p.state <> 'pending' AND NOT a.is_unwanted""",
)
