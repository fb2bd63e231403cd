"""What goes back of settled orders, and the tax that a designated marketplace withholds."""

import django.db.models.deletion
import django.db.models.expressions
import media.private
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import append_only

REVERSALS = """
CREATE FUNCTION settlement_reversal_is_its_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shared settlement_settlement;
    refund payment_refund;
    asked bigint := NEW.goods + NEW.delivery;
BEGIN
    -- Two refunds of one order at once see each other here.
    SELECT * INTO shared FROM settlement_settlement WHERE id = NEW.settlement_id FOR NO KEY UPDATE;
    SELECT * INTO refund FROM payment_refund WHERE id = NEW.refund_id;
    IF refund.order_id <> shared.order_id OR refund.reason <> 'complaint' OR refund.amount <> asked
       OR (CASE refund.liable
          WHEN 'seller' THEN (NEW.from_hub, NEW.from_platform) <> (NEW.hub_fee, NEW.commission)
          WHEN 'hub' THEN (NEW.from_hub, NEW.commission, NEW.hub_fee, NEW.tax) <> (asked, 0, 0, 0)
          ELSE (NEW.from_platform, NEW.commission, NEW.hub_fee, NEW.tax) <> (asked, 0, 0, 0) END)
       OR ((NEW.from_seller > 0 OR NEW.charge_id IS NOT NULL) AND NOT EXISTS (
          SELECT FROM settlement_sellercharge c WHERE c.id = NEW.charge_id AND c.kind = 'refund'
             AND c.seller_id = shared.seller_id AND c.amount = -NEW.from_seller)) THEN
        RAISE EXCEPTION 'the reversal of refund % is not borne as it says', NEW.refund_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_its_refund';
    END IF;
    IF NEW.delivery + coalesce((SELECT sum(delivery) FROM settlement_reversal
                                 WHERE settlement_id = NEW.settlement_id), 0) > shared.delivery
       OR NEW.tax + coalesce((SELECT sum(tax) FROM settlement_reversal
                               WHERE settlement_id = NEW.settlement_id), 0)
          > coalesce((SELECT amount FROM settlement_ordertax WHERE order_id = shared.order_id), 0) THEN
        RAISE EXCEPTION 'more goes back of order % than was taken', shared.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_within_its_settlement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_reversal_is_its_refund BEFORE INSERT ON settlement_reversal
    FOR EACH ROW EXECUTE FUNCTION settlement_reversal_is_its_refund();

CREATE FUNCTION settlement_reversalline_within_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    back settlement_reversalline;
BEGIN
    SELECT coalesce(sum(goods), 0) + NEW.goods AS goods, coalesce(sum(commission), 0) + NEW.commission,
           coalesce(sum(hub_fee), 0) + NEW.hub_fee
      INTO back.goods, back.commission, back.hub_fee
      FROM settlement_reversalline WHERE line_id = NEW.line_id;
    IF NOT EXISTS (
        SELECT FROM order_line l
          JOIN settlement_settlement s ON s.order_id = l.order_id
          JOIN settlement_reversal r ON r.settlement_id = s.id AND r.id = NEW.reversal_id
         WHERE l.id = NEW.line_id AND back.goods <= l.line_price_incl_tax
           AND back.commission <= coalesce((SELECT amount FROM settlement_linefee
                                             WHERE line_id = l.id AND kind = 'commission'), 0)
           AND back.hub_fee <= coalesce((SELECT amount FROM settlement_linefee
                                          WHERE line_id = l.id AND kind = 'hub'), 0)) THEN
        RAISE EXCEPTION 'more goes back of line % than was paid', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_line_within_its_line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_reversalline_within_line BEFORE INSERT ON settlement_reversalline
    FOR EACH ROW EXECUTE FUNCTION settlement_reversalline_within_line();

CREATE FUNCTION settlement_reversal_is_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.goods, NEW.commission, NEW.hub_fee) <> (
        SELECT coalesce(sum(goods), 0), coalesce(sum(commission), 0), coalesce(sum(hub_fee), 0)
          FROM settlement_reversalline WHERE reversal_id = NEW.id) THEN
        RAISE EXCEPTION 'reversal % is not the sum of its lines', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_its_lines';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_reversal_is_its_lines AFTER INSERT ON settlement_reversal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_reversal_is_its_lines();
"""
REVERSALS_UNDONE = """
DROP TRIGGER settlement_reversal_is_its_refund ON settlement_reversal;
DROP FUNCTION settlement_reversal_is_its_refund();
DROP TRIGGER settlement_reversalline_within_line ON settlement_reversalline;
DROP FUNCTION settlement_reversalline_within_line();
DROP TRIGGER settlement_reversal_is_its_lines ON settlement_reversal;
DROP FUNCTION settlement_reversal_is_its_lines();
"""
TAX = """
CREATE FUNCTION settlement_ordertax_is_its_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM order_order o JOIN settlement_taxdesignation d ON d.id = NEW.designation_id
         WHERE o.id = NEW.order_id AND NEW.basis = o.total_incl_tax - o.shipping_incl_tax
           AND NEW.amount = (NEW.basis * d.basis_points + 5000) / 10000) THEN
        RAISE EXCEPTION 'the tax of order % is not of its goods', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_tax_is_its_orders';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_ordertax_is_its_orders BEFORE INSERT ON settlement_ordertax
    FOR EACH ROW EXECUTE FUNCTION settlement_ordertax_is_its_orders();
CREATE TRIGGER settlement_taxdesignation_only_ends BEFORE UPDATE OR DELETE ON settlement_taxdesignation
    FOR EACH ROW EXECUTE FUNCTION settlement_row_only_ends('until_date');
"""
TAX_UNDONE = """
DROP TRIGGER settlement_ordertax_is_its_orders ON settlement_ordertax;
DROP FUNCTION settlement_ordertax_is_its_orders();
DROP TRIGGER settlement_taxdesignation_only_ends ON settlement_taxdesignation;
"""
# A shop that was paid out owes what goes back to its buyers until it sells again, and a BUMDes what it
# must bear: their rows say who; the two accounts of the operator's book may stand below zero meanwhile.
CARRIED = """
SELECT set_config('sedulang.books', '*', true);
UPDATE ledger_account SET is_guarded = {guarded}
 WHERE role IN ('seller_payable', 'hub_payable') AND book_id IN (SELECT book_id FROM settlement_operatorbook);
SELECT set_config('sedulang.books', '', true);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('order', '0005_moves_in_database'),
        ('payment', '0011_refunds_of_complaints'),
        ('sellers', '0005_certificates_and_opening_hours'),
        ('settlement', '0006_member_links_and_withholding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reversal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goods', models.BigIntegerField()),
                ('delivery', models.BigIntegerField()),
                ('commission', models.BigIntegerField()),
                ('hub_fee', models.BigIntegerField()),
                ('tax', models.BigIntegerField()),
                ('from_seller', models.BigIntegerField()),
                ('from_hub', models.BigIntegerField()),
                ('from_platform', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('charge', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='settlement.sellercharge')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('hub_entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('refund', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='payment.refund')),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='settlement.settlement')),
            ],
            options={
                'verbose_name': 'reversal of a settlement',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('goods', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('from_seller'), '+', models.F('from_hub')), '+', models.F('from_platform')), '+', models.F('tax')), '-', models.F('delivery')))), name='reversal_is_borne_whole'),
                    models.CheckConstraint(condition=models.Q(('delivery__gte', 0), ('goods__gte', 0), models.Q(('delivery', 0), ('goods', 0), _negated=True), ('commission__gte', 0), ('hub_fee__gte', 0), ('tax__gte', 0), ('from_hub__gte', 0), ('from_platform__gte', 0), ('from_seller__gte', 0)), name='reversal_gives_something_back'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReversalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goods', models.BigIntegerField()),
                ('commission', models.BigIntegerField()),
                ('hub_fee', models.BigIntegerField()),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='order.line')),
                ('reversal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='settlement.reversal')),
            ],
            options={
                'verbose_name': 'line that went back',
                'constraints': [
                    models.UniqueConstraint(fields=('reversal', 'line'), name='reversal_line_once'),
                    models.CheckConstraint(condition=models.Q(('commission__gte', 0), ('goods__gt', 0), ('hub_fee__gte', 0)), name='reversal_line_gives_goods_back'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TaxDesignation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decree', models.CharField(max_length=60)),
                ('decree_date', models.DateField()),
                ('from_date', models.DateField()),
                ('basis_points', models.PositiveSmallIntegerField(default=50)),
                ('entered_at', models.DateTimeField()),
                ('until_date', models.DateField(null=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'designation as tax collector',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until_date', None)), fields=('basis_points',), name='tax_designation_one_in_force'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decree', ''), _negated=True), ('basis_points', 50)), name='tax_designation_names_its_decree'),
                    models.CheckConstraint(condition=models.Q(('from_date__gte', models.F('decree_date'))), name='tax_designation_begins_after_its_decree'),
                    models.CheckConstraint(condition=models.Q(('until_date', None), ('until_date__gte', models.F('from_date')), _connector='OR'), name='tax_designation_ends_after_it_begins'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OrderTax',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.BigIntegerField()),
                ('amount', models.BigIntegerField()),
                ('paid_at', models.DateTimeField()),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='tax', to='order.order')),
                ('designation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.taxdesignation')),
            ],
            options={
                'verbose_name': 'tax of an order',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('amount__lte', models.F('basis'))), name='order_tax_within_its_basis'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TurnoverLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('tax_number', models.CharField(max_length=16)),
                ('file', models.FileField(storage=media.private.private_storage, upload_to='turnover-letters/')),
                ('given_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turnover_letters', to='sellers.seller')),
            ],
            options={
                'verbose_name': 'turnover letter',
                'constraints': [
                    models.UniqueConstraint(fields=('seller', 'year'), name='turnover_letter_once_a_year'),
                    models.CheckConstraint(condition=models.Q(('file', ''), _negated=True), name='turnover_letter_has_its_file'),
                    models.CheckConstraint(condition=models.Q(('tax_number__regex', '^[0-9]{15,16}$')), name='turnover_letter_has_a_tax_number'),
                ],
            },
        ),
        migrations.RunSQL(REVERSALS, REVERSALS_UNDONE),
        migrations.RunSQL(TAX, TAX_UNDONE),
        migrations.RunSQL(CARRIED.format(guarded="FALSE"), CARRIED.format(guarded="TRUE")),
        append_only("settlement_reversal"),
        append_only("settlement_reversalline"),
        append_only("settlement_ordertax"),
        append_only("settlement_turnoverletter"),
    ]
