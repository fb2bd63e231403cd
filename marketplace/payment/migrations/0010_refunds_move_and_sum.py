"""A refund moves along its states only; all of an order's together are at most what was captured."""

from django.db import migrations

WITHIN = """
    CREATE OR REPLACE FUNCTION refund_within_captured_share() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        captured bigint;
    BEGIN
        -- The share's row is the queue: two refunds at once see each other.
        SELECT s.amount INTO captured
          FROM payment_paymentsplit s JOIN payment_payment p ON p.id = s.payment_id
         WHERE s.id = NEW.split_id AND s.order_id = NEW.order_id AND p.state = 'paid'
           FOR NO KEY UPDATE OF s;
        IF captured IS NULL OR NEW.amount + (
            SELECT coalesce(sum(amount), 0) FROM payment_refund
             WHERE split_id = NEW.split_id AND id <> NEW.id
        ) > captured THEN
            RAISE EXCEPTION 'the refunds of order % are more than what was captured for it', NEW.order_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_captured_share';
        END IF;
        RETURN NEW;
    END $$;
"""
WITHIN_BEFORE = """
    CREATE OR REPLACE FUNCTION refund_within_captured_share() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

MOVES = """
    CREATE FUNCTION refund_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (TG_OP = 'INSERT' AND NEW.state <> 'requested') OR (TG_OP = 'UPDATE' AND NEW.state <> OLD.state
           AND (OLD.state, NEW.state) NOT IN (
               ('requested', 'sent'), ('sent', 'succeeded'), ('sent', 'failed'),
               ('failed', 'sent'), ('failed', 'requested')
           )
           -- What a person said wrongly can be taken back; what a provider was asked cannot.
           AND NOT (OLD.state = 'sent' AND NEW.state = 'requested' AND OLD.sent_at IS NULL)) THEN
            RAISE EXCEPTION 'refund % does not become %', NEW.id, NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_moves';
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.key, NEW.order_id) <> (OLD.key, OLD.order_id) THEN
            RAISE EXCEPTION 'refund % keeps its key and its order', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_keeps_its_key';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER refund_moves BEFORE INSERT OR UPDATE ON payment_refund
        FOR EACH ROW EXECUTE FUNCTION refund_moves();
"""

class Migration(migrations.Migration):
    dependencies = [("payment", "0009_refund_rules")]
    operations = [
        migrations.RunSQL(WITHIN, WITHIN_BEFORE),
        migrations.RunSQL(
            MOVES, "DROP TRIGGER refund_moves ON payment_refund; DROP FUNCTION refund_moves();"
        ),
    ]
