"""Applications with survey, securities, score, votes and decision."""

import django.db.models.deletion
import media.private
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('lending', '0003_loan_rules'),
        ('members', '0002_rules'),
        ('users', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('principal', models.BigIntegerField(verbose_name='amount asked for')),
                ('periods', models.PositiveSmallIntegerField(verbose_name='instalments')),
                ('instalment', models.BigIntegerField(null=True)),
                ('first_due', models.DateField(null=True)),
                ('purpose', models.CharField(max_length=200, verbose_name='what for')),
                ('state', models.CharField(choices=[('applied', 'Applied'), ('surveyed', 'Surveyed'), ('proposed', 'Before the committee'), ('approved', 'Agreed to'), ('refused', 'Not agreed to'), ('withdrawn', 'Withdrawn'), ('lent', 'Loan made')], default='applied', max_length=10)),
                ('key', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(null=True)),
                ('closed_note', models.CharField(blank=True, max_length=200)),
                ('loan_reference', models.CharField(blank=True, max_length=12)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='ledger.book')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='members.group')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='members.member')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='lending.product')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'application for a loan',
                'indexes': [models.Index(fields=['book', 'state', 'made_at'], name='application_by_state'), models.Index(condition=models.Q(('member__isnull', False)), fields=['member'], name='application_by_member'), models.Index(condition=models.Q(('group__isnull', False)), fields=['group'], name='application_by_group')],
                'constraints': [models.UniqueConstraint(fields=('book', 'key'), name='application_key_once'), models.UniqueConstraint(condition=models.Q(('member__isnull', False), ('state__in', ('applied', 'surveyed', 'proposed', 'approved'))), fields=('product', 'member'), name='application_open_once_a_member'), models.UniqueConstraint(condition=models.Q(('group__isnull', False), ('state__in', ('applied', 'surveyed', 'proposed', 'approved'))), fields=('product', 'group'), name='application_open_once_a_group'), models.CheckConstraint(condition=models.Q(models.Q(('group', None), ('member__isnull', False)), models.Q(('group__isnull', False), ('member', None)), _connector='OR'), name='application_of_a_member_or_a_group'), models.CheckConstraint(condition=models.Q(('periods__gt', 0), ('principal__gt', 0), models.Q(('instalment', None), ('instalment__gt', 0), _connector='OR')), name='application_asks_for_something'), models.CheckConstraint(condition=models.Q(('officer__isnull', False), ('state__in', ('applied', 'withdrawn')), _connector='OR'), name='application_is_somebodys_work'), models.CheckConstraint(condition=models.Q(models.Q(('proposed_at__isnull', False), ('proposed_by__isnull', False)), models.Q(('state__in', ('proposed', 'approved', 'refused', 'lent')), _negated=True), _connector='OR'), name='application_proposed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('loan_reference', ''), _negated=True), models.Q(('state', 'lent'), _negated=True), _connector='OR'), name='application_lent_names_its_loan')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_approved', models.BooleanField()),
                ('principal', models.BigIntegerField(null=True)),
                ('periods', models.PositiveSmallIntegerField(null=True)),
                ('disburse_on', models.DateField(null=True)),
                ('terms', models.JSONField(null=True)),
                ('fee', models.BigIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'decision',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('disburse_on__isnull', False), ('fee__gte', 0), ('is_approved', True), ('periods__gt', 0), ('principal__gt', 0), ('terms__isnull', False)), models.Q(('disburse_on', None), ('fee', 0), ('is_approved', False), ('periods', None), ('principal', None), ('terms', None), models.Q(('note', ''), _negated=True)), _connector='OR'), name='decision_freezes_terms_when_it_is_yes')],
            },
        ),
        migrations.CreateModel(
            name='Guarantor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('relation', models.CharField(blank=True, max_length=80, verbose_name='who it is to the borrower')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='mobile number')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guarantors', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
            ],
            options={
                'verbose_name': 'guarantor',
                'constraints': [models.UniqueConstraint(fields=('application', 'name'), name='guarantor_once_an_application')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('deposit', 'Savings or deposit here'), ('registered_land', 'Land with a certificate'), ('other_land', 'Land with another paper'), ('adat_land', 'Adat land'), ('vehicle', 'Vehicle or boat with papers')], max_length=16, verbose_name='kind')),
                ('description', models.CharField(max_length=160, verbose_name='what it is')),
                ('value', models.BigIntegerField(verbose_name='value')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
            ],
            options={
                'verbose_name': 'collateral',
                'constraints': [models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='pledge_worth_something')],
            },
        ),
        migrations.CreateModel(
            name='ScoreLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('factor', models.CharField(choices=[('repayment', 'repayment'), ('capacity', 'capacity'), ('sales', 'sales'), ('savings', 'savings'), ('level', 'level')], max_length=12)),
                ('points', models.PositiveSmallIntegerField()),
                ('most', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(max_length=20)),
                ('values', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='score_lines', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
            ],
            options={
                'verbose_name': 'score',
                'constraints': [models.UniqueConstraint(fields=('application', 'factor'), name='score_once_a_factor'), models.CheckConstraint(condition=models.Q(('points__lte', models.F('most'))), name='score_within_its_most')],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visited_on', models.DateField(verbose_name='visited on')),
                ('income', models.BigIntegerField(verbose_name='comes in a month')),
                ('expenses', models.BigIntegerField(verbose_name='the household needs a month')),
                ('other_debts', models.BigIntegerField(default=0, verbose_name='instalments elsewhere a month')),
                ('dependants', models.PositiveSmallIntegerField(default=0, verbose_name='people who live on it')),
                ('business_years', models.PositiveSmallIntegerField(default=0, verbose_name='years in business')),
                ('house', models.CharField(choices=[('own', 'Her own'), ('family', "The family's"), ('rented', 'Rented')], max_length=8, verbose_name='house')),
                ('reputation', models.CharField(choices=[('good', 'Keeps her word'), ('mixed', 'Opinions differ'), ('bad', 'Warn against it'), ('not_asked', 'Not asked')], max_length=10, verbose_name='what neighbours say')),
                ('notes', models.TextField(blank=True, verbose_name='what was seen')),
                ('latitude', models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ('longitude', models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ('made_at', models.DateTimeField()),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='survey', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'survey',
                'constraints': [models.CheckConstraint(condition=models.Q(('expenses__gte', 0), ('income__gte', 0), ('other_debts__gte', 0)), name='survey_amounts_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='survey_place_on_the_map')],
            },
        ),
        migrations.CreateModel(
            name='SurveyPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(storage=media.private.private_storage, upload_to='surveys/')),
                ('sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
            ],
            options={
                'verbose_name': 'survey photo',
                'constraints': [models.UniqueConstraint(fields=('application', 'sha256'), name='survey_photo_once')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_favour', models.BooleanField(verbose_name='in favour')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('made_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='lending.application')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('voter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'vote',
                'constraints': [models.UniqueConstraint(fields=('application', 'voter'), name='vote_once_a_person'), models.CheckConstraint(condition=models.Q(('in_favour', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='vote_against_says_why')],
            },
        ),
    ]
