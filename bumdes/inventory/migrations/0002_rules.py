"""Cards are kept by their movements, nothing is edited, and slips are worth what their entries moved."""

from django.db import migrations

from core.migration_sql import append_only, tenant_rows, two_people

DEFINER = "SECURITY DEFINER SET search_path = public SET sedulang.books = '*'"

ITEM = f"""
CREATE FUNCTION inventory_item_is_kept() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.on_hand_milli, NEW.value) <> (0, 0) OR NEW.last_on IS NOT NULL THEN
            RAISE EXCEPTION 'a card begins empty'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_card_kept_by_movements';
        END IF;
        IF NOT EXISTS (SELECT FROM ledger_unit u WHERE u.id = NEW.unit_id AND u.book_id = NEW.book_id)
           OR NOT EXISTS (SELECT FROM organisations_organisation o
                          WHERE o.id = NEW.organisation_id AND o.book_id = NEW.book_id) THEN
            RAISE EXCEPTION 'an item stands in the book of its BUMDes'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_item_in_its_book';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a card stays' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'stock_item_stays';
    END IF;
    IF (NEW.organisation_id, NEW.book_id, NEW.unit_id)
            IS DISTINCT FROM (OLD.organisation_id, OLD.book_id, OLD.unit_id)
       OR OLD.last_on IS NOT NULL AND (NEW.kind, NEW.measure) IS DISTINCT FROM (OLD.kind, OLD.measure) THEN
        RAISE EXCEPTION 'an item keeps its unit, and once it moved its kind and measure'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'stock_item_stays';
    END IF;
    -- Depth 2 is this update made by the trigger on movements.
    IF pg_trigger_depth() < 2 AND (NEW.on_hand_milli, NEW.value, NEW.last_on)
            IS DISTINCT FROM (OLD.on_hand_milli, OLD.value, OLD.last_on) THEN
        RAISE EXCEPTION 'what a card holds follows from its movements'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_card_kept_by_movements';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_item_is_kept BEFORE INSERT OR UPDATE OR DELETE ON inventory_stockitem
    FOR EACH ROW EXECUTE FUNCTION inventory_item_is_kept();
"""

MOVEMENT = f"""
CREATE FUNCTION inventory_movement_moves() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    its inventory_stockitem; by_slip inventory_slip; given inventory_movement; due numeric; back numeric;
BEGIN
    SELECT * INTO by_slip FROM inventory_slip WHERE id = NEW.slip_id;
    SELECT * INTO its FROM inventory_stockitem WHERE id = NEW.item_id FOR NO KEY UPDATE;
    IF by_slip.tx <> pg_current_xact_id()::text::bigint OR (NEW.book_id, NEW.date) <> (by_slip.book_id, by_slip.date)
       OR its.book_id <> NEW.book_id
       OR its.unit_id <> (CASE WHEN by_slip.kind = 'transfer' AND NEW.quantity_milli > 0
                               THEN by_slip.to_unit_id ELSE by_slip.unit_id END) THEN
        RAISE EXCEPTION 'a movement comes with its slip, in its unit'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_movement_of_its_slip';
    END IF;
    IF NEW.date < its.last_on THEN
        RAISE EXCEPTION 'a card goes on in the order of its days'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_movement_in_order';
    END IF;
    IF (NEW.quantity_milli > 0) <> (by_slip.kind IN ('opening', 'purchase', 'customer_return'))
       AND by_slip.kind NOT IN ('count', 'transfer') THEN
        RAISE EXCEPTION 'this slip moves goods the other way'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_movement_of_its_slip';
    END IF;
    IF NEW.quantity_milli < 0 THEN
        IF -NEW.quantity_milli > its.on_hand_milli THEN
            RAISE EXCEPTION 'no more leaves than there is'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_on_hand_not_negative';
        END IF;
        due := CASE WHEN -NEW.quantity_milli = its.on_hand_milli THEN its.value
               ELSE div(2::numeric * its.value * -NEW.quantity_milli + its.on_hand_milli,
                        2::numeric * its.on_hand_milli) END;
        IF -NEW.value <> due THEN
            RAISE EXCEPTION 'goods leave at the average: %', due
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_leaves_at_the_average';
        END IF;
    END IF;
    IF (NEW.returns_id IS NOT NULL) <> (by_slip.kind IN ('supplier_return', 'customer_return')) THEN
        RAISE EXCEPTION 'a return names what it returns'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_return_fits';
    END IF;
    IF NEW.returns_id IS NOT NULL THEN
        SELECT * INTO given FROM inventory_movement WHERE id = NEW.returns_id;
        SELECT coalesce(sum(abs(quantity_milli)), 0) INTO back
        FROM inventory_movement WHERE returns_id = NEW.returns_id;
        IF (given.item_id, given.slip_id) <> (NEW.item_id, by_slip.returns_id)
           OR (given.quantity_milli > 0) <> (by_slip.kind = 'supplier_return')
           OR back + abs(NEW.quantity_milli) > abs(given.quantity_milli) THEN
            RAISE EXCEPTION 'no more comes back than was handed over'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_return_fits';
        END IF;
    END IF;
    UPDATE inventory_stockitem
    SET on_hand_milli = on_hand_milli + NEW.quantity_milli, value = value + NEW.value, last_on = NEW.date
    WHERE id = NEW.item_id
    RETURNING on_hand_milli, value INTO NEW.on_hand_milli, NEW.value_after;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_movement_moves BEFORE INSERT ON inventory_movement
    FOR EACH ROW EXECUTE FUNCTION inventory_movement_moves();
"""

# The role of the inventory account of a kind, as bumdes.inventory.kinds has it.
SLIP = f"""
CREATE FUNCTION inventory_stock_role(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'supplies' THEN 'supplies' ELSE 'inventory_' || kind END
$$;
CREATE FUNCTION inventory_slip_gaps(of_slip bigint) RETURNS TABLE (account bigint, unit bigint, gap numeric)
LANGUAGE sql STABLE AS $$
    SELECT account_id, unit_id, sum(amount) FROM (
        SELECT a.id AS account_id, i.unit_id, m.value AS amount
        FROM inventory_movement m JOIN inventory_stockitem i ON i.id = m.item_id
        JOIN ledger_account a ON a.book_id = i.book_id AND a.role = inventory_stock_role(i.kind)
        WHERE m.slip_id = of_slip
        UNION ALL
        SELECT p.account_id, p.unit_id, p.credit - p.debit
        FROM inventory_slip s JOIN ledger_posting p ON p.entry_id = s.entry_id
        JOIN ledger_account a ON a.id = p.account_id
        WHERE s.id = of_slip
          AND a.role IN ('inventory_merchandise', 'inventory_raw', 'inventory_finished', 'supplies')
    ) rows GROUP BY 1, 2 HAVING sum(amount) <> 0
$$;
CREATE FUNCTION inventory_slip_begins() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    allowed bigint := (SELECT approval_limit FROM ledger_book WHERE id = NEW.book_id);
BEGIN
    NEW.tx := pg_current_xact_id()::text::bigint;
    IF NEW.kind IN ('purchase', 'write_off', 'count') AND NEW.approved_by_id IS NULL AND NEW.total > allowed THEN
        RAISE EXCEPTION 'a slip over % needs a second person', allowed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_slip_approved';
    END IF;
    IF NOT EXISTS (SELECT FROM ledger_unit WHERE id = NEW.unit_id AND book_id = NEW.book_id)
       OR NEW.to_unit_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM ledger_unit WHERE id = NEW.to_unit_id AND book_id = NEW.book_id)
       OR NEW.entry_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM ledger_entry WHERE id = NEW.entry_id AND book_id = NEW.book_id)
       OR NEW.returns_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM inventory_slip WHERE id = NEW.returns_id AND book_id = NEW.book_id) THEN
        RAISE EXCEPTION 'a slip stands in one book'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_slip_in_its_book';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_slip_begins BEFORE INSERT ON inventory_slip
    FOR EACH ROW EXECUTE FUNCTION inventory_slip_begins();
CREATE FUNCTION inventory_slip_ties() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM inventory_movement WHERE slip_id = NEW.id)
       OR NEW.kind <> 'opening' AND EXISTS (SELECT FROM inventory_slip_gaps(NEW.id)) THEN
        RAISE EXCEPTION 'a slip moves the value that its entry moves'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_slip_ties_to_its_entry';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER inventory_slip_ties AFTER INSERT ON inventory_slip
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inventory_slip_ties();
"""

REQUEST = """
CREATE FUNCTION inventory_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'waiting'
       OR (to_jsonb(OLD) - ARRAY['state', 'decided_by_id', 'decided_at', 'note', 'slip_id'])
          <> (to_jsonb(NEW) - ARRAY['state', 'decided_by_id', 'decided_at', 'note', 'slip_id']) THEN
        RAISE EXCEPTION 'a request stays as it was written'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'stock_request_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_request_stays BEFORE UPDATE OR DELETE ON inventory_stockrequest
    FOR EACH ROW EXECUTE FUNCTION inventory_request_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_stock_cards"), ("ledger", "0004_numbers_and_periods")]
    operations = [
        migrations.RunSQL(
            ITEM,
            "DROP TRIGGER inventory_item_is_kept ON inventory_stockitem; DROP FUNCTION inventory_item_is_kept();",
        ),
        migrations.RunSQL(
            MOVEMENT,
            "DROP TRIGGER inventory_movement_moves ON inventory_movement;"
            " DROP FUNCTION inventory_movement_moves();",
        ),
        migrations.RunSQL(
            SLIP,
            "DROP TRIGGER inventory_slip_ties ON inventory_slip; DROP FUNCTION inventory_slip_ties();"
            " DROP TRIGGER inventory_slip_begins ON inventory_slip; DROP FUNCTION inventory_slip_begins();"
            " DROP FUNCTION inventory_slip_gaps(bigint); DROP FUNCTION inventory_stock_role(text);",
        ),
        migrations.RunSQL(
            REQUEST,
            "DROP TRIGGER inventory_request_stays ON inventory_stockrequest;"
            " DROP FUNCTION inventory_request_stays();",
        ),
        append_only("inventory_slip"),
        append_only("inventory_movement"),
        append_only("inventory_stockcount"),
        append_only("inventory_countline"),
        two_people("inventory_slip", maker="made_by_id", checker="approved_by_id"),
        two_people(
            "inventory_stockrequest",
            maker="made_by_id",
            checker="decided_by_id",
            when="NEW.state = 'approved'",
        ),
        *(
            tenant_rows(f"inventory_{table}")
            for table in ("stockitem", "slip", "movement", "stockcount", "stockrequest")
        ),
    ]
