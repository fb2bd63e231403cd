"""A payment's shares sum to its amount, checked when the transaction ends."""

from django.db import migrations

SPLITS = """
    CREATE FUNCTION payment_splits_sum_to_amount() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        changed bigint;
    BEGIN
        IF TG_TABLE_NAME = 'payment_payment' THEN
            changed := NEW.id;
        ELSIF TG_OP = 'DELETE' THEN
            changed := OLD.payment_id;
        ELSE
            changed := NEW.payment_id;
        END IF;
        IF EXISTS (
            SELECT 1 FROM payment_payment p
             WHERE p.id = changed
               AND p.amount <> (SELECT coalesce(sum(s.amount), 0)
                                  FROM payment_paymentsplit s WHERE s.payment_id = p.id)
        ) THEN
            RAISE EXCEPTION 'the shares of payment % do not sum to its amount', changed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_splits_sum_to_amount';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER payment_splits_sum_to_amount
        AFTER INSERT OR UPDATE OF amount ON payment_payment
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION payment_splits_sum_to_amount();
    CREATE CONSTRAINT TRIGGER payment_splits_sum_to_amount
        AFTER INSERT OR UPDATE OR DELETE ON payment_paymentsplit
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION payment_splits_sum_to_amount();
"""


class Migration(migrations.Migration):
    dependencies = [("payment", "0001_initial")]
    operations = [
        migrations.RunSQL(
            SPLITS,
            "DROP TRIGGER payment_splits_sum_to_amount ON payment_payment;"
            " DROP TRIGGER payment_splits_sum_to_amount ON payment_paymentsplit;"
            " DROP FUNCTION payment_splits_sum_to_amount();",
        )
    ]
