"""The table of moves, the history and the purchase's total, held by the database.

The moves are written out here as they were when this migration was made; a test compares
them with marketplace.order.enums.MOVES, so a new move needs a new migration.
"""

from django.db import migrations

from core.migration_sql import append_only

MOVES = """
    CREATE TABLE order_status_move (
        from_status varchar(20) NOT NULL,
        to_status varchar(20) NOT NULL,
        PRIMARY KEY (from_status, to_status)
    );
    INSERT INTO order_status_move (from_status, to_status) VALUES
        ('awaiting_payment', 'placed'),
        ('awaiting_payment', 'expired'),
        ('awaiting_payment', 'cancelled'),
        ('placed', 'accepted'),
        ('placed', 'declined'),
        ('placed', 'cancelled'),
        ('accepted', 'packed'),
        ('accepted', 'cancelled'),
        ('packed', 'handed_over'),
        ('packed', 'cancelled'),
        ('handed_over', 'delivered'),
        ('delivered', 'completed'),
        ('delivered', 'returned');

    CREATE FUNCTION order_status_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM order_status_move
             WHERE from_status = OLD.status AND to_status = NEW.status
        ) THEN
            RAISE EXCEPTION 'order % cannot move from % to %', OLD.number, OLD.status, NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_status_moves';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER order_status_moves BEFORE UPDATE OF status ON order_order
        FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
        EXECUTE FUNCTION order_status_moves();
"""

TOTALS = """
    CREATE FUNCTION purchase_total_is_sum_of_orders() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT total FROM order_purchase WHERE id = NEW.purchase_id)
           <> (SELECT sum(total_incl_tax) FROM order_order WHERE purchase_id = NEW.purchase_id) THEN
            RAISE EXCEPTION 'the orders of purchase % do not sum to its total', NEW.purchase_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'purchase_total_is_sum_of_orders';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER purchase_total_is_sum_of_orders
        AFTER INSERT OR UPDATE OF total_incl_tax ON order_order
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION purchase_total_is_sum_of_orders();
"""


class Migration(migrations.Migration):
    dependencies = [("order", "0004_initial")]
    operations = [
        migrations.RunSQL(
            MOVES,
            "DROP TRIGGER order_status_moves ON order_order; DROP FUNCTION order_status_moves();"
            " DROP TABLE order_status_move;",
        ),
        migrations.RunSQL(
            TOTALS,
            "DROP TRIGGER purchase_total_is_sum_of_orders ON order_order;"
            " DROP FUNCTION purchase_total_is_sum_of_orders();",
        ),
        append_only("order_orderevent"),
    ]
