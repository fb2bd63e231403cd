"""Facts of loans are only ever added, hidden with their book, and add up in the database too."""

from django.db import migrations

from core.migration_sql import append_only, tenant_rows, two_people

FACTS = (
    *("scheduleversion", "instalment", "loanevent", "allocation", "classchange"),
    *("withholding", "withholdingconsent", "withholdingpart"),
)
TABLES = ("loan", *FACTS, "instalmentbalance", "portfolioday")

# What hangs together is of one loan, and that of one book.
KEYS = """
ALTER TABLE lending_loan ADD CONSTRAINT loan_of_its_book UNIQUE (id, book_id);
ALTER TABLE lending_loanevent ADD CONSTRAINT loan_event_of_its_loan UNIQUE (id, loan_id);
ALTER TABLE lending_loanevent
    ADD CONSTRAINT loan_event_of_one_book FOREIGN KEY (loan_id, book_id) REFERENCES lending_loan (id, book_id),
    ADD CONSTRAINT loan_event_reverses_its_own FOREIGN KEY (reverses_id, loan_id)
        REFERENCES lending_loanevent (id, loan_id);
ALTER TABLE lending_allocation ADD CONSTRAINT allocation_of_one_loan FOREIGN KEY (event_id, loan_id)
    REFERENCES lending_loanevent (id, loan_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lending_instalment ADD CONSTRAINT instalment_of_one_book FOREIGN KEY (loan_id, book_id)
    REFERENCES lending_loan (id, book_id);
"""
KEYS_UNDO = """
ALTER TABLE lending_instalment DROP CONSTRAINT instalment_of_one_book;
ALTER TABLE lending_allocation DROP CONSTRAINT allocation_of_one_loan;
ALTER TABLE lending_loanevent DROP CONSTRAINT loan_event_of_one_book, DROP CONSTRAINT loan_event_reverses_its_own;
ALTER TABLE lending_loanevent DROP CONSTRAINT loan_event_of_its_loan;
ALTER TABLE lending_loan DROP CONSTRAINT loan_of_its_book;
"""

BORROWER = """
CREATE FUNCTION loan_borrower_of_the_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM organisations_organisation o
        WHERE o.book_id = NEW.book_id
          AND (EXISTS (SELECT FROM members_member m WHERE m.id = NEW.member_id AND m.organisation_id = o.id)
            OR EXISTS (SELECT FROM members_group g WHERE g.id = NEW.group_id AND g.organisation_id = o.id))
    ) OR NOT EXISTS (SELECT FROM lending_product p WHERE p.id = NEW.product_id AND p.book_id = NEW.book_id)
      OR NOT EXISTS (SELECT FROM ledger_unit u WHERE u.id = NEW.unit_id AND u.book_id = NEW.book_id) THEN
        RAISE EXCEPTION 'borrower, product and unit are of the book'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_borrower_of_the_book';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_borrower_of_the_book BEFORE INSERT ON lending_loan
    FOR EACH ROW EXECUTE FUNCTION loan_borrower_of_the_book();
"""
BORROWER_UNDO = """
DROP TRIGGER loan_borrower_of_the_book ON lending_loan;
DROP FUNCTION loan_borrower_of_the_book();
"""

# What was agreed stays; what was paid out is not paid out again.
STAYS = """
CREATE FUNCTION loan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := ARRAY['state', 'principal', 'margin', 'accrued', 'penalty', 'deposit', 'allowance',
        'days_late', 'collectability', 'held_class', 'held_until', 'written_off', 'recovered', 'officer_id',
        'collateral'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'approved' THEN
        moves := moves || ARRAY['disbursed_by_id', 'disbursed_on'];
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - moves) <> (to_jsonb(NEW) - moves)
       OR (OLD.state <> 'approved' AND NEW.state = 'approved')
       OR (OLD.state = 'written_off' AND NEW.state <> 'written_off') THEN
        RAISE EXCEPTION 'a loan stays as it was agreed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loan_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_stays BEFORE DELETE ON lending_loan FOR EACH ROW EXECUTE FUNCTION loan_stays();
-- The evening run changes figures of many loans: only what touches an agreed column is looked at.
CREATE TRIGGER loan_stays_as_agreed BEFORE UPDATE OF
    book_id, unit_id, reference, member_id, group_id, product_id, application_reference, terms, amount, fee,
    made_by_id, made_at, key, content_hash, disbursed_by_id, disbursed_on, state ON lending_loan
    FOR EACH ROW EXECUTE FUNCTION loan_stays();
"""
STAYS_UNDO = """
DROP TRIGGER loan_stays_as_agreed ON lending_loan;
DROP TRIGGER loan_stays ON lending_loan;
DROP FUNCTION loan_stays();
"""

# At the end of the transaction each payment is where its allocations say, to the rupiah.
ALLOCATED = """
CREATE FUNCTION loan_payment_allocated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET sedulang.books = '*' AS $$
DECLARE
    given bigint;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO given FROM lending_allocation WHERE event_id = NEW.id;
    IF given <> (CASE NEW.kind WHEN 'paid' THEN NEW.amount ELSE -NEW.amount END) THEN
        RAISE EXCEPTION 'a payment of % has % allocated', NEW.amount, given
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_payment_allocated';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION loan_payment_allocated FROM PUBLIC;
CREATE CONSTRAINT TRIGGER loan_payment_allocated AFTER INSERT ON lending_loanevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('paid', 'payment_reversed'))
    EXECUTE FUNCTION loan_payment_allocated();
"""
ALLOCATED_UNDO = """
DROP TRIGGER loan_payment_allocated ON lending_loanevent;
DROP FUNCTION loan_payment_allocated();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0002_loans"),
        ("members", "0002_rules"),
        ("users", "0002_same_person"),
    ]
    operations = [
        migrations.RunSQL(KEYS, KEYS_UNDO),
        migrations.RunSQL(BORROWER, BORROWER_UNDO),
        migrations.RunSQL(STAYS, STAYS_UNDO),
        migrations.RunSQL(ALLOCATED, ALLOCATED_UNDO),
        two_people("lending_loan", maker="made_by_id", checker="disbursed_by_id"),
        two_people("lending_loanevent", maker="made_by_id", checker="approved_by_id"),
        *[append_only(f"lending_{table}") for table in FACTS],
        *[tenant_rows(f"lending_{table}") for table in TABLES],
    ]
