"""Bills, payments and vouchers: no bill is paid twice, no rupiah of a payment is lost or used twice."""

from django.db import migrations

from core.migration_sql import append_only

PARTS = """
CREATE FUNCTION units_part_fits_payment_and_bill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    money units_payment; owed units_bill; given bigint;
BEGIN
    -- Locked: two parts of one payment, or of one bill, come one after the other.
    SELECT * INTO money FROM units_payment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    SELECT * INTO owed FROM units_bill WHERE id = NEW.bill_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO given FROM units_paymentpart WHERE payment_id = NEW.payment_id;
    IF money.subscriber_id <> owed.subscriber_id OR owed.cancelled_on IS NOT NULL
            OR given + NEW.amount > money.amount THEN
        RAISE EXCEPTION 'payment % has not that much left for bill %', NEW.payment_id, NEW.bill_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'units_part_fits_payment_and_bill';
    END IF;
    UPDATE units_bill SET paid = paid + NEW.amount WHERE id = NEW.bill_id;
    RETURN NEW;
END $$;
CREATE TRIGGER units_part_fits_payment_and_bill BEFORE INSERT ON units_paymentpart
    FOR EACH ROW EXECUTE FUNCTION units_part_fits_payment_and_bill();

CREATE FUNCTION units_bill_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.cancelled_on IS NULL
            AND to_jsonb(OLD) - '{paid,cancelled_on,cancel_reason,cancel_entry_id}'::text[]
              = to_jsonb(NEW) - '{paid,cancelled_on,cancel_reason,cancel_entry_id}'::text[]
            -- Only the trigger on parts writes what was paid.
            AND (OLD.paid = NEW.paid OR pg_trigger_depth() > 1) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a bill is paid or cancelled, never changed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'units_bill_stays';
END $$;
CREATE TRIGGER units_bill_stays BEFORE UPDATE OR DELETE ON units_bill
    FOR EACH ROW EXECUTE FUNCTION units_bill_stays();
"""
PARTS_UNDO = """
DROP TRIGGER units_bill_stays ON units_bill;
DROP FUNCTION units_bill_stays();
DROP TRIGGER units_part_fits_payment_and_bill ON units_paymentpart;
DROP FUNCTION units_part_fits_payment_and_bill();
"""

VOUCHERS = """
CREATE FUNCTION units_voucher_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
            AND (OLD.batch_id, OLD.service_id, OLD.code) = (NEW.batch_id, NEW.service_id, NEW.code)
            AND ((OLD.state = 'new' AND NEW.state IN ('sold', 'void'))
              OR (OLD.state = 'sold' AND NEW.state IN ('used', 'void') AND OLD.sale_id = NEW.sale_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a voucher is sold once and used once'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'units_voucher_moves_on';
END $$;
CREATE TRIGGER units_voucher_moves_on BEFORE UPDATE OR DELETE ON units_voucher
    FOR EACH ROW EXECUTE FUNCTION units_voucher_moves_on();

CREATE FUNCTION units_sale_is_of_its_vouchers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.count <> (SELECT count(*) FROM units_voucher WHERE sale_id = NEW.id AND batch_id = NEW.batch_id)
            OR NEW.amount <> NEW.count * (SELECT price FROM units_voucherbatch WHERE id = NEW.batch_id) THEN
        RAISE EXCEPTION 'a sale names as many vouchers as it counts, at their price'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'units_sale_is_of_its_vouchers';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER units_sale_is_of_its_vouchers AFTER INSERT ON units_vouchersale
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION units_sale_is_of_its_vouchers();
"""
VOUCHERS_UNDO = """
DROP TRIGGER units_sale_is_of_its_vouchers ON units_vouchersale;
DROP FUNCTION units_sale_is_of_its_vouchers();
DROP TRIGGER units_voucher_moves_on ON units_voucher;
DROP FUNCTION units_voucher_moves_on();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0007_internet")]
    operations = [
        migrations.RunSQL(PARTS, PARTS_UNDO),
        migrations.RunSQL(VOUCHERS, VOUCHERS_UNDO),
        append_only("units_payment"),
        append_only("units_paymentpart"),
        append_only("units_voucherbatch"),
        append_only("units_vouchersale"),
    ]
