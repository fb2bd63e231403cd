"""What is written stays, two people above the limit, and no rupiah given back or used twice."""

from django.db import migrations

from core.migration_sql import tenant_rows, two_people

STAYS = """
CREATE FUNCTION capital_contribution_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
       OR (to_jsonb(OLD) - ARRAY['state', 'number', 'entry_id', 'decided_by_id', 'decided_at', 'note'])
          <> (to_jsonb(NEW) - ARRAY['state', 'number', 'entry_id', 'decided_by_id', 'decided_at', 'note']) THEN
        RAISE EXCEPTION 'a contribution stays as it was written'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'capital_contribution_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER capital_contribution_stays BEFORE UPDATE OR DELETE ON capital_contribution
    FOR EACH ROW EXECUTE FUNCTION capital_contribution_stays();
"""

# What a contribution still has: less what was given back (or is about to be) and what was used.
FITS = """
CREATE FUNCTION capital_rest_of(of_id bigint) RETURNS bigint LANGUAGE sql AS $$
    SELECT c.amount
        - (SELECT coalesce(sum(r.amount), 0) FROM capital_contribution r
           WHERE r.returns_id = c.id AND r.state <> 'refused')
        - (SELECT coalesce(sum(u.amount), 0) FROM capital_use u
           WHERE u.contribution_id = c.id AND u.undone_at IS NULL)
    FROM capital_contribution c WHERE c.id = of_id
$$;
CREATE FUNCTION capital_contribution_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given capital_contribution; its ledger_account; allowed bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM capital_contributor c
                   WHERE c.id = NEW.contributor_id AND c.book_id = NEW.book_id) THEN
        RAISE EXCEPTION 'the contributor is of another book'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_contributor_of_the_book';
    END IF;
    IF NEW.account_id IS NOT NULL THEN
        SELECT * INTO its FROM ledger_account WHERE id = NEW.account_id AND book_id = NEW.book_id;
        IF NOT FOUND OR its.type <> 'asset' OR its.side <> 'debit' OR its.is_cash = (NEW.goods <> '') THEN
            RAISE EXCEPTION 'money moves on a cash account, goods on another asset of the book'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_account_fits';
        END IF;
    END IF;
    SELECT approval_limit INTO allowed FROM ledger_book WHERE id = NEW.book_id;
    IF NEW.state = 'posted' AND NEW.decided_by_id IS NULL AND NEW.amount > allowed THEN
        RAISE EXCEPTION 'a contribution over % needs a second person', allowed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_approved_over_the_limit';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.returns_id IS NOT NULL THEN
        -- The lock makes a second return, or a use, of the same contribution wait for this one.
        SELECT * INTO given FROM capital_contribution WHERE id = NEW.returns_id FOR NO KEY UPDATE;
        IF NOT FOUND OR given.state <> 'posted' OR given.returns_id IS NOT NULL
           OR (given.book_id, given.contributor_id, given.kind)
              <> (NEW.book_id, NEW.contributor_id, NEW.kind)
           OR NEW.moved_on < given.moved_on OR NEW.amount > capital_rest_of(given.id) THEN
            RAISE EXCEPTION 'no more goes back than what is left of what was given'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_return_within_the_rest';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER capital_contribution_fits BEFORE INSERT OR UPDATE ON capital_contribution
    FOR EACH ROW EXECUTE FUNCTION capital_contribution_fits();
"""
FITS_UNDO = """
DROP TRIGGER capital_contribution_fits ON capital_contribution;
DROP FUNCTION capital_contribution_fits();
DROP FUNCTION capital_rest_of(bigint);
"""

USES = """
CREATE FUNCTION capital_cash_out(of_entry uuid) RETURNS bigint LANGUAGE sql AS $$
    SELECT coalesce(sum(p.credit - p.debit), 0)::bigint FROM ledger_posting p
    JOIN ledger_account a ON a.id = p.account_id AND a.is_cash WHERE p.entry_id = of_entry
$$;
CREATE FUNCTION capital_use_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given capital_contribution; spent ledger_entry; taken bigint;
BEGIN
    -- Always the contribution first and then the entry, so that two uses never wait for each other.
    SELECT * INTO given FROM capital_contribution WHERE id = NEW.contribution_id FOR NO KEY UPDATE;
    IF NOT FOUND OR given.book_id <> NEW.book_id OR given.state <> 'posted' OR given.returns_id IS NOT NULL
       OR given.restriction = 'none' OR given.goods <> '' THEN
        RAISE EXCEPTION 'only restricted money has uses'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_use_of_restricted_money';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('capital.use:' || NEW.entry_id::text, 0));
    SELECT * INTO spent FROM ledger_entry WHERE id = NEW.entry_id AND book_id = NEW.book_id;
    IF NOT FOUND OR spent.date < given.moved_on OR spent.reversal_of_id IS NOT NULL
       OR spent.source LIKE 'capital.%'
       OR EXISTS (SELECT FROM ledger_entry r WHERE r.reversal_of_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'a use is an entry of the same book that stands, not older than the money'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_use_of_an_entry_that_stands';
    END IF;
    SELECT coalesce(sum(amount), 0) INTO taken FROM capital_use
    WHERE entry_id = NEW.entry_id AND undone_at IS NULL;
    IF taken + NEW.amount > capital_cash_out(NEW.entry_id) THEN
        RAISE EXCEPTION 'the entry took less cash out'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_use_within_the_entry';
    END IF;
    IF NEW.amount > capital_rest_of(given.id) THEN
        RAISE EXCEPTION 'less is left of the contribution'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_use_within_the_contribution';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER capital_use_fits BEFORE INSERT ON capital_use
    FOR EACH ROW EXECUTE FUNCTION capital_use_fits();
CREATE FUNCTION capital_use_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
       OR (to_jsonb(OLD) - ARRAY['undone_at', 'undone_by_id'])
          <> (to_jsonb(NEW) - ARRAY['undone_at', 'undone_by_id']) THEN
        RAISE EXCEPTION 'a use is only taken out, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'capital_use_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER capital_use_stays BEFORE UPDATE OR DELETE ON capital_use
    FOR EACH ROW EXECUTE FUNCTION capital_use_stays();
"""
USES_UNDO = """
DROP TRIGGER capital_use_stays ON capital_use;
DROP TRIGGER capital_use_fits ON capital_use;
DROP FUNCTION capital_use_stays();
DROP FUNCTION capital_use_fits();
DROP FUNCTION capital_cash_out(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("capital", "0001_register"), ("ledger", "0002_rules"), ("users", "0002_same_person")]
    operations = [
        migrations.RunSQL(
            STAYS,
            "DROP TRIGGER capital_contribution_stays ON capital_contribution;"
            "DROP FUNCTION capital_contribution_stays();",
        ),
        migrations.RunSQL(FITS, FITS_UNDO),
        migrations.RunSQL(USES, USES_UNDO),
        two_people(
            "capital_contribution",
            maker="made_by_id",
            checker="decided_by_id",
            when="NEW.state = 'posted'",
        ),
        *(
            tenant_rows(f"capital_{table}")
            for table in ("contributor", "contribution", "use", "villagefund")
        ),
    ]
