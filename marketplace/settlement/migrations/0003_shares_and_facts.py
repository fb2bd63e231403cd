"""What is shared is the order's own money, by its own frozen fees; a booking has the amount of its fact."""

from django.db import migrations

SHARES = """
CREATE FUNCTION settlement_is_its_orders() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sold order_order;
    commission bigint;
    hub_fee bigint;
BEGIN
    SELECT * INTO sold FROM order_order WHERE id = NEW.order_id;
    SELECT coalesce(sum(amount) FILTER (WHERE kind = 'commission'), 0),
           coalesce(sum(amount) FILTER (WHERE kind = 'hub'), 0)
      INTO commission, hub_fee FROM settlement_linefee WHERE order_id = NEW.order_id;
    IF sold.status <> 'completed' OR sold.seller_id <> NEW.seller_id OR sold.hub_id <> NEW.hub_id
       OR sold.total_incl_tax <> NEW.goods + NEW.delivery OR sold.shipping_incl_tax <> NEW.delivery
       OR (commission, hub_fee) <> (NEW.commission, NEW.hub_fee)
       OR NOT EXISTS (SELECT FROM payment_paymentsplit s JOIN settlement_booking b
                        ON b.fact = 'captured' AND b.subject = s.payment_id WHERE s.order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'order % is not shared out as it was sold and paid', sold.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_is_its_orders';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_is_its_orders BEFORE INSERT ON settlement_settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_is_its_orders();
"""
FACTS = """
CREATE FUNCTION settlement_booking_is_its_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint := CASE NEW.fact
        WHEN 'captured' THEN
            (SELECT amount + surplus FROM payment_payment WHERE id = NEW.subject AND state = 'paid')
        WHEN 'refund_due' THEN (SELECT amount FROM payment_refund WHERE id = NEW.subject)
        WHEN 'refunded' THEN
            (SELECT amount FROM payment_refund WHERE id = NEW.subject AND settled_at IS NOT NULL)
        WHEN 'unapplied' THEN (SELECT amount FROM payment_unappliedreceipt WHERE id = NEW.subject)
    END;
BEGIN
    IF wanted IS DISTINCT FROM NEW.amount THEN
        RAISE EXCEPTION 'the fact % % is of %, not of %', NEW.fact, NEW.subject, wanted, NEW.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_booking_is_its_fact';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_booking_is_its_fact BEFORE INSERT ON settlement_booking
    FOR EACH ROW EXECUTE FUNCTION settlement_booking_is_its_fact();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0002_rules"),
        ("payment", "0006_more_ways_to_pay"),
    ]
    operations = [
        migrations.RunSQL(
            SHARES,
            "DROP TRIGGER settlement_is_its_orders ON settlement_settlement;"
            "DROP FUNCTION settlement_is_its_orders();",
        ),
        migrations.RunSQL(
            FACTS,
            "DROP TRIGGER settlement_booking_is_its_fact ON settlement_booking;"
            "DROP FUNCTION settlement_booking_is_its_fact();",
        ),
    ]
