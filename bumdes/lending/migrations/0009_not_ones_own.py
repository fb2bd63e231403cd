"""Nobody pays a loan out to herself, nor decides what is forgiven of her own."""

from django.db import migrations

# Whoever approved it counts, and without one whoever did it: a borrower who works there may still ask.
# Payments are left out: what the cash box holds is counted every evening.
NOT_ONES_OWN = """
CREATE FUNCTION loan_not_ones_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM lending_loan l JOIN members_member m ON m.user_id IS NOT NULL AND (
            m.id = l.member_id OR m.id IN (
                SELECT member_id FROM members_groupmembership WHERE group_id = l.group_id AND until IS NULL))
        WHERE l.id = NEW.loan_id AND same_person(m.user_id, coalesce(NEW.approved_by_id, NEW.made_by_id))
    ) THEN
        RAISE EXCEPTION 'a borrower does not decide on her own loan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_not_ones_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_not_ones_own BEFORE INSERT ON lending_loanevent
    FOR EACH ROW WHEN (
        NEW.kind IN ('disbursed', 'penalty_waived', 'rescheduled', 'written_off', 'incentive_paid'))
    EXECUTE FUNCTION loan_not_ones_own();
"""
NOT_ONES_OWN_UNDO = """
DROP TRIGGER loan_not_ones_own ON lending_loanevent;
DROP FUNCTION loan_not_ones_own();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0008_liability"),
        ("members", "0003_consent_to_withholding"),
        ("users", "0002_same_person"),
    ]

    operations = [migrations.RunSQL(NOT_ONES_OWN, NOT_ONES_OWN_UNDO)]
