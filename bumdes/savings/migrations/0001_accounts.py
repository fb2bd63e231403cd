"""What members and groups save: products, accounts, movements, holds, interest and what waits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('members', '0002_rules'),
        ('users', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavingsAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('voluntary', 'Voluntary savings'), ('compulsory', 'Compulsory savings'), ('term', 'Term savings'), ('group', 'Fund of a group')], max_length=10)),
                ('number', models.CharField(max_length=12, verbose_name='account number')),
                ('opened_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('balance', models.BigIntegerField(default=0, editable=False)),
                ('held', models.BigIntegerField(default=0, editable=False)),
                ('newest_on', models.DateField(editable=False, null=True)),
                ('key', models.CharField(max_length=64)),
                ('content', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings_accounts', to='ledger.book')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='savings_accounts', to='members.group')),
                ('interest_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='savings.savingsaccount')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='savings_accounts', to='members.member')),
            ],
            options={
                'verbose_name': 'savings account',
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'Opening balance'), ('deposit', 'Deposit'), ('withdrawal', 'Withdrawal'), ('transfer', 'Transfer'), ('interest', 'Interest'), ('reversal', 'Reversal')], max_length=10)),
                ('amount', models.BigIntegerField()),
                ('balance_after', models.BigIntegerField(db_default=0, editable=False)),
                ('on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=120)),
                ('key', models.CharField(max_length=80)),
                ('content', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='savings.movement')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='savings.savingsaccount')),
            ],
            options={
                'verbose_name': 'movement of savings',
                'indexes': [models.Index(fields=['account', '-id'], name='savings_passbook'), models.Index(fields=['account', 'on'], name='savings_movement_by_day')],
                'constraints': [models.UniqueConstraint(fields=('book', 'key'), name='savings_movement_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind__in', ['opening', 'deposit', 'interest'])), models.Q(('amount__lt', 0), ('kind', 'withdrawal')), models.Q(('kind__in', ['transfer', 'reversal']), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='savings_movement_has_its_sign'), models.CheckConstraint(condition=models.Q(models.Q(('entry', None), ('kind', 'opening')), ('kind', 'reversal'), models.Q(models.Q(('kind__in', ['opening', 'reversal']), _negated=True), ('entry__isnull', False)), _connector='OR'), name='savings_movement_has_its_entry'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'reversal'), _negated=True), ('reverses', None)), _connector='OR'), name='savings_reversal_names_what_it_reverses')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('reason', models.CharField(max_length=120)),
                ('subject', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(max_length=64)),
                ('placed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='savings.savingsaccount')),
            ],
            options={
                'verbose_name': 'hold on savings',
                'constraints': [models.UniqueConstraint(fields=('book', 'key'), name='savings_hold_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='savings_hold_is_positive'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='savings_hold_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SavingsProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('voluntary', 'Voluntary savings'), ('compulsory', 'Compulsory savings'), ('term', 'Term savings'), ('group', 'Fund of a group')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('rate_bps', models.IntegerField(default=0)),
                ('basis', models.CharField(choices=[('lowest', 'Lowest balance of the month'), ('average', 'Average balance of the month')], default='lowest', max_length=8)),
                ('smallest_balance', models.BigIntegerField(default=0)),
                ('monthly_amount', models.BigIntegerField(default=0)),
                ('term_months', models.SmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings_products', to='ledger.book')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
            options={
                'verbose_name': 'savings product',
                'constraints': [models.UniqueConstraint(fields=('book', 'name'), name='savings_product_name_once'), models.CheckConstraint(condition=models.Q(('rate_bps__gte', 0), ('rate_bps__lte', 3000)), name='savings_rate_is_sane'), models.CheckConstraint(condition=models.Q(('monthly_amount__gte', 0), ('smallest_balance__gte', 0)), name='savings_product_amounts_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'average'), ('kind', 'term'), ('term_months__range', (1, 120))), models.Q(models.Q(('kind', 'term'), _negated=True), ('term_months', 0)), _connector='OR'), name='savings_term_has_months_and_average')],
            },
        ),
        migrations.AddField(
            model_name='savingsaccount',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='savings.savingsproduct'),
        ),
        migrations.CreateModel(
            name='InterestRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('rate_bps', models.IntegerField()),
                ('basis', models.CharField(choices=[('lowest', 'Lowest balance of the month'), ('average', 'Average balance of the month')], max_length=8)),
                ('accounts', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='savings.savingsproduct')),
            ],
            options={
                'verbose_name': 'interest of a month',
                'constraints': [models.UniqueConstraint(fields=('product', 'month'), name='savings_interest_once_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('accounts', 0), ('entry', None), ('total', 0)), models.Q(('accounts__gt', 0), ('entry__isnull', False), ('total__gt', 0)), _connector='OR'), name='savings_interest_has_its_entry')],
            },
        ),
        migrations.CreateModel(
            name='SavingsSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lkm_licence', models.CharField(blank=True, max_length=60, verbose_name='LKM licence number')),
                ('changed_at', models.DateTimeField()),
                ('book', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'settings of savings',
            },
        ),
        migrations.CreateModel(
            name='WithdrawalRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('paid', 'Paid to the saver'), ('refused', 'Refused'), ('taken_back', 'Taken back')], default='waiting', max_length=10)),
                ('key', models.CharField(max_length=64)),
                ('content', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='savings.savingsaccount')),
                ('against', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('movement', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='savings.movement')),
            ],
            options={
                'verbose_name': 'withdrawal that waits',
                'constraints': [models.UniqueConstraint(fields=('book', 'key'), name='savings_request_key_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='savings_request_is_positive'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('movement__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('movement', None)), _connector='OR'), name='savings_request_paid_by_its_movement'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='savings_request_refused_with_a_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='savingsaccount',
            index=models.Index(fields=['book', 'member'], name='savings_account_by_member'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.UniqueConstraint(fields=('book', 'number'), name='savings_account_number_once'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.UniqueConstraint(fields=('book', 'key'), name='savings_account_key_once'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None), models.Q(('kind', 'term'), _negated=True)), fields=('product', 'member'), name='savings_account_once_a_member'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on', None)), fields=('product', 'group'), name='savings_account_once_a_group'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.CheckConstraint(condition=models.Q(('balance__gte', models.F('held')), ('held__gte', 0)), name='savings_account_covers_held'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('kind', 'group'), ('member', None)), models.Q(models.Q(('kind', 'group'), _negated=True), ('group', None), ('member__isnull', False)), _connector='OR'), name='savings_account_of_member_or_group'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), models.Q(('balance', 0), ('closed_on__gte', models.F('opened_on')), ('held', 0)), _connector='OR'), name='savings_account_closed_when_empty'),
        ),
        migrations.AddConstraint(
            model_name='savingsaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__gt', models.F('opened_on')), ('kind', 'term')), models.Q(models.Q(('kind', 'term'), _negated=True), ('due_on', None)), _connector='OR'), name='savings_term_has_a_due_date'),
        ),
    ]
