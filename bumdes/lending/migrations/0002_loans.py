"""Loans, their schedules, events and allocations, the figures kept of them, and withholding."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('lending', '0001_products'),
        ('members', '0002_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Loan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('application_reference', models.CharField(blank=True, max_length=20)),
                ('terms', models.JSONField()),
                ('state', models.CharField(choices=[('approved', 'Approved, not yet paid out'), ('active', 'Running'), ('paid_off', 'Paid off'), ('written_off', 'Written off')], default='approved', max_length=12)),
                ('amount', models.BigIntegerField()),
                ('fee', models.BigIntegerField(default=0)),
                ('collateral', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('key', models.CharField(max_length=120)),
                ('content_hash', models.CharField(max_length=64)),
                ('disbursed_on', models.DateField(null=True)),
                ('principal', models.BigIntegerField(default=0)),
                ('margin', models.BigIntegerField(default=0)),
                ('accrued', models.BigIntegerField(default=0)),
                ('penalty', models.BigIntegerField(default=0)),
                ('deposit', models.BigIntegerField(default=0)),
                ('allowance', models.BigIntegerField(default=0)),
                ('days_late', models.IntegerField(default=0)),
                ('collectability', models.CharField(choices=[('current', 'Current'), ('watched', 'Special mention'), ('substandard', 'Substandard'), ('doubtful', 'Doubtful'), ('loss', 'Loss')], default='current', max_length=12)),
                ('held_class', models.CharField(blank=True, choices=[('current', 'Current'), ('watched', 'Special mention'), ('substandard', 'Substandard'), ('doubtful', 'Doubtful'), ('loss', 'Loss')], max_length=12)),
                ('held_until', models.DateField(blank=True, null=True)),
                ('written_off', models.BigIntegerField(default=0)),
                ('recovered', models.BigIntegerField(default=0)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='ledger.book')),
                ('disbursed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='members.group')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='members.member')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='lending.product')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
            options={
                'verbose_name': 'loan',
            },
        ),
        migrations.CreateModel(
            name='ClassChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('before', models.CharField(choices=[('current', 'Current'), ('watched', 'Special mention'), ('substandard', 'Substandard'), ('doubtful', 'Doubtful'), ('loss', 'Loss')], max_length=12)),
                ('after', models.CharField(choices=[('current', 'Current'), ('watched', 'Special mention'), ('substandard', 'Substandard'), ('doubtful', 'Doubtful'), ('loss', 'Loss')], max_length=12)),
                ('days_late', models.IntegerField()),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='class_changes', to='lending.loan')),
            ],
            options={
                'verbose_name': 'change of class',
            },
        ),
        migrations.CreateModel(
            name='LoanEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('disbursed', 'Disbursed'), ('paid', 'A payment'), ('payment_reversed', 'Payment taken back'), ('deposit_used', 'Money held for instalments used'), ('deposit_restored', 'Money put back for instalments'), ('tazir', "Ta'zir to the social fund"), ('penalty_charged', 'Penalty'), ('penalty_cancelled', 'Penalty cancelled'), ('penalty_waived', 'Penalty forgiven'), ('interest_accrued', 'Service charge fallen due'), ('accrual_reversed', 'Service charge no longer counted'), ('provision_raised', 'More set aside'), ('provision_lowered', 'Less set aside'), ('rescheduled', 'New schedule'), ('written_off', 'Written off'), ('recovered', 'Recovered after the write-off')], max_length=18)),
                ('date', models.DateField()),
                ('amount', models.BigIntegerField(default=0)),
                ('n', models.SmallIntegerField(null=True)),
                ('channel', models.CharField(blank=True, choices=[('cash', 'In cash'), ('bank', 'Bank transfer'), ('sales', 'Out of sales'), ('fund', 'Joint liability fund')], max_length=8)),
                ('key', models.CharField(blank=True, max_length=120)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('principal', models.BigIntegerField(default=0)),
                ('margin', models.BigIntegerField(default=0)),
                ('accrued', models.BigIntegerField(default=0)),
                ('penalty', models.BigIntegerField(default=0)),
                ('deposit', models.BigIntegerField(default=0)),
                ('allowance', models.BigIntegerField(default=0)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('entry', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='lending.loan')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('part_of', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='lending.loanevent')),
                ('reverses', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='lending.loanevent')),
            ],
            options={
                'verbose_name': 'event of a loan',
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.SmallIntegerField(null=True)),
                ('component', models.CharField(max_length=10)),
                ('amount', models.BigIntegerField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='lending.loan')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='lending.loanevent')),
                ('payment', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.loanevent')),
            ],
            options={
                'verbose_name': 'allocation',
            },
        ),
        migrations.CreateModel(
            name='PortfolioDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('collectability', models.CharField(choices=[('current', 'Current'), ('watched', 'Special mention'), ('substandard', 'Substandard'), ('doubtful', 'Doubtful'), ('loss', 'Loss')], max_length=12)),
                ('loans', models.IntegerField()),
                ('principal', models.BigIntegerField()),
                ('late_30', models.BigIntegerField()),
                ('uncovered', models.BigIntegerField()),
                ('allowance', models.BigIntegerField()),
                ('overdue', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
            ],
            options={
                'verbose_name': 'portfolio of a day',
            },
        ),
        migrations.CreateModel(
            name='ScheduleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.SmallIntegerField()),
                ('since', models.DateField()),
                ('reason', models.CharField(choices=[('agreed', 'As agreed'), ('prepaid', 'Paid ahead'), ('payoff', 'Paid off early'), ('rescheduled', 'Rescheduled'), ('restructured', 'Restructured'), ('harvest_moved', 'Harvest moved')], max_length=14)),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='lending.loanevent')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='lending.loan')),
            ],
            options={
                'verbose_name': 'schedule',
            },
        ),
        migrations.CreateModel(
            name='Instalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.SmallIntegerField()),
                ('due', models.DateField()),
                ('principal', models.BigIntegerField()),
                ('interest', models.BigIntegerField()),
                ('fee', models.BigIntegerField(default=0)),
                ('carried_penalty', models.BigIntegerField(default=0)),
                ('balance', models.BigIntegerField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('loan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='lending.loan')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='lending.scheduleversion')),
            ],
            options={
                'verbose_name': 'instalment',
            },
        ),
        migrations.CreateModel(
            name='Withholding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settlement', models.CharField(max_length=60)),
                ('net', models.BigIntegerField()),
                ('amount', models.BigIntegerField()),
                ('date', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withholdings', to='members.member')),
            ],
            options={
                'verbose_name': 'withholding',
            },
        ),
        migrations.CreateModel(
            name='WithholdingConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cap_percent', models.SmallIntegerField()),
                ('floor', models.BigIntegerField(default=0)),
                ('ends_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.consent')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withholding_consents', to='lending.loan')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'consent to withholding',
            },
        ),
        migrations.CreateModel(
            name='WithholdingPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='lending.withholdingconsent')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withheld', to='lending.loanevent')),
                ('withholding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='lending.withholding')),
            ],
        ),
        migrations.CreateModel(
            name='InstalmentBalance',
            fields=[
                ('instalment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='unpaid', serialize=False, to='lending.instalment')),
                ('n', models.SmallIntegerField()),
                ('due', models.DateField()),
                ('principal', models.BigIntegerField()),
                ('interest', models.BigIntegerField()),
                ('fee', models.BigIntegerField()),
                ('penalty', models.BigIntegerField()),
                ('charged', models.BigIntegerField(default=0)),
                ('charged_on', models.DateField(null=True)),
                ('is_open', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('principal__gt', 0), ('interest__gt', 0), ('fee__gt', 0), ('penalty__gt', 0), _connector='OR'), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unpaid', to='lending.loan')),
            ],
        ),
        migrations.AddIndex(
            model_name='loan',
            index=models.Index(fields=['book', 'state', 'collectability'], name='loan_by_state'),
        ),
        migrations.AddIndex(
            model_name='loan',
            index=models.Index(condition=models.Q(('member__isnull', False)), fields=['member'], name='loan_by_member'),
        ),
        migrations.AddIndex(
            model_name='loan',
            index=models.Index(condition=models.Q(('group__isnull', False)), fields=['group'], name='loan_by_group'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.UniqueConstraint(fields=('reference',), name='loan_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.UniqueConstraint(fields=('book', 'key'), name='loan_key_once_a_book'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.UniqueConstraint(condition=models.Q(('application_reference', ''), _negated=True), fields=('book', 'application_reference'), name='loan_once_an_application'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('member', None)), models.Q(('group', None), ('member__isnull', False)), _connector='OR'), name='loan_to_a_member_or_a_group'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('fee__gte', 0), ('fee__lt', models.F('amount'))), name='loan_lends_something'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('accrued__gte', 0), ('allowance__gte', 0), ('collateral__gte', 0), ('days_late__gte', 0), ('deposit__gte', 0), ('margin__gte', 0), ('penalty__gte', 0), ('principal__gte', 0)), name='loan_holds_nothing_negative'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('principal__lte', models.F('amount'))), name='loan_owes_no_more_than_it_lent'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disbursed_by', None), ('disbursed_on', None), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('disbursed_by__isnull', False), ('disbursed_on__isnull', False)), _connector='OR'), name='loan_paid_out_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('paid_off', 'written_off')), _negated=True), models.Q(('accrued', 0), ('margin', 0), ('penalty', 0), ('principal', 0)), _connector='OR'), name='loan_ended_owes_nothing'),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('recovered__gte', 0), ('recovered__lte', models.F('written_off'))), name='loan_recovers_what_was_written_off'),
        ),
        migrations.AddConstraint(
            model_name='classchange',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='class_change_changes'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('book', 'key'), name='loan_event_key_once_a_book'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses__isnull', False)), fields=('reverses',), name='loan_event_reversed_once'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='loan_event_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('paid', 'recovered', 'disbursed')), _negated=True), models.Q(('amount__gt', 0), ('entry__isnull', False)), _connector='OR'), name='loan_payment_brings_money'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('payment_reversed', 'penalty_cancelled')), ('reverses__isnull', False)), models.Q(('reverses', None), models.Q(('kind__in', ('payment_reversed', 'penalty_cancelled')), _negated=True)), _connector='OR'), name='loan_event_reverses_by_its_kind'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('penalty_charged', 'penalty_waived')), _negated=True), models.Q(('amount__gt', 0), ('n__isnull', False)), _connector='OR'), name='loan_penalty_names_its_instalment'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'written_off'), _negated=True), models.Q(('approved_by__isnull', False), ('entry__isnull', False), ('made_by__isnull', False)), _connector='OR'), name='loan_written_off_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='allocation_of_something'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('component', 'deposit'), ('n', None)), models.Q(('component__in', ('penalty', 'fee', 'interest', 'principal')), ('n__isnull', False)), _connector='OR'), name='allocation_to_an_instalment_or_the_deposit'),
        ),
        migrations.AddConstraint(
            model_name='portfolioday',
            constraint=models.UniqueConstraint(fields=('book', 'date', 'collectability'), name='portfolio_class_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='scheduleversion',
            constraint=models.UniqueConstraint(fields=('loan', 'number'), name='schedule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='scheduleversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='schedule_version_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.UniqueConstraint(fields=('loan', 'n'), name='instalment_number_once_a_loan'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.UniqueConstraint(fields=('version', 'due'), name='instalment_one_a_day'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.CheckConstraint(condition=models.Q(('carried_penalty__gte', 0), ('fee__gte', 0), ('interest__gte', 0), ('principal__gte', 0), ('balance__gte', 0)), name='instalment_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='withholding',
            constraint=models.UniqueConstraint(fields=('settlement',), name='withheld_once_a_settlement'),
        ),
        migrations.AddConstraint(
            model_name='withholding',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('amount__lte', models.F('net')), ('net__gte', 0)), name='withheld_within_the_net'),
        ),
        migrations.AddConstraint(
            model_name='withholdingconsent',
            constraint=models.CheckConstraint(condition=models.Q(('cap_percent__range', (1, 100))), name='withholding_cap_in_percent'),
        ),
        migrations.AddConstraint(
            model_name='withholdingconsent',
            constraint=models.CheckConstraint(condition=models.Q(('floor__gte', 0)), name='withholding_floor_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='withholdingpart',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='withheld_part_positive'),
        ),
        migrations.AddIndex(
            model_name='instalmentbalance',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['book', 'due'], name='unpaid_by_day'),
        ),
        migrations.AddConstraint(
            model_name='instalmentbalance',
            constraint=models.CheckConstraint(condition=models.Q(('fee__gte', 0), ('interest__gte', 0), ('penalty__gte', 0), ('principal__gte', 0)), name='instalment_balance_not_negative'),
        ),
    ]
