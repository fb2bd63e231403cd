"""SQL that several rooms' migrations need: refusing changes to rows that are only ever added."""

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE and DELETE on a table's rows (trigger `<table>_append_only`)."""
    return migrations.RunSQL(
        sql=f"""
            CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% rows are only ever added', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
        """,
        reverse_sql=f"DROP TRIGGER {table}_append_only ON {table};",
    )


def two_people(table: str, *, maker: str, checker: str, when: str = "TRUE") -> migrations.RunSQL:
    """Refuse a row whose maker and checker are one person (trigger `<table>_two_people`).

    `maker` and `checker` are columns of user ids; one person's second sign-in counts as the same
    (users migration 0002). `when` narrows the rows, in terms of NEW. Violations carry the
    constraint name `made_and_approved_by_two_people`.
    """
    return migrations.RunSQL(
        sql=f"""
            CREATE TRIGGER {table}_two_people BEFORE INSERT OR UPDATE ON {table}
                FOR EACH ROW WHEN (NEW.{maker} IS NOT NULL AND NEW.{checker} IS NOT NULL AND ({when}))
                EXECUTE FUNCTION refuse_one_person('{maker}', '{checker}');
        """,
        reverse_sql=f"DROP TRIGGER {table}_two_people ON {table};",
    )


def tenant_rows(table: str, *, book: str = "book_id") -> migrations.RunSQL:
    """Show and take rows of the opened books only (row-level security, bumdes.ledger.access).

    Forced, so that even the table's owner sees nothing by mistake.
    """
    return migrations.RunSQL(
        sql=f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY opened_books ON {table}
                USING ((SELECT every_book_opened()) OR {book} = ANY ((SELECT opened_books())::bigint[]))
                WITH CHECK ((SELECT every_book_opened()) OR {book} = ANY ((SELECT opened_books())::bigint[]));
        """,
        reverse_sql=f"""
            DROP POLICY opened_books ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
