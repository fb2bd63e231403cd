"""What must hold about payments, the orders they pay, and the money that goes back."""

from core.invariants import invariant

invariant(
    "payment.splits_sum_to_amount",
    """SELECT p.id, p.amount, coalesce(sum(s.amount), 0) AS splits
         FROM payment_payment p LEFT JOIN payment_paymentsplit s ON s.payment_id = p.id
        GROUP BY p.id HAVING p.amount <> coalesce(sum(s.amount), 0)""",
)
invariant(
    "payment.split_is_its_orders_total",
    """SELECT s.id, s.amount, o.total_incl_tax FROM payment_paymentsplit s
         JOIN order_order o ON o.id = s.order_id
         JOIN payment_payment p ON p.id = s.payment_id
        WHERE s.amount <> o.total_incl_tax OR o.purchase_id <> p.purchase_id""",
)
invariant(
    "payment.paid_orders_have_a_paid_payment",
    """SELECT o.number, o.status FROM order_order o
        WHERE o.status IN ('placed', 'accepted', 'packed', 'handed_over', 'delivered', 'completed',
                           'returned')
          AND NOT EXISTS (SELECT 1 FROM payment_payment p
                           WHERE p.purchase_id = o.purchase_id
                             AND (p.state = 'paid'
                                  OR (p.state = 'due' AND o.status IN ('placed', 'accepted', 'packed',
                                                                       'handed_over'))))""",
)
invariant(
    "payment.paid_payment_has_no_waiting_order",
    """SELECT o.number, o.status FROM order_order o JOIN payment_payment p ON p.purchase_id = o.purchase_id
        WHERE p.state = 'paid' AND o.status IN ('awaiting_payment', 'expired')""",
)
invariant(
    "payment.waiting_order_has_a_pending_payment",
    """SELECT o.number FROM order_order o
        WHERE o.status = 'awaiting_payment'
          AND NOT EXISTS (SELECT 1 FROM payment_payment p
                           WHERE p.purchase_id = o.purchase_id AND p.state = 'pending')""",
)
invariant(
    "refund.ended_paid_orders_have_their_refund",
    """SELECT o.number, o.status, p.id AS payment FROM order_order o
         JOIN payment_paymentsplit s ON s.order_id = o.id
         JOIN payment_payment p ON p.id = s.payment_id AND p.state = 'paid'
        WHERE o.status IN ('declined', 'cancelled')
          AND NOT EXISTS (SELECT 1 FROM payment_refund r WHERE r.order_id = o.id)""",
)
invariant(
    "refund.is_of_an_order_that_is_over_and_its_paid_share",
    """SELECT r.id, o.number, o.status, r.amount, s.amount AS captured FROM payment_refund r
         JOIN order_order o ON o.id = r.order_id
         JOIN payment_paymentsplit s ON s.id = r.split_id
         JOIN payment_payment p ON p.id = s.payment_id
        WHERE NOT CASE r.reason WHEN 'complaint' THEN o.status = 'completed'
                  ELSE o.status IN ('declined', 'cancelled') END OR s.order_id <> r.order_id
           OR p.state <> 'paid' OR r.amount > s.amount""",
)
invariant(
    "refund.all_of_an_order_are_at_most_what_was_captured",
    """SELECT s.id, s.order_id, s.amount, sum(r.amount) AS refunds FROM payment_paymentsplit s
         JOIN payment_refund r ON r.split_id = s.id GROUP BY s.id HAVING sum(r.amount) > s.amount""",
)
