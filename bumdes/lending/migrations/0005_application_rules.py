"""The moves of an application, what is frozen with them, and who may vote."""

from django.db import migrations

from core.migration_sql import append_only, tenant_rows

# Facts change while it is prepared; then only the state moves, along these ways.
MOVES = """
CREATE FUNCTION loan_application_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    way text := OLD.state || '>' || NEW.state;
    kept text[] := ARRAY['state', 'proposed_by_id', 'proposed_at', 'closed_note', 'loan_reference'];
BEGIN
    IF OLD.state IN ('applied', 'surveyed') THEN
        kept := kept || ARRAY['principal', 'periods', 'instalment', 'first_due', 'purpose', 'officer_id'];
    END IF;
    IF (to_jsonb(OLD) - kept) <> (to_jsonb(NEW) - kept) THEN
        RAISE EXCEPTION 'what the committee has is not changed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_stays_before_the_committee';
    END IF;
    IF OLD.state <> NEW.state AND way <> ALL (ARRAY[
        'applied>surveyed', 'surveyed>proposed', 'proposed>approved', 'proposed>refused', 'approved>lent',
        'applied>withdrawn', 'surveyed>withdrawn', 'proposed>withdrawn', 'approved>withdrawn']) THEN
        RAISE EXCEPTION 'an application does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_moves_forward';
    END IF;
    IF NEW.state = 'surveyed' AND OLD.state = 'applied'
       AND NOT EXISTS (SELECT FROM lending_survey WHERE application_id = NEW.id) THEN
        RAISE EXCEPTION 'no survey was written'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_has_its_survey';
    END IF;
    IF NEW.state IN ('approved', 'refused') AND OLD.state = 'proposed' AND NOT EXISTS (
        SELECT FROM lending_decision
        WHERE application_id = NEW.id AND is_approved = (NEW.state = 'approved')) THEN
        RAISE EXCEPTION 'no decision was written'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_has_its_decision';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_application_moves BEFORE UPDATE ON lending_application
    FOR EACH ROW EXECUTE FUNCTION loan_application_moves();
CREATE FUNCTION loan_application_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an application is never deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_never_deleted';
END $$;
CREATE TRIGGER loan_application_stays BEFORE DELETE ON lending_application
    FOR EACH ROW EXECUTE FUNCTION loan_application_stays();
"""
MOVES_UNDO = """
DROP TRIGGER loan_application_stays ON lending_application;
DROP TRIGGER loan_application_moves ON lending_application;
DROP FUNCTION loan_application_stays();
DROP FUNCTION loan_application_moves();
"""

# The borrower is of the BUMDes whose book it is, as is the product.
BORROWER = """
CREATE FUNCTION loan_application_of_the_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM organisations_organisation o
        LEFT JOIN members_member m ON m.organisation_id = o.id AND m.id = NEW.member_id
        LEFT JOIN members_group g ON g.organisation_id = o.id AND g.id = NEW.group_id
        WHERE o.book_id = NEW.book_id AND (m.id IS NOT NULL OR g.id IS NOT NULL))
    OR NOT EXISTS (SELECT FROM lending_product WHERE id = NEW.product_id AND book_id = NEW.book_id) THEN
        RAISE EXCEPTION 'borrower or product is of another BUMDes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_of_the_book';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_application_of_the_book BEFORE INSERT ON lending_application
    FOR EACH ROW EXECUTE FUNCTION loan_application_of_the_book();
"""
BORROWER_UNDO = """
DROP TRIGGER loan_application_of_the_book ON lending_application;
DROP FUNCTION loan_application_of_the_book();
"""

# Survey, photos and securities belong to what is still prepared.
PARTS = ("survey", "surveyphoto", "pledge", "guarantor")
PREPARED = """
CREATE FUNCTION loan_application_still_prepared() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.application_id ELSE NEW.application_id END;
BEGIN
    IF NOT EXISTS (SELECT FROM lending_application
                   WHERE id = of AND state IN ('applied', 'surveyed')) THEN
        RAISE EXCEPTION 'what the committee has is not changed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_stays_before_the_committee';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.application_id <> NEW.application_id THEN
        RAISE EXCEPTION 'it stays with its application'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_stays_before_the_committee';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER lending_{part}_still_prepared BEFORE INSERT OR UPDATE OR DELETE ON lending_{part}
    FOR EACH ROW EXECUTE FUNCTION loan_application_still_prepared();
"""
    for part in PARTS
)
PREPARED_UNDO = (
    "".join(f"DROP TRIGGER lending_{part}_still_prepared ON lending_{part};" for part in PARTS)
    + "DROP FUNCTION loan_application_still_prepared();"
)

# Who prepared it does not decide on it, nor does who asks, and nobody votes twice under two sign-ins.
VOTES = """
CREATE FUNCTION loan_vote_is_anothers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about lending_application;
BEGIN
    SELECT * INTO about FROM lending_application WHERE id = NEW.application_id;
    IF about.state <> 'proposed' THEN
        RAISE EXCEPTION 'the committee does not have it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'vote_while_the_committee_has_it';
    END IF;
    IF same_person(about.officer_id, NEW.voter_id) OR same_person(about.proposed_by_id, NEW.voter_id)
       OR EXISTS (SELECT FROM members_member m WHERE m.id = about.member_id AND m.user_id IS NOT NULL
                  AND same_person(m.user_id, NEW.voter_id))
       OR EXISTS (SELECT FROM members_groupmembership s JOIN members_member m ON m.id = s.member_id
                  WHERE s.group_id = about.group_id AND s.until IS NULL AND m.user_id IS NOT NULL
                  AND same_person(m.user_id, NEW.voter_id)) THEN
        RAISE EXCEPTION 'who prepared or asks does not vote'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_of_another_than_its_officer';
    END IF;
    IF EXISTS (SELECT FROM lending_vote v WHERE v.application_id = NEW.application_id
               AND same_person(v.voter_id, NEW.voter_id)) THEN
        RAISE EXCEPTION 'one person votes once'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'vote_once_a_person';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_vote_is_anothers BEFORE INSERT ON lending_vote
    FOR EACH ROW EXECUTE FUNCTION loan_vote_is_anothers();
CREATE FUNCTION loan_decision_follows_votes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    yes integer;
    no integer;
BEGIN
    SELECT count(*) FILTER (WHERE in_favour), count(*) FILTER (WHERE NOT in_favour) INTO yes, no
    FROM lending_vote WHERE application_id = NEW.application_id;
    IF yes + no < 2 THEN
        RAISE EXCEPTION 'fewer than two have voted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_of_at_least_two';
    END IF;
    IF NEW.is_approved <> (yes >= 2 AND yes > no) THEN
        RAISE EXCEPTION 'the votes say otherwise'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_follows_the_votes';
    END IF;
    IF NOT EXISTS (SELECT FROM lending_vote
                   WHERE application_id = NEW.application_id AND voter_id = NEW.made_by_id) THEN
        RAISE EXCEPTION 'who did not vote does not record the decision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_recorded_by_a_voter';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_decision_follows_votes BEFORE INSERT ON lending_decision
    FOR EACH ROW EXECUTE FUNCTION loan_decision_follows_votes();
"""
VOTES_UNDO = """
DROP TRIGGER loan_decision_follows_votes ON lending_decision;
DROP FUNCTION loan_decision_follows_votes();
DROP TRIGGER loan_vote_is_anothers ON lending_vote;
DROP FUNCTION loan_vote_is_anothers();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0004_applications"),
        ("organisations", "0003_book"),
        ("users", "0002_same_person"),
    ]
    operations = [
        migrations.RunSQL(MOVES, MOVES_UNDO),
        migrations.RunSQL(BORROWER, BORROWER_UNDO),
        migrations.RunSQL(PREPARED, PREPARED_UNDO),
        migrations.RunSQL(VOTES, VOTES_UNDO),
        *(append_only(f"lending_{table}") for table in ("scoreline", "vote", "decision")),
        *(
            tenant_rows(f"lending_{table}")
            for table in ("application", *PARTS, "scoreline", "vote", "decision")
        ),
    ]
