"""The charts of accounts that books can be opened with."""

from django.db import migrations

from bumdes.ledger.services.charts import load_charts


def load(apps, schema_editor):
    load_charts(apps=apps)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_rules")]
    # Not undone: books may be bound to them, and without books the tables go with 0001.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
