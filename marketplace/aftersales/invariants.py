"""What must hold of complaints, the money held for them, and what went back."""

from core.invariants import invariant

invariant(
    "complaint.open_ones_stop_the_clock_and_closed_ones_do_not",
    """SELECT o.number, o.is_disputed, c.state FROM order_order o
         LEFT JOIN aftersales_complaint c
           ON c.order_id = o.id AND c.state IN ('raised', 'answered', 'granted')
        WHERE (o.is_disputed AND c.id IS NULL)
           OR (c.state IN ('raised', 'answered') AND NOT o.is_disputed)""",
)
invariant(
    "complaint.settled_gave_back_what_was_granted",
    """SELECT c.id, o.number, f.amount, c.delivery + l.granted AS granted
         FROM aftersales_complaint c JOIN order_order o ON o.id = c.order_id
         JOIN payment_refund f ON f.id = c.refund_id
         JOIN LATERAL (SELECT coalesce(sum(granted), 0) AS granted FROM aftersales_complaintline
                        WHERE complaint_id = c.id) l ON TRUE
        WHERE f.amount <> c.delivery + l.granted OR f.order_id <> c.order_id
           OR (f.liable, f.reason) <> (c.liable, 'complaint')""",
)
invariant(
    "complaint.holds_end_with_their_complaints",
    """SELECT c.id, c.state, h.released_at FROM aftersales_complaint c
         JOIN settlement_settlementhold h ON h.id = c.hold_id
        WHERE (c.state IN ('raised', 'answered', 'granted')) <> (h.released_at IS NULL)""",
)
# Rounds run every minute; what is older than this was left behind.
invariant(
    "complaint.granted_money_does_not_wait",
    """SELECT c.id, c.decided_at FROM aftersales_complaint c
        WHERE c.state = 'granted' AND c.decided_at < now() - interval '15 minutes'""",
)
