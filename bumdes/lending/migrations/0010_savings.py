"""Money of a loan through its member's savings: what the event says is what the account moved."""

from django.db import migrations, models

# At the end of the transaction, for an event and what was posted along with it.
MOVES = """
CREATE FUNCTION loan_money_moves_her_savings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET sedulang.books = '*' AS $$
DECLARE
    its lending_loan; moved bigint;
BEGIN
    SELECT * INTO its FROM lending_loan WHERE id = NEW.loan_id;
    SELECT coalesce(sum(m.amount), 0) INTO moved
    FROM savings_movement m JOIN savings_savingsaccount a ON a.id = m.account_id
    WHERE m.entry_id IN (SELECT entry_id FROM lending_loanevent WHERE id = NEW.id OR part_of_id = NEW.id)
      AND a.member_id = its.member_id AND a.kind = 'voluntary' AND a.book_id = NEW.book_id;
    IF moved IS DISTINCT FROM (CASE NEW.kind
        WHEN 'disbursed' THEN its.amount - its.fee
        WHEN 'paid' THEN -NEW.amount
        WHEN 'payment_reversed' THEN NEW.amount END) THEN
        RAISE EXCEPTION 'a % of % moved the savings of its member by %', NEW.kind, NEW.amount, moved
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_money_moves_her_savings';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION loan_money_moves_her_savings FROM PUBLIC;
CREATE CONSTRAINT TRIGGER loan_money_moves_her_savings AFTER INSERT ON lending_loanevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.channel = 'savings')
    EXECUTE FUNCTION loan_money_moves_her_savings();
"""
MOVES_UNDO = """
DROP TRIGGER loan_money_moves_her_savings ON lending_loanevent;
DROP FUNCTION loan_money_moves_her_savings();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0009_not_ones_own"),
        ("savings", "0003_reversals_over_the_limit"),
    ]
    operations = [
        migrations.AlterField(
            model_name="loanevent",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("cash", "In cash"),
                    ("bank", "Bank transfer"),
                    ("sales", "Out of sales"),
                    ("fund", "Joint liability fund"),
                    ("savings", "Savings of the borrower"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunSQL(MOVES, MOVES_UNDO),
    ]
