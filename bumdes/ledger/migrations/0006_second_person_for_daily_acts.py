"""Over a book's limit a payment, a purchase, a salary, a count's difference and an import need two people
in the database too, and not a journal alone.

A mirror needs one: what it takes back was approved, and the money returns. An import that names nobody
comes from `manage.py import_entries`, by the hand of who runs the server.
"""

from django.db import migrations

from bumdes.ledger.migrations._sql import DEFINER

FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
DECLARE
    lines bigint; debits numeric; credits numeric; allowed bigint;
BEGIN
    SELECT count(*), sum(debit), sum(credit) INTO lines, debits, credits
    FROM ledger_posting WHERE entry_id = NEW.id;
    IF lines < 2 OR debits <> credits THEN
        RAISE EXCEPTION 'entry % is not balanced: debit %, credit %', NEW.id, debits, credits
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
    END IF;
    IF {alone} THEN
        SELECT approval_limit INTO allowed FROM ledger_book WHERE id = NEW.book_id;
        IF debits > allowed THEN
            RAISE EXCEPTION 'an entry by hand over % needs a second person', allowed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_journal_approved';
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""
ALONE = """
        (NEW.approved_by_id IS NULL OR NEW.made_by_id IS NULL)
        AND (NEW.source = 'journal'
             OR NEW.source IN ('daily.pay', 'daily.buy', 'daily.salary', 'count.difference')
                AND NEW.reversal_of_id IS NULL
             OR NEW.source = 'import' AND NEW.made_by_id IS NOT NULL AND NEW.reversal_of_id IS NULL)
"""
BEFORE = "NEW.source = 'journal' AND (NEW.approved_by_id IS NULL OR NEW.made_by_id IS NULL)"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_operators_chart")]
    operations = [
        migrations.RunSQL(
            FUNCTION.format(definer=DEFINER, alone=ALONE), FUNCTION.format(definer=DEFINER, alone=BEFORE)
        )
    ]
