"""The chart of whoever runs the marketplace: buyers' money held, and to whom it is owed."""

from django.db import migrations

from bumdes.ledger.services.charts import load_charts


def load(apps, schema_editor):
    load_charts(apps=apps)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_numbers_and_periods")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
