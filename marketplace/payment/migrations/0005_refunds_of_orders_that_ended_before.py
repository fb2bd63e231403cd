"""Paid orders that ended before refunds were kept get their row, so that nobody's money is forgotten."""

from django.db import migrations

BEFORE = """
    INSERT INTO payment_refund (order_id, split_id, amount, reason, requested_at, method, reference,
                                needs_second)
    SELECT o.id, s.id, s.amount, o.status,
           (SELECT max(e.at) FROM order_orderevent e WHERE e.order_id = o.id AND e.to_status = o.status),
           '', '', false
      FROM order_order o
      JOIN payment_paymentsplit s ON s.order_id = o.id
      JOIN payment_payment p ON p.id = s.payment_id AND p.state = 'paid'
     WHERE o.status IN ('declined', 'cancelled')
    ON CONFLICT (order_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("payment", "0004_refunds_in_database")]
    # Going back drops the table itself, so nothing is undone here.
    operations = [migrations.RunSQL(BEFORE, migrations.RunSQL.noop)]
