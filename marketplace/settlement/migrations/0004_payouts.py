import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('organisations', '0005_bylaws_whole'),
        ('sellers', '0005_certificates_and_opening_hours'),
        ('settlement', '0003_shares_and_facts'),
        ('users', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PayoutAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bank', models.CharField(choices=[('BRI', 'BRI'), ('SUMSEL_BABEL', 'Bank Sumsel Babel'), ('MANDIRI', 'Mandiri'), ('BNI', 'BNI'), ('BCA', 'BCA'), ('BSI', 'BSI'), ('BTN', 'BTN')], max_length=20)),
                ('number_sealed', models.TextField()),
                ('number_hash', models.CharField(max_length=64)),
                ('number_masked', models.CharField(max_length=24)),
                ('holder', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField()),
                ('usable_from', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payout_accounts', to='sellers.seller')),
            ],
            options={
                'verbose_name': 'bank account of a shop',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('seller',), name='payout_account_one_in_use'), models.CheckConstraint(condition=models.Q(('usable_from__gt', models.F('added_at'))), name='payout_account_waits_before_use')],
            },
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('rail', models.CharField(choices=[('cash', 'Cash at the BUMDes'), ('batch', 'Bank file'), ('xendit', 'Xendit')], max_length=10)),
                ('state', models.CharField(choices=[('draft', 'Waits for approval'), ('approved', 'Approved'), ('sent', 'On its way'), ('paid', 'Paid out'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('amount', models.BigIntegerField()),
                ('code', models.CharField(blank=True, max_length=8)),
                ('requested_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('sent_at', models.DateTimeField(null=True)),
                ('is_unsure', models.BooleanField(default=False)),
                ('provider_id', models.CharField(blank=True, max_length=60)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('paid_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='organisations.organisation')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='sellers.seller')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='settlement.payoutaccount')),
            ],
            options={
                'verbose_name': 'payout',
                'indexes': [models.Index(fields=['seller', '-requested_at'], name='payout_by_seller'), models.Index(condition=models.Q(('state__in', ['draft', 'approved', 'sent'])), fields=['state'], name='payout_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payout_amount_positive'), models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('hub__isnull', False), ('rail', 'cash'), models.Q(('code', ''), _negated=True)), models.Q(models.Q(('rail', 'cash'), _negated=True), ('account__isnull', False), ('code', ''), ('hub', None)), _connector='OR'), name='payout_knows_its_way'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('state', 'draft')), ('state', 'withdrawn'), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state__in', ['approved', 'sent', 'paid', 'failed'])), _connector='OR'), name='payout_goes_only_approved'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'paid']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='payout_sent_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('paid_at__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('paid_at', None)), _connector='OR'), name='payout_paid_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='payout_failed_says_why'), models.CheckConstraint(condition=models.Q(('is_unsure', False), ('state', 'sent'), _connector='OR'), name='payout_unsure_only_on_its_way')],
            },
        ),
        migrations.CreateModel(
            name='PayoutBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('made_at', models.DateTimeField()),
                ('payouts', models.PositiveIntegerField()),
                ('amount', models.BigIntegerField()),
                ('content_sealed', models.BinaryField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bank file',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('payouts__gt', 0)), name='payout_batch_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='PayoutBatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='settlement.payoutbatch')),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batch_lines', to='settlement.payout')),
            ],
            options={
                'verbose_name': 'line of a bank file',
                'constraints': [models.UniqueConstraint(fields=('payout', 'attempt'), name='payout_attempt_in_one_batch')],
            },
        ),
        migrations.CreateModel(
            name='PayoutMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, choices=[('draft', 'Waits for approval'), ('approved', 'Approved'), ('sent', 'On its way'), ('paid', 'Paid out'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('to_state', models.CharField(choices=[('draft', 'Waits for approval'), ('approved', 'Approved'), ('sent', 'On its way'), ('paid', 'Paid out'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('attempt', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='settlement.payout')),
            ],
            options={
                'verbose_name': 'step of a payout',
            },
        ),
        migrations.CreateModel(
            name='PayoutBooking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('hub_entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('move', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='booking', to='settlement.payoutmove')),
            ],
            options={
                'verbose_name': 'booking of a payout',
            },
        ),
        migrations.CreateModel(
            name='PayoutReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('receiver', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('paid_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payout', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='settlement.payout')),
            ],
            options={
                'verbose_name': 'receipt of a payout',
                'constraints': [models.UniqueConstraint(fields=('hub', 'number'), name='payout_receipt_number_once'), models.CheckConstraint(condition=models.Q(('receiver', ''), _negated=True), name='payout_receipt_names_its_receiver')],
            },
        ),
        migrations.CreateModel(
            name='PayoutResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('paid', models.PositiveIntegerField()),
                ('failed', models.PositiveIntegerField()),
                ('unknown', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': "the bank's answer",
            },
        ),
        migrations.CreateModel(
            name='SellerCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('refund', 'Given back to a buyer'), ('loan', 'Loan instalment'), ('tax', 'Tax withheld'), ('correction', 'Correction')], max_length=12)),
                ('subject', models.CharField(max_length=80)),
                ('amount', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='sellers.seller')),
            ],
            options={
                'verbose_name': 'charge',
                'indexes': [models.Index(fields=['seller', 'at'], name='charge_by_seller')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='charge_once_for_its_subject'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='charge_changes_something')],
            },
        ),
        migrations.CreateModel(
            name='PayoutLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('is_live', models.BooleanField(default=True)),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='settlement.payout')),
                ('settlement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payout_lines', to='settlement.settlement')),
                ('charge', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payout_lines', to='settlement.sellercharge')),
            ],
            options={
                'verbose_name': 'payout line',
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('settlement',), name='settlement_claimed_once'), models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('charge',), name='charge_claimed_once'), models.CheckConstraint(condition=models.Q(models.Q(('charge', None), ('settlement__isnull', False)), models.Q(('charge__isnull', False), ('settlement', None)), _connector='OR'), name='payout_line_is_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='SettlementHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('until', models.DateField(null=True)),
                ('placed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='settlement.settlement')),
            ],
            options={
                'verbose_name': 'hold',
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('settlement',), name='settlement_held_once')],
            },
        ),
    ]
