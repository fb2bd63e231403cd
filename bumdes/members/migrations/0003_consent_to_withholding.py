"""A purpose more: instalments taken out of sales."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0002_rules'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=[('data', 'Keeping personal data'), ('credit', 'Credit assessment'), ('sales', 'Sales history as credit evidence'), ('messages', 'Reminders by message'), ('publicity', 'Name and photo in publications'), ('withholding', 'Instalments out of sales')], max_length=12),
        ),
    ]
