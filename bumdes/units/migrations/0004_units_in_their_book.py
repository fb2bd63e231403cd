"""A business unit, its books' unit and its inter-unit account belong to one BUMDes."""

from django.db import migrations

DEFINER = "SECURITY DEFINER SET search_path = public SET sedulang.books = '*'"

IN_ITS_BOOK = f"""
CREATE FUNCTION units_business_in_its_book() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    own bigint := (SELECT book_id FROM organisations_organisation WHERE id = NEW.organisation_id);
BEGIN
    PERFORM FROM ledger_unit u JOIN ledger_account a ON a.id = NEW.account_id
    WHERE u.id = NEW.unit_id AND u.book_id = own AND a.book_id = own AND u.code <> 'PUSAT';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a business unit stands in the book of its BUMDes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'units_business_in_its_book';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.organisation_id, NEW.unit_id, NEW.account_id)
            IS DISTINCT FROM (OLD.organisation_id, OLD.unit_id, OLD.account_id) THEN
        RAISE EXCEPTION 'a business unit keeps its unit and its account'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'units_business_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER units_business_in_its_book BEFORE INSERT OR UPDATE ON units_businessunit
    FOR EACH ROW EXECUTE FUNCTION units_business_in_its_book();
"""
UNDO = """
DROP TRIGGER units_business_in_its_book ON units_businessunit;
DROP FUNCTION units_business_in_its_book();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0003_business_units"), ("ledger", "0002_rules")]
    operations = [migrations.RunSQL(IN_ITS_BOOK, UNDO)]
