"""A refund is at most what was captured, stays once settled, and no paid order ends without one."""

from django.db import migrations

WITHIN = """
    CREATE FUNCTION refund_within_captured_share() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM payment_paymentsplit s JOIN payment_payment p ON p.id = s.payment_id
             WHERE s.id = NEW.split_id AND s.order_id = NEW.order_id
               AND p.state = 'paid' AND NEW.amount <= s.amount
        ) THEN
            RAISE EXCEPTION 'the refund of order % is more than what was captured for it', NEW.order_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_captured_share';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER refund_within_captured_share
        BEFORE INSERT OR UPDATE OF amount, split_id, order_id ON payment_refund
        FOR EACH ROW EXECUTE FUNCTION refund_within_captured_share();
"""

SETTLED = """
    CREATE FUNCTION refund_settled_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'refund % is settled and stays as it is', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refund_settled_stays';
    END $$;
    CREATE TRIGGER refund_settled_stays BEFORE UPDATE OR DELETE ON payment_refund
        FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION refund_settled_stays();
"""

ENDED = """
    CREATE FUNCTION refund_for_every_ended_paid_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM payment_paymentsplit s JOIN payment_payment p ON p.id = s.payment_id
             WHERE s.order_id = NEW.id AND p.state = 'paid'
        ) AND NOT EXISTS (SELECT 1 FROM payment_refund r WHERE r.order_id = NEW.id) THEN
            RAISE EXCEPTION 'order % was paid and ended without a refund', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_for_every_ended_paid_order';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER refund_for_every_ended_paid_order
        AFTER UPDATE OF status ON order_order DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.status IN ('declined', 'cancelled'))
        EXECUTE FUNCTION refund_for_every_ended_paid_order();
"""


class Migration(migrations.Migration):
    dependencies = [("order", "0005_moves_in_database"), ("payment", "0003_refunds_due_and_settled")]
    operations = [
        migrations.RunSQL(
            WITHIN,
            "DROP TRIGGER refund_within_captured_share ON payment_refund;"
            " DROP FUNCTION refund_within_captured_share();",
        ),
        migrations.RunSQL(
            SETTLED,
            "DROP TRIGGER refund_settled_stays ON payment_refund; DROP FUNCTION refund_settled_stays();",
        ),
        migrations.RunSQL(
            ENDED,
            "DROP TRIGGER refund_for_every_ended_paid_order ON order_order;"
            " DROP FUNCTION refund_for_every_ended_paid_order();",
        ),
    ]
