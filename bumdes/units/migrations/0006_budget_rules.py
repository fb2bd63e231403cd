"""Lines change in a draft only, a decided version never, and who proposes does not approve."""

from django.db import migrations

from core.migration_sql import two_people

DEFINER = "SECURITY DEFINER SET search_path = public SET sedulang.books = '*'"

LINES = f"""
CREATE FUNCTION units_budget_line_in_a_draft() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    line units_budgetline := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    version units_budget; own bigint;
BEGIN
    -- Shared: whoever proposes waits for lines on their way, and they see that it was proposed.
    SELECT * INTO version FROM units_budget WHERE id = line.budget_id FOR SHARE;
    IF version.state <> 'draft' OR (TG_OP = 'UPDATE' AND OLD.budget_id <> NEW.budget_id) THEN
        RAISE EXCEPTION 'version % of % is no draft', version.version, version.year
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'units_budget_line_in_a_draft';
    END IF;
    SELECT book_id INTO own FROM organisations_organisation WHERE id = version.organisation_id;
    PERFORM FROM ledger_unit u JOIN ledger_account a ON a.id = line.account_id
    WHERE u.id = line.unit_id AND u.book_id = own AND a.book_id = own
      AND a.type IN ('revenue', 'cost', 'expense', 'other_income', 'other_expense', 'tax');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a budget line names income or expense of a unit of its own book'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'units_budget_line_in_its_book';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER units_budget_line_in_a_draft BEFORE INSERT OR UPDATE OR DELETE ON units_budgetline
    FOR EACH ROW EXECUTE FUNCTION units_budget_line_in_a_draft();
"""
LINES_UNDO = """
DROP TRIGGER units_budget_line_in_a_draft ON units_budgetline;
DROP FUNCTION units_budget_line_in_a_draft();
"""

VERSIONS = """
CREATE FUNCTION units_budget_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
            AND (OLD.organisation_id, OLD.year, OLD.version, OLD.made_by_id, OLD.made_at)
              = (NEW.organisation_id, NEW.year, NEW.version, NEW.made_by_id, NEW.made_at)
            AND ((OLD.state = 'draft' AND NEW.state IN ('draft', 'proposed'))
              OR (OLD.state = 'proposed' AND NEW.state IN ('approved', 'refused')
                  AND OLD.proposed_by_id = NEW.proposed_by_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a budget goes from draft to proposed to decided, and stays'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'units_budget_moves_on';
END $$;
CREATE TRIGGER units_budget_moves_on BEFORE UPDATE OR DELETE ON units_budget
    FOR EACH ROW EXECUTE FUNCTION units_budget_moves_on();
"""
VERSIONS_UNDO = """
DROP TRIGGER units_budget_moves_on ON units_budget;
DROP FUNCTION units_budget_moves_on();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0005_budgets"), ("users", "0002_same_person")]
    operations = [
        migrations.RunSQL(LINES, LINES_UNDO),
        migrations.RunSQL(VERSIONS, VERSIONS_UNDO),
        two_people(
            "units_budget", maker="proposed_by_id", checker="decided_by_id", when="NEW.state = 'approved'"
        ),
    ]
