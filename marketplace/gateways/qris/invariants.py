"""What must hold between codes made for payments and what people said about their money."""

from core.invariants import invariant

invariant(
    "qris.paid_means_confirmed_by_somebody",
    """SELECT p.id, p.reference FROM payment_payment p
         LEFT JOIN gateway_qris_qrisrequest q ON q.payment_id = p.id
        WHERE p.method = 'qris_own' AND p.state = 'paid' AND q.confirmed_at IS NULL""",
)
invariant(
    "qris.confirmed_money_is_applied_or_kept",
    """SELECT p.id, p.state FROM payment_payment p JOIN gateway_qris_qrisrequest q ON q.payment_id = p.id
        WHERE q.confirmed_at IS NOT NULL AND p.state <> 'paid'
          AND NOT EXISTS (SELECT 1 FROM payment_unappliedreceipt u WHERE u.payment_id = p.id)""",
)
