"""What the ledger's migrations share."""

from django.db import migrations

# Functions run as the owner and with every book opened, so that a rule judges all rows and not only
# those the writer may see. They name pg_temp last: unnamed it comes first, and a writer's temporary
# table would stand in for ours.
DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp SET sedulang.books = '*'"


def engine(sql: str, *, functions: str, triggers: str = "", aggregate: str = "") -> migrations.RunSQL:
    """SQL and its undoing: triggers as `name ON table`, functions with their arguments."""
    undo = [f"DROP TRIGGER {trigger};" for trigger in filter(None, triggers.split(", "))]
    undo += [f"DROP AGGREGATE {aggregate};"] if aggregate else []
    undo += [f"DROP FUNCTION {function};" for function in functions.split("; ")]
    return migrations.RunSQL(sql, "\n".join(undo))
