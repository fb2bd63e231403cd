"""Loan products by version; a version is only ever closed, and hidden with its book."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import tenant_rows

STAYS = """
CREATE FUNCTION loan_product_only_ever_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL
       AND (to_jsonb(OLD) - ARRAY['closed_at', 'closed_by_id'])
           = (to_jsonb(NEW) - ARRAY['closed_at', 'closed_by_id']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of a loan product is only ever closed, once'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loan_product_only_ever_closed';
END $$;
CREATE TRIGGER loan_product_only_ever_closed BEFORE UPDATE OR DELETE ON lending_product
    FOR EACH ROW EXECUTE FUNCTION loan_product_only_ever_closed();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('method', models.CharField(choices=[('flat', 'Flat'), ('equal_principal', 'Equal principal, falling interest'), ('annuity', 'Annuity'), ('annuity_daily', 'Annuity by actual days'), ('annuity_fixed_instalment', 'Annuity with an agreed instalment'), ('bullet', 'Once after the harvest (yarnen)'), ('interest_only_then_bullet', 'Interest first, principal at the end'), ('murabahah', 'Murabahah'), ('qardh', 'Qardh')], default='flat', max_length=30, verbose_name='method')),
                ('rate_percent', models.DecimalField(decimal_places=4, default=0, max_digits=8, verbose_name='rate')),
                ('rate_basis', models.CharField(choices=[('period', 'a period'), ('year', 'a year')], default='period', max_length=6)),
                ('margin_percent', models.DecimalField(decimal_places=4, default=0, max_digits=8, verbose_name='margin')),
                ('frequency', models.CharField(choices=[('monthly', 'Each month'), ('weekly', 'Each week'), ('every_2_weeks', 'Each two weeks'), ('every_15_days', 'Each 15 days')], default='monthly', max_length=16, verbose_name='instalments')),
                ('periods_min', models.PositiveSmallIntegerField(default=1, verbose_name='fewest instalments')),
                ('periods_max', models.PositiveSmallIntegerField(default=12, verbose_name='most instalments')),
                ('day_count', models.CharField(choices=[('30/360', '30/360'), ('actual/365', 'actual/365'), ('7/364', '7/364'), ('14/364', '14/364'), ('15/360', '15/360')], default='30/360', max_length=12, verbose_name='counting of days')),
                ('rounding_unit', models.PositiveIntegerField(default=100, verbose_name='instalments in steps of')),
                ('rounding_mode', models.CharField(choices=[('UP', 'Up'), ('HALF_UP', 'To the nearest, half up'), ('HALF_EVEN', 'To the nearest, half to even')], default='UP', max_length=10, verbose_name='rounding')),
                ('instalment_multiple', models.PositiveIntegerField(blank=True, null=True)),
                ('grace_principal', models.PositiveSmallIntegerField(default=0, verbose_name='instalments without principal')),
                ('grace_interest_payment', models.PositiveSmallIntegerField(default=0, verbose_name='instalments without interest')),
                ('fee_percent', models.DecimalField(decimal_places=3, default=0, max_digits=6, verbose_name='administration, percent of the principal')),
                ('fee_amount', models.BigIntegerField(default=0, verbose_name='administration, rupiah')),
                ('fee_per_instalment', models.BigIntegerField(default=0, verbose_name='fee of each instalment')),
                ('penalty_percent', models.DecimalField(decimal_places=3, default=0, max_digits=6, verbose_name='penalty, %')),
                ('penalty_amount', models.BigIntegerField(default=0, verbose_name='penalty, rupiah')),
                ('penalty_base', models.CharField(choices=[('instalment', 'Principal and interest of the instalment'), ('principal', 'Principal of the instalment')], default='instalment', max_length=12, verbose_name='penalty on')),
                ('penalty_grace_days', models.PositiveSmallIntegerField(default=0, verbose_name='days without penalty')),
                ('penalty_is_daily', models.BooleanField(default=False, verbose_name='each day anew')),
                ('penalty_cap', models.BigIntegerField(blank=True, null=True, verbose_name='at most, for an instalment')),
                ('allocation_order', models.CharField(choices=[('vertical', 'The oldest instalment whole, then the next'), ('horizontal', 'All penalties, then fees, interest and principal')], default='vertical', max_length=12, verbose_name='what a payment pays first')),
                ('payoff_rule', models.CharField(choices=[('full', 'All interest that was agreed'), ('current', 'Interest of the running period'), ('to_day', 'Interest to the day')], default='full', max_length=10, verbose_name='when paid off early')),
                ('recalculates_interest', models.BooleanField(default=False, verbose_name='interest anew on the day of a payment')),
                ('class_scale', models.CharField(choices=[('pojk_41_2024', 'POJK 41/2024 art. 106'), ('pojk_19_2021', 'POJK 19/2021'), ('ksp', 'KSP/USP and UPK practice')], default='pojk_41_2024', max_length=20, verbose_name='classes')),
                ('principal_min', models.BigIntegerField(default=100000, verbose_name='smallest loan')),
                ('member_max', models.BigIntegerField(blank=True, null=True, verbose_name='largest loan of a member')),
                ('group_max', models.BigIntegerField(blank=True, null=True, verbose_name='largest loan of a group')),
                ('loans_at_once', models.PositiveSmallIntegerField(default=1, verbose_name='running loans at once')),
                ('collateral_from', models.BigIntegerField(blank=True, null=True, verbose_name='collateral is needed from')),
                ('guarantors', models.PositiveSmallIntegerField(default=0, verbose_name='guarantors')),
                ('key', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loan_products', to='ledger.book')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit', verbose_name='business unit')),
            ],
            options={
                'verbose_name': 'loan product',
                'constraints': [models.UniqueConstraint(fields=('book', 'code', 'version'), name='loan_product_version_once'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('book', 'code'), name='loan_product_offered_once'), models.UniqueConstraint(fields=('book', 'key'), name='loan_product_key_once'), models.CheckConstraint(condition=models.Q(('periods_max__gte', models.F('periods_min')), ('periods_max__lte', 600), ('periods_min__gte', 1)), name='loan_product_periods_in_order'), models.CheckConstraint(condition=models.Q(('method', 'bullet'), models.Q(('grace_interest_payment__lt', models.F('periods_min')), ('grace_principal__lt', models.F('periods_min'))), _connector='OR'), name='loan_product_grace_ends_before_the_loan'), models.CheckConstraint(condition=models.Q(('fee_percent__range', (0, 100)), ('margin_percent__range', (0, 1000)), ('penalty_percent__range', (0, 100)), ('rate_percent__range', (0, 1000))), name='loan_product_rates_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('method__in', ('murabahah', 'qardh')), ('rate_percent', 0)), models.Q(models.Q(('method__in', ('murabahah', 'qardh')), _negated=True), ('margin_percent', 0)), _connector='OR'), name='loan_product_rate_by_its_method'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'qardh'), _negated=True), ('margin_percent', 0), _connector='OR'), name='loan_product_qardh_costs_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('method__in', ('murabahah', 'qardh')), _negated=True), ('penalty_percent', 0), _connector='OR'), name='loan_product_tazir_is_an_amount'), models.CheckConstraint(condition=models.Q(('fee_amount__gte', 0), ('fee_per_instalment__gte', 0), ('penalty_amount__gte', 0), ('principal_min__gt', 0), models.Q(('penalty_cap', None), ('penalty_cap__gte', 0), _connector='OR'), models.Q(('collateral_from', None), ('collateral_from__gte', 0), _connector='OR')), name='loan_product_amounts_not_negative'), models.CheckConstraint(condition=models.Q(('rounding_unit__gt', 0), models.Q(('instalment_multiple', None), ('instalment_multiple__gt', 0), _connector='OR')), name='loan_product_rounds_to_something'), models.CheckConstraint(condition=models.Q(models.Q(('member_max__isnull', False), ('group_max__isnull', False), _connector='OR'), models.Q(('member_max', None), ('member_max__gte', models.F('principal_min')), _connector='OR'), models.Q(('group_max', None), ('group_max__gte', models.F('principal_min')), _connector='OR')), name='loan_product_is_for_somebody'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('made_at')), _connector='OR'), name='loan_product_closed_whole')],
            },
        ),
        migrations.RunSQL(
            STAYS,
            "DROP TRIGGER loan_product_only_ever_closed ON lending_product;"
            "DROP FUNCTION loan_product_only_ever_closed();",
        ),
        tenant_rows("lending_product"),
    ]
