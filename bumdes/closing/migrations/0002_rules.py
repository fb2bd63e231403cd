"""Shares make the base, payments stay within a share, makers do not approve themselves."""

from django.db import migrations

from core.migration_sql import append_only, two_people

SHARES = """
CREATE FUNCTION closing_shares_make_the_base() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    id_of bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF (SELECT coalesce(sum(amount), 0) FROM closing_allocationshare WHERE allocation_id = id_of)
       <> (SELECT base FROM closing_profitallocation WHERE id = id_of) THEN
        RAISE EXCEPTION 'the shares do not make the profit that is shared'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closing_shares_make_the_base';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER closing_shares_make_the_base AFTER INSERT OR UPDATE ON closing_profitallocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closing_shares_make_the_base('id');
CREATE CONSTRAINT TRIGGER closing_shares_make_the_base AFTER INSERT ON closing_allocationshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closing_shares_make_the_base('allocation_id');
"""
SHARES_UNDO = """
DROP TRIGGER closing_shares_make_the_base ON closing_profitallocation;
DROP TRIGGER closing_shares_make_the_base ON closing_allocationshare;
DROP FUNCTION closing_shares_make_the_base();
"""

PAYMENTS = """
CREATE FUNCTION closing_payment_fits_its_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    share closing_allocationshare; state text; paid bigint;
BEGIN
    -- The lock makes a second payment of the same share wait for the first.
    SELECT * INTO share FROM closing_allocationshare WHERE id = NEW.share_id FOR NO KEY UPDATE;
    SELECT a.state INTO state FROM closing_profitallocation a WHERE a.id = share.allocation_id;
    SELECT coalesce(sum(amount), 0) INTO paid FROM closing_sharepayment WHERE share_id = NEW.share_id;
    IF state <> 'approved' OR paid + NEW.amount > share.amount THEN
        RAISE EXCEPTION 'more would be paid than the share of %', share.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closing_payment_fits_its_share';
    END IF;
    IF share.purpose = 'village' AND NEW.receipt_number = '' THEN
        RAISE EXCEPTION 'the village treasury gives a receipt'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closing_village_payment_has_a_receipt';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_payment_fits_its_share BEFORE INSERT ON closing_sharepayment
    FOR EACH ROW EXECUTE FUNCTION closing_payment_fits_its_share();
"""
PAYMENTS_UNDO = """
DROP TRIGGER closing_payment_fits_its_share ON closing_sharepayment;
DROP FUNCTION closing_payment_fits_its_share();
"""

SIGNING = """
CREATE FUNCTION closing_signed_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF same_person(NEW.signed_by_id, (SELECT submitted_by_id FROM closing_report WHERE id = NEW.report_id)) THEN
        RAISE EXCEPTION 'who submits a report does not look it over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_and_approved_by_two_people';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_signed_by_another BEFORE INSERT ON closing_signoff
    FOR EACH ROW EXECUTE FUNCTION closing_signed_by_another();
"""
SIGNING_UNDO = """
DROP TRIGGER closing_signed_by_another ON closing_signoff;
DROP FUNCTION closing_signed_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [("closing", "0001_initial"), ("users", "0002_same_person")]
    operations = [
        migrations.RunSQL(SHARES, SHARES_UNDO),
        migrations.RunSQL(PAYMENTS, PAYMENTS_UNDO),
        migrations.RunSQL(SIGNING, SIGNING_UNDO),
        two_people(
            "closing_profitallocation", maker="made_by_id", checker="decided_by_id", when="NEW.state = 'approved'"
        ),
        two_people(
            "closing_reopenrequest", maker="made_by_id", checker="decided_by_id", when="NEW.state = 'approved'"
        ),
        append_only("closing_allocationshare"),
        append_only("closing_sharepayment"),
        append_only("closing_signoff"),
        append_only("closing_monthcheck"),
    ]
