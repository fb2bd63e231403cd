"""What waits for a second person; as many running loans at once as the product says; and a condition
of products that nothing honoured goes (interest anew on the day of a payment).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import tenant_rows, two_people

REQUESTS = """
ALTER TABLE lending_loanrequest
    ADD CONSTRAINT loan_request_of_one_book FOREIGN KEY (loan_id, book_id) REFERENCES lending_loan (id, book_id),
    ADD CONSTRAINT loan_request_done_on_its_loan FOREIGN KEY (event_id, loan_id)
        REFERENCES lending_loanevent (id, loan_id);
CREATE FUNCTION loan_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY['state', 'event_id', 'decided_by_id', 'decided_at', 'reason'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'waiting'
       OR (to_jsonb(OLD) - decided) <> (to_jsonb(NEW) - decided) THEN
        RAISE EXCEPTION 'an act that waits is decided once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loan_request_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_request_stays BEFORE UPDATE OR DELETE ON lending_loanrequest
    FOR EACH ROW EXECUTE FUNCTION loan_request_stays();
"""
REQUESTS_UNDO = """
DROP TRIGGER loan_request_stays ON lending_loanrequest;
DROP FUNCTION loan_request_stays();
ALTER TABLE lending_loanrequest
    DROP CONSTRAINT loan_request_of_one_book, DROP CONSTRAINT loan_request_done_on_its_loan;
"""

# Asked when a loan is made and when it is paid out. Loans of older versions of the product count too;
# two at the same time wait for each other on the borrower's name.
AT_ONCE = """
CREATE FUNCTION loan_no_more_at_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its lending_product;
    running bigint;
BEGIN
    SELECT * INTO its FROM lending_product WHERE id = NEW.product_id;
    PERFORM pg_advisory_xact_lock(hashtextextended(
        concat_ws(':', 'lending.at_once', its.book_id, its.code, NEW.member_id, 'g', NEW.group_id), 0));
    SELECT count(*) INTO running
    FROM lending_loan l JOIN lending_product p ON p.id = l.product_id
    WHERE l.book_id = NEW.book_id AND l.state = 'active' AND l.id <> NEW.id AND p.code = its.code
      AND (l.member_id = NEW.member_id OR l.group_id = NEW.group_id);
    IF running >= its.loans_at_once THEN
        RAISE EXCEPTION '% loans run already', running
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_no_more_at_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_no_more_at_once BEFORE INSERT ON lending_loan
    FOR EACH ROW EXECUTE FUNCTION loan_no_more_at_once();
CREATE TRIGGER loan_no_more_at_once_paid_out BEFORE UPDATE OF state ON lending_loan
    FOR EACH ROW WHEN (OLD.state = 'approved' AND NEW.state = 'active')
    EXECUTE FUNCTION loan_no_more_at_once();
"""
AT_ONCE_UNDO = """
DROP TRIGGER loan_no_more_at_once_paid_out ON lending_loan;
DROP TRIGGER loan_no_more_at_once ON lending_loan;
DROP FUNCTION loan_no_more_at_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_fold_past_months"),
        ("lending", "0005_application_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="recalculates_interest",
        ),
        migrations.CreateModel(
            name="LoanRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reschedule", "A new schedule"),
                            ("harvest", "The harvest on another day"),
                            ("write_off", "Write the loan off"),
                        ],
                        max_length=10,
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("note", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("taken_back", "Taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("content_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.book"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="lending.loanevent",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="lending.loan",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "act that waits",
                "indexes": [models.Index(fields=["book", "state"], name="loan_request_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("book", "key"), name="loan_request_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("loan",),
                        name="loan_request_one_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="loan_request_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", False), ("event__isnull", False), ("state", "done")
                            ),
                            models.Q(models.Q(("state", "done"), _negated=True), ("event", None)),
                            _connector="OR",
                        ),
                        name="loan_request_done_by_its_event",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decided_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="loan_request_refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REQUESTS, REQUESTS_UNDO),
        migrations.RunSQL(AT_ONCE, AT_ONCE_UNDO),
        two_people(
            "lending_loanrequest", maker="made_by_id", checker="decided_by_id", when="NEW.state = 'done'"
        ),
        tenant_rows("lending_loanrequest"),
    ]
