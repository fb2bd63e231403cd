"""What a payout may become, what it may claim, and who may let it go: kept by the database."""

from django.db import migrations

from core.migration_sql import append_only, two_people

MOVES = """
CREATE FUNCTION settlement_payout_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['id', 'seller_id', 'reference', 'amount', 'requested_by_id', 'requested_at'];
    name text;
    redone boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.attempt <> 1 THEN
            RAISE EXCEPTION 'a payout begins as a draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_moves_as_allowed';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'payouts are kept' USING ERRCODE = 'restrict_violation';
    END IF;
    FOREACH name IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            RAISE EXCEPTION 'the % of a payout is not changed', name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_stays_what_was_asked';
        END IF;
    END LOOP;
    redone := OLD.state = 'failed' AND NEW.state = 'approved';
    IF NEW.attempt <> OLD.attempt + redone::int OR (NOT redone
       AND (NEW.rail, NEW.account_id, NEW.hub_id) IS DISTINCT FROM (OLD.rail, OLD.account_id, OLD.hub_id)) THEN
        RAISE EXCEPTION 'only a payout that failed goes another way'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_stays_what_was_asked';
    END IF;
    IF OLD.approved_by_id IS NOT NULL AND NOT redone AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
    THEN
        RAISE EXCEPTION 'who approved a payout stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_stays_what_was_asked';
    END IF;
    IF NEW.state = 'approved' AND OLD.state <> 'approved' AND EXISTS (
        SELECT FROM sellers_sellerstaff s WHERE s.seller_id = NEW.seller_id AND s.ended_at IS NULL
           AND same_person(s.user_id, NEW.approved_by_id)) THEN
        RAISE EXCEPTION 'nobody lets the money of the own shop go'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_approved_outside_the_shop';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'approved'), ('draft', 'withdrawn'), ('approved', 'sent'), ('approved', 'withdrawn'),
        ('sent', 'paid'), ('sent', 'failed'), ('paid', 'failed'),
        ('failed', 'approved'), ('failed', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'a payout does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_moves_as_allowed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_payout_moves BEFORE INSERT OR UPDATE OR DELETE ON settlement_payout
    FOR EACH ROW EXECUTE FUNCTION settlement_payout_moves();
"""
LINES = """
CREATE FUNCTION settlement_payoutline_claims() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner settlement_payout;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what a payout claimed is kept' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO owner FROM settlement_payout WHERE id = NEW.payout_id;
    IF TG_OP = 'UPDATE' THEN
        IF (to_jsonb(NEW) - 'is_live') <> (to_jsonb(OLD) - 'is_live') OR NEW.is_live
           OR owner.state <> 'withdrawn' THEN
            RAISE EXCEPTION 'a claim ends only with its payout'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_line_ends_with_its_payout';
        END IF;
        RETURN NEW;
    END IF;
    IF owner.state <> 'draft' OR NOT NEW.is_live OR NOT EXISTS (
        SELECT FROM settlement_settlement
         WHERE id = NEW.settlement_id AND seller_id = owner.seller_id AND to_seller = NEW.amount
        UNION ALL
        SELECT FROM settlement_sellercharge
         WHERE id = NEW.charge_id AND seller_id = owner.seller_id AND amount = NEW.amount
    ) THEN
        RAISE EXCEPTION 'payout % claims what is not its own', owner.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_line_is_its_sellers';
    END IF;
    -- Whoever holds this money at this moment waits here, or we for them.
    PERFORM FROM settlement_settlement WHERE id = NEW.settlement_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM settlement_settlementhold
                WHERE settlement_id = NEW.settlement_id AND released_at IS NULL) THEN
        RAISE EXCEPTION 'this money is held'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'held_money_is_not_claimed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_payoutline_claims BEFORE INSERT OR UPDATE OR DELETE ON settlement_payoutline
    FOR EACH ROW EXECUTE FUNCTION settlement_payoutline_claims();

CREATE FUNCTION settlement_hold_comes_before_payout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM settlement_settlement WHERE id = NEW.settlement_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM settlement_payoutline WHERE settlement_id = NEW.settlement_id AND is_live) THEN
        RAISE EXCEPTION 'this money is being paid out'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_comes_before_payout';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_hold_comes_before_payout BEFORE INSERT ON settlement_settlementhold
    FOR EACH ROW EXECUTE FUNCTION settlement_hold_comes_before_payout();
"""
SUMS = """
CREATE FUNCTION settlement_payout_is_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    payout bigint := CASE TG_TABLE_NAME WHEN 'settlement_payout' THEN NEW.id
                     ELSE (to_jsonb(NEW) ->> 'payout_id')::bigint END;
    found settlement_payout;
BEGIN
    SELECT * INTO found FROM settlement_payout WHERE id = payout;
    IF found.amount <> coalesce((SELECT sum(amount) FROM settlement_payoutline WHERE payout_id = payout), 0)
       OR (found.state = 'withdrawn')
          = EXISTS (SELECT FROM settlement_payoutline WHERE payout_id = payout AND is_live) THEN
        RAISE EXCEPTION 'payout % is not the sum of what it claims', found.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_is_its_lines';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_payout_is_its_lines AFTER INSERT OR UPDATE OF state ON settlement_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_payout_is_its_lines();
CREATE CONSTRAINT TRIGGER settlement_payout_is_its_lines AFTER INSERT ON settlement_payoutline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_payout_is_its_lines();
"""
ENDS = """
CREATE FUNCTION settlement_row_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL
       OR (to_jsonb(NEW) - TG_ARGV) <> (to_jsonb(OLD) - TG_ARGV) THEN
        RAISE EXCEPTION '% rows are never changed, they only end', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_payoutaccount_only_ends BEFORE UPDATE OR DELETE ON settlement_payoutaccount
    FOR EACH ROW EXECUTE FUNCTION settlement_row_only_ends('ended_at');
CREATE TRIGGER settlement_settlementhold_only_ends BEFORE UPDATE OR DELETE ON settlement_settlementhold
    FOR EACH ROW EXECUTE FUNCTION settlement_row_only_ends('released_at', 'released_by_id');
"""
KEPT = ("sellercharge", "payoutmove", "payoutbooking", "payoutreceipt", "payoutbatch", "payoutbatchline",
        "payoutresult")


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0004_payouts"),
        ("sellers", "0001_initial"),
        ("users", "0002_same_person"),
    ]
    operations = [
        migrations.RunSQL(
            MOVES,
            "DROP TRIGGER settlement_payout_moves ON settlement_payout;"
            "DROP FUNCTION settlement_payout_moves();",
        ),
        migrations.RunSQL(
            LINES,
            "DROP TRIGGER settlement_payoutline_claims ON settlement_payoutline;"
            "DROP FUNCTION settlement_payoutline_claims();"
            "DROP TRIGGER settlement_hold_comes_before_payout ON settlement_settlementhold;"
            "DROP FUNCTION settlement_hold_comes_before_payout();",
        ),
        migrations.RunSQL(
            SUMS,
            "DROP TRIGGER settlement_payout_is_its_lines ON settlement_payout;"
            "DROP TRIGGER settlement_payout_is_its_lines ON settlement_payoutline;"
            "DROP FUNCTION settlement_payout_is_its_lines();",
        ),
        migrations.RunSQL(
            ENDS,
            "DROP TRIGGER settlement_payoutaccount_only_ends ON settlement_payoutaccount;"
            "DROP TRIGGER settlement_settlementhold_only_ends ON settlement_settlementhold;"
            "DROP FUNCTION settlement_row_only_ends();",
        ),
        two_people("settlement_payout", maker="requested_by_id", checker="approved_by_id"),
        *(append_only(f"settlement_{table}") for table in KEPT),
    ]
