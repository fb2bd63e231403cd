"""Who bears a refund, the way it goes, its key and where it stands at its provider."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payment', '0006_more_ways_to_pay'),
    ]

    operations = [
        migrations.AddField(
            model_name='refund',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='claimed_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='key',
            field=models.CharField(max_length=36, null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='liable',
            field=models.CharField(choices=[('seller', 'The shop'), ('hub', 'The BUMDes'), ('platform', 'The marketplace')], default='seller', max_length=10),
        ),
        migrations.AddField(
            model_name='refund',
            name='problem',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='refund',
            name='sent_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='state',
            field=models.CharField(choices=[('requested', 'To return'), ('sent', 'On its way'), ('succeeded', 'Returned'), ('failed', 'Not possible this way')], default='requested', max_length=10),
        ),
        migrations.AddField(
            model_name='refund',
            name='target',
            field=models.CharField(choices=[('original', 'Back the way it was paid'), ('bank', "To the buyer's account"), ('cash', 'Cash at the BUMDes')], default='bank', max_length=10),
        ),
        migrations.AlterField(
            model_name='refund',
            name='method',
            field=models.CharField(blank=True, choices=[('transfer', 'Bank transfer'), ('wallet', 'E-wallet'), ('cash', 'Cash at the BUMDes')], max_length=10),
        ),
    ]
