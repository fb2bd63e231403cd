"""Doors, deposits, and what the database holds of cash at the door."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The one way back from the road: the buyer refused at the door.
MOVE = "INSERT INTO order_status_move (from_status, to_status) VALUES ('handed_over', 'cancelled');"
MOVE_BACK = "DELETE FROM order_status_move WHERE from_status = 'handed_over' AND to_status = 'cancelled';"

ORDER = """
    CREATE FUNCTION gateway_cod_order_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.status = 'delivered' AND EXISTS (
            SELECT 1 FROM gateway_cod_door WHERE order_id = NEW.id AND received_at IS NULL
        ) THEN
            RAISE EXCEPTION 'order % is paid at the door, and nobody received its cash', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'door_cash_before_goods';
        END IF;
        IF NEW.status = 'cancelled' AND NOT EXISTS (
            SELECT 1 FROM gateway_cod_door WHERE order_id = NEW.id AND refused_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'order % is on its way, and nobody refused it at the door', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'door_refused_before_cancelled';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER gateway_cod_order_moves BEFORE UPDATE OF status ON order_order
        FOR EACH ROW WHEN (OLD.status = 'handed_over' AND NEW.status IN ('delivered', 'cancelled'))
        EXECUTE FUNCTION gateway_cod_order_moves();
"""
ORDER_BACK = "DROP TRIGGER gateway_cod_order_moves ON order_order; DROP FUNCTION gateway_cod_order_moves();"

# What ended stays as it is; a deposit is said once.
DOOR = """
    CREATE FUNCTION gateway_cod_door_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.amount <> NEW.amount OR OLD.order_id <> NEW.order_id
           OR OLD.payment_id <> NEW.payment_id OR OLD.hub_id IS DISTINCT FROM NEW.hub_id
           OR OLD.seller_id IS DISTINCT FROM NEW.seller_id
           OR (OLD.received_at IS NOT NULL AND (OLD.received_at, OLD.received_by_id)
               IS DISTINCT FROM (NEW.received_at, NEW.received_by_id))
           OR (OLD.refused_at IS NOT NULL AND (OLD.refused_at, OLD.refused_by_id, OLD.reason)
               IS DISTINCT FROM (NEW.refused_at, NEW.refused_by_id, NEW.reason))
           OR (OLD.deposit_id IS NOT NULL AND OLD.deposit_id IS DISTINCT FROM NEW.deposit_id) THEN
            RAISE EXCEPTION 'door % stays as it was written', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'door_ends_once';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER gateway_cod_door_ends_once BEFORE UPDATE OR DELETE ON gateway_cod_door
        FOR EACH ROW EXECUTE FUNCTION gateway_cod_door_ends_once();
"""
DOOR_BACK = (
    "DROP TRIGGER gateway_cod_door_ends_once ON gateway_cod_door; DROP FUNCTION gateway_cod_door_ends_once();"
)

DEPOSIT = """
    CREATE FUNCTION gateway_cod_deposit_is_its_doors() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        made gateway_cod_deposit%ROWTYPE;
    BEGIN
        IF TG_TABLE_NAME = 'gateway_cod_deposit' THEN
            made := NEW;
        ELSE
            SELECT * INTO made FROM gateway_cod_deposit WHERE id = NEW.deposit_id;
        END IF;
        IF made.expected <> (
            SELECT coalesce(sum(amount), 0) FROM gateway_cod_door
             WHERE deposit_id = made.id AND hub_id = made.hub_id AND received_by_id = made.courier_id
        ) OR EXISTS (
            SELECT 1 FROM gateway_cod_door WHERE deposit_id = made.id
               AND (hub_id <> made.hub_id OR received_by_id <> made.courier_id)
        ) THEN
            RAISE EXCEPTION 'deposit % is not what its courier carried', made.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_is_its_doors';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER gateway_cod_deposit_is_its_doors AFTER INSERT ON gateway_cod_deposit
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gateway_cod_deposit_is_its_doors();
    CREATE CONSTRAINT TRIGGER gateway_cod_door_is_of_its_deposit AFTER UPDATE OF deposit_id ON gateway_cod_door
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.deposit_id IS NOT NULL)
        EXECUTE FUNCTION gateway_cod_deposit_is_its_doors();

    CREATE FUNCTION gateway_cod_deposit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR (OLD.hub_id, OLD.courier_id, OLD.expected, OLD.counted, OLD.reason, OLD.at)
           IS DISTINCT FROM (NEW.hub_id, NEW.courier_id, NEW.expected, NEW.counted, NEW.reason, NEW.at)
           OR (OLD.entry_id IS NOT NULL AND OLD.entry_id IS DISTINCT FROM NEW.entry_id) THEN
            RAISE EXCEPTION 'deposit % stays as it was counted', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deposit_stays';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER gateway_cod_deposit_stays BEFORE UPDATE OR DELETE ON gateway_cod_deposit
        FOR EACH ROW EXECUTE FUNCTION gateway_cod_deposit_stays();
"""
DEPOSIT_BACK = """
    DROP TRIGGER gateway_cod_deposit_stays ON gateway_cod_deposit; DROP FUNCTION gateway_cod_deposit_stays();
    DROP TRIGGER gateway_cod_door_is_of_its_deposit ON gateway_cod_door;
    DROP TRIGGER gateway_cod_deposit_is_its_doors ON gateway_cod_deposit;
    DROP FUNCTION gateway_cod_deposit_is_its_doors();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('order', '0005_moves_in_database'),
        ('organisations', '0005_bylaws_whole'),
        ('payment', '0012_paid_at_the_door'),
        ('sellers', '0005_certificates_and_opening_hours'),
        ('units', '0008_internet_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodShop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seller', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cod', to='sellers.seller')),
            ],
        ),
        migrations.CreateModel(
            name='Deposit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expected', models.BigIntegerField()),
                ('counted', models.BigIntegerField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
                ('courier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cod_deposits', to='organisations.organisation')),
                ('hub_entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('receipt', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.cashreceipt')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('counted__gte', 0), ('counted__lte', models.F('expected')), ('expected__gt', 0)), name='deposit_counts_what_was_carried'),
                    models.CheckConstraint(condition=models.Q(('counted', models.F('expected')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='deposit_short_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('counted', 0), ('receipt', None)), models.Q(('counted__gt', 0), ('receipt__isnull', False)), _connector='OR'), name='deposit_of_cash_has_its_receipt'),
                ],
                'indexes': [
                    models.Index(fields=['hub', '-at'], name='deposit_by_hub'),
                ],
                'verbose_name': 'deposit of a courier',
            },
        ),
        migrations.CreateModel(
            name='Door',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('phone', models.CharField(max_length=20)),
                ('received_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('deposit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doors', to='gateway_cod.deposit')),
                ('hub', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='door', to='order.order')),
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='door', to='payment.payment')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seller', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sellers.seller')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('hub__isnull', False), ('seller', None)), models.Q(('hub', None), ('seller__isnull', False)), _connector='OR'), name='door_has_one_holder'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='door_amount_positive'),
                    models.CheckConstraint(condition=models.Q(models.Q(('received_at', None), ('received_by', None)), models.Q(('received_at__isnull', False), ('received_by__isnull', False), ('refused_at', None)), _connector='OR'), name='door_received_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('refused_at', None), ('refused_by', None)), models.Q(('refused_at__isnull', False), ('refused_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='door_refused_says_why'),
                    models.CheckConstraint(condition=models.Q(('deposit', None), models.Q(('hub__isnull', False), ('received_at__isnull', False)), _connector='OR'), name='door_deposited_by_a_courier'),
                ],
                'indexes': [
                    models.Index(fields=['phone'], name='door_by_phone'),
                    models.Index(condition=models.Q(('deposit', None), ('received_at__isnull', False)), fields=['hub', 'received_by'], name='door_cash_carried'),
                ],
                'verbose_name': 'payment at the door',
            },
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RunSQL(ORDER, ORDER_BACK),
        migrations.RunSQL(DOOR, DOOR_BACK),
        migrations.RunSQL(DEPOSIT, DEPOSIT_BACK),
    ]
