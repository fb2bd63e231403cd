"""Photos and counts are only added; all rows are seen with their book alone."""

from django.db import migrations

from core.migration_sql import append_only, tenant_rows


ACCOUNT = """
ALTER TABLE bookkeeping_cashcount ADD CONSTRAINT cash_count_account_of_its_book
    FOREIGN KEY (book_id, account_id) REFERENCES ledger_account (book_id, id);
"""
ACCOUNT_REVERSE = "ALTER TABLE bookkeeping_cashcount DROP CONSTRAINT cash_count_account_of_its_book;"


class Migration(migrations.Migration):
    dependencies = [
        ("bookkeeping", "0001_receipts_templates_counts"),
        ("ledger", "0002_rules"),
    ]
    operations = [
        migrations.RunSQL(ACCOUNT, ACCOUNT_REVERSE),
        append_only("bookkeeping_receiptphoto"),
        append_only("bookkeeping_cashcount"),
        *(
            tenant_rows(f"bookkeeping_{table}")
            for table in ("receiptphoto", "entrytemplate", "cashcount")
        ),
    ]
