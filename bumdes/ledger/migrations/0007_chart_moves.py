"""The way of a book from one version of its chart to the next, by two people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bumdes.ledger.migrations._sql import DEFINER
from bumdes.ledger.services.charts import load_charts
from core.migration_sql import append_only, tenant_rows, two_people


def load(apps, schema_editor):
    load_charts(apps=apps)


STAYS = """
CREATE OR REPLACE FUNCTION ledger_book_stays() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entry WHERE book_id = NEW.id)
       AND ((NEW.id, NEW.opened_on) IS DISTINCT FROM (OLD.id, OLD.opened_on){unless}) THEN
        RAISE EXCEPTION 'a book with entries keeps its first day and its chart'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_book_stays';
    END IF;
    RETURN NEW;
END $$;
"""
MOVED = """
            OR NOT EXISTS (SELECT FROM ledger_chartmove
                            WHERE book_id = NEW.id AND before_id = OLD.chart_id AND after_id = NEW.chart_id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_second_person_for_daily_acts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="ChartMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("after", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.chart")),
                ("approved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("before", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.chart")),
                ("book", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="chart_moves", to="ledger.book")),
                ("entry", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "chart move",
                "constraints": [
                    models.UniqueConstraint(fields=("book", "before", "after"), name="chart_moved_once")
                ],
            },
        ),
        append_only("ledger_chartmove"),
        two_people("ledger_chartmove", maker="made_by_id", checker="approved_by_id"),
        tenant_rows("ledger_chartmove"),
        migrations.RunSQL(
            STAYS.format(definer=DEFINER, unless=MOVED),
            STAYS.format(definer=DEFINER, unless=" OR NEW.chart_id IS DISTINCT FROM OLD.chart_id"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
