"""Balances are kept by what moves, movements are only ever added, and nobody takes out what is not free."""

from django.db import migrations

from core.migration_sql import append_only, tenant_rows, two_people

# The kind, the rate and the term of a product are what its members agreed to.
PRODUCTS = """
CREATE FUNCTION savings_product_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.book_id, OLD.kind) <> (NEW.book_id, NEW.kind) THEN
        RAISE EXCEPTION 'a savings product keeps its book and kind'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_product_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER savings_product_stays BEFORE UPDATE OR DELETE ON savings_savingsproduct
    FOR EACH ROW EXECUTE FUNCTION savings_product_stays();
"""
PRODUCTS_UNDO = """
DROP TRIGGER savings_product_stays ON savings_savingsproduct;
DROP FUNCTION savings_product_stays();
"""

ACCOUNTS = """
CREATE FUNCTION savings_account_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its savings_savingsproduct; home bigint; person members_member;
BEGIN
    SELECT * INTO its FROM savings_savingsproduct WHERE id = NEW.product_id AND book_id = NEW.book_id;
    IF NOT FOUND OR its.kind <> NEW.kind THEN
        RAISE EXCEPTION 'the product is of another book or kind'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_account_of_its_product';
    END IF;
    IF NEW.balance <> 0 OR NEW.held <> 0 OR NEW.newest_on IS NOT NULL OR NEW.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'an account begins empty'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_account_kept_by_movements';
    END IF;
    SELECT o.book_id INTO home FROM organisations_organisation o WHERE o.id = coalesce(
        (SELECT m.organisation_id FROM members_member m WHERE m.id = NEW.member_id),
        (SELECT g.organisation_id FROM members_group g WHERE g.id = NEW.group_id));
    IF home IS DISTINCT FROM NEW.book_id THEN
        RAISE EXCEPTION 'the owner belongs to another BUMDes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_account_of_the_bumdes';
    END IF;
    SELECT * INTO person FROM members_member WHERE id = NEW.member_id;
    IF FOUND AND (person.standing <> 'member' OR person.left_on IS NOT NULL)
       AND NOT EXISTS (SELECT FROM savings_savingssettings s
                       WHERE s.book_id = NEW.book_id AND s.lkm_licence <> '') THEN
        RAISE EXCEPTION 'without an LKM licence only members save'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_members_only';
    END IF;
    IF NEW.interest_to_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM savings_savingsaccount a WHERE a.id = NEW.interest_to_id AND a.book_id = NEW.book_id
           AND a.member_id IS NOT DISTINCT FROM NEW.member_id
           AND a.group_id IS NOT DISTINCT FROM NEW.group_id AND a.kind = 'voluntary') THEN
        RAISE EXCEPTION 'interest goes to voluntary savings of the same owner'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_interest_to_the_owner';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER savings_account_fits BEFORE INSERT ON savings_savingsaccount
    FOR EACH ROW EXECUTE FUNCTION savings_account_fits();

-- Only the triggers of movements and holds stand deeper than one: a statement of anybody else does not.
CREATE FUNCTION savings_account_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ours text[] := ARRAY['balance', 'held', 'newest_on'];
    may text[] := ARRAY['closed_on', 'due_on'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_on IS NOT NULL
       OR (to_jsonb(OLD) - ours - may) <> (to_jsonb(NEW) - ours - may) THEN
        RAISE EXCEPTION 'a savings account stays as it was opened, and closed when it was closed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_account_stays';
    END IF;
    IF pg_trigger_depth() = 1 AND (OLD.balance, OLD.held) IS DISTINCT FROM (NEW.balance, NEW.held)
       OR pg_trigger_depth() = 1 AND OLD.newest_on IS DISTINCT FROM NEW.newest_on THEN
        RAISE EXCEPTION 'the balance is kept by movements and holds'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_account_kept_by_movements';
    END IF;
    IF NEW.due_on < OLD.due_on THEN
        RAISE EXCEPTION 'a term is renewed, not shortened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_term_is_not_shortened';
    END IF;
    IF NEW.closed_on < NEW.newest_on THEN
        RAISE EXCEPTION 'an account is not closed before its newest movement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_in_order_of_days';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER savings_account_stays BEFORE UPDATE OR DELETE ON savings_savingsaccount
    FOR EACH ROW EXECUTE FUNCTION savings_account_stays();
"""
ACCOUNTS_UNDO = """
DROP TRIGGER savings_account_stays ON savings_savingsaccount;
DROP TRIGGER savings_account_fits ON savings_savingsaccount;
DROP FUNCTION savings_account_stays();
DROP FUNCTION savings_account_fits();
"""

MOVEMENTS = """
CREATE FUNCTION savings_movement_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its savings_savingsaccount; before savings_movement; allowed bigint; rest bigint;
BEGIN
    SELECT * INTO its FROM savings_savingsaccount WHERE id = NEW.account_id FOR NO KEY UPDATE;
    IF NOT FOUND OR its.book_id <> NEW.book_id OR NEW.on < its.opened_on
       OR (NEW.entry_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM ledger_entry e
           WHERE e.id = NEW.entry_id AND e.book_id = NEW.book_id AND e.date = NEW.on)) THEN
        RAISE EXCEPTION 'a movement is of its account''s book, and of the day of its entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_movement_fits';
    END IF;
    IF its.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'account % is closed', its.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_account_is_open';
    END IF;
    -- What is taken out was there on its day already, not only on a later one.
    IF NEW.amount < 0 AND NEW.on < its.newest_on THEN
        RAISE EXCEPTION 'account % moved on % already', its.number, its.newest_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_in_order_of_days';
    END IF;
    IF NEW.kind IN ('withdrawal', 'transfer') AND NEW.amount < 0 AND NEW.on < its.due_on THEN
        RAISE EXCEPTION 'term savings stay until %', its.due_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_term_is_over';
    END IF;
    IF NEW.kind = 'withdrawal' THEN
        IF its.kind = 'compulsory' AND EXISTS (
            SELECT FROM members_member m
            WHERE m.id = its.member_id AND m.standing = 'member' AND m.left_on IS NULL) THEN
            RAISE EXCEPTION 'compulsory savings stay while their owner is a member'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_compulsory_stay';
        END IF;
    END IF;
    SELECT * INTO before FROM savings_movement WHERE id = NEW.reverses_id;
    -- A deposit that is reversed leaves the cash box as a withdrawal does.
    IF NEW.kind = 'withdrawal' OR NEW.kind = 'reversal' AND before.kind = 'deposit' THEN
        SELECT approval_limit INTO allowed FROM ledger_book WHERE id = NEW.book_id;
        IF -NEW.amount > allowed AND (NEW.approved_by_id IS NULL OR NEW.made_by_id IS NULL) THEN
            RAISE EXCEPTION 'what leaves an account over % needs a second person', allowed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_withdrawal_approved';
        END IF;
    END IF;
    IF NEW.reverses_id IS NOT NULL THEN
        IF before.id IS NULL OR before.account_id <> NEW.account_id OR before.amount <> -NEW.amount
           OR before.reverses_id IS NOT NULL OR NEW.on < before.on
           OR (before.entry_id IS NULL) <> (NEW.entry_id IS NULL) THEN
            RAISE EXCEPTION 'a reversal mirrors one movement of its account'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_reversal_fits';
        END IF;
    END IF;
    IF NEW.kind = 'opening' THEN
        -- One at a time in a book, so that two do not spread the same rest.
        PERFORM pg_advisory_xact_lock(hashtextextended('savings.opening:' || NEW.book_id, 0));
        SELECT coalesce(sum(p.credit - p.debit), 0) INTO rest
        FROM ledger_account c JOIN ledger_posting p ON p.account_id = c.id
        JOIN ledger_entry e ON e.id = p.entry_id AND e.kind = 'opening'
        WHERE c.book_id = NEW.book_id AND c.role = CASE its.kind
            WHEN 'voluntary' THEN 'savings_voluntary' WHEN 'compulsory' THEN 'savings_compulsory'
            WHEN 'term' THEN 'savings_term' ELSE 'joint_liability_fund' END;
        SELECT rest - coalesce(sum(m.amount), 0) INTO rest
        FROM savings_movement m JOIN savings_savingsaccount a ON a.id = m.account_id
        WHERE a.book_id = NEW.book_id AND a.kind = its.kind AND m.entry_id IS NULL;
        IF NEW.amount > rest THEN
            RAISE EXCEPTION 'the opening balances of the books have % left', rest
                USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_opening_within_the_books';
        END IF;
    END IF;
    UPDATE savings_savingsaccount SET balance = balance + NEW.amount, newest_on = greatest(newest_on, NEW.on)
    WHERE id = NEW.account_id RETURNING balance INTO NEW.balance_after;
    RETURN NEW;
END $$;
CREATE TRIGGER savings_movement_moves BEFORE INSERT ON savings_movement
    FOR EACH ROW EXECUTE FUNCTION savings_movement_moves();
"""
MOVEMENTS_UNDO = """
DROP TRIGGER savings_movement_moves ON savings_movement;
DROP FUNCTION savings_movement_moves();
"""

HOLDS = """
CREATE FUNCTION savings_hold_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its savings_savingsaccount;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
            AND (to_jsonb(OLD) - ARRAY['released_at', 'released_by_id'])
              = (to_jsonb(NEW) - ARRAY['released_at', 'released_by_id']) THEN
        UPDATE savings_savingsaccount SET held = held - NEW.amount WHERE id = NEW.account_id;
        RETURN NEW;
    ELSIF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a hold is only released, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_hold_stays';
    END IF;
    SELECT * INTO its FROM savings_savingsaccount WHERE id = NEW.account_id FOR NO KEY UPDATE;
    IF NOT FOUND OR its.book_id <> NEW.book_id OR NEW.released_at IS NOT NULL THEN
        RAISE EXCEPTION 'a hold is of its account''s book, and begins to hold'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_movement_fits';
    END IF;
    IF its.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'account % is closed', its.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'savings_account_is_open';
    END IF;
    UPDATE savings_savingsaccount SET held = held + NEW.amount WHERE id = NEW.account_id;
    RETURN NEW;
END $$;
CREATE TRIGGER savings_hold_holds BEFORE INSERT OR UPDATE OR DELETE ON savings_hold
    FOR EACH ROW EXECUTE FUNCTION savings_hold_holds();
"""
HOLDS_UNDO = """
DROP TRIGGER savings_hold_holds ON savings_hold;
DROP FUNCTION savings_hold_holds();
"""

REQUESTS = """
CREATE FUNCTION savings_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY['state', 'movement_id', 'decided_by_id', 'decided_at', 'reason'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'waiting'
       OR (to_jsonb(OLD) - decided) <> (to_jsonb(NEW) - decided) THEN
        RAISE EXCEPTION 'a withdrawal that waits is decided once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'savings_request_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER savings_request_stays BEFORE UPDATE OR DELETE ON savings_withdrawalrequest
    FOR EACH ROW EXECUTE FUNCTION savings_request_stays();
"""
REQUESTS_UNDO = """
DROP TRIGGER savings_request_stays ON savings_withdrawalrequest;
DROP FUNCTION savings_request_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("savings", "0001_accounts"),
        ("ledger", "0002_rules"),
        ("organisations", "0003_book"),
        ("users", "0002_same_person"),
    ]
    operations = [
        migrations.RunSQL(PRODUCTS, PRODUCTS_UNDO),
        migrations.RunSQL(ACCOUNTS, ACCOUNTS_UNDO),
        migrations.RunSQL(MOVEMENTS, MOVEMENTS_UNDO),
        migrations.RunSQL(HOLDS, HOLDS_UNDO),
        migrations.RunSQL(REQUESTS, REQUESTS_UNDO),
        append_only("savings_movement"),
        append_only("savings_interestrun"),
        two_people("savings_movement", maker="made_by_id", checker="approved_by_id"),
        two_people(
            "savings_withdrawalrequest",
            maker="made_by_id",
            checker="decided_by_id",
            when="NEW.state = 'paid'",
        ),
        *(
            tenant_rows(f"savings_{table}")
            for table in (
                *("savingssettings", "savingsproduct", "savingsaccount", "movement", "hold"),
                *("interestrun", "withdrawalrequest"),
            )
        ),
    ]
