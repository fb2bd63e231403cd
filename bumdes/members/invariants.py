"""What must hold of members; `manage.py verify` runs these."""

from core.invariants import invariant

invariant(
    "members.one_live_consent_a_purpose",
    """
    SELECT c.member_id AS member, c.purpose, count(*) AS live
    FROM members_consent c LEFT JOIN members_consentwithdrawal w ON w.consent_id = c.id
    WHERE w.id IS NULL GROUP BY c.member_id, c.purpose HAVING count(*) > 1
    """,
)
invariant(
    "members.who_left_is_in_no_group",
    """
    SELECT s.id AS membership, s.member_id AS member, s.group_id AS "group"
    FROM members_groupmembership s
    JOIN members_member m ON m.id = s.member_id JOIN members_group g ON g.id = s.group_id
    WHERE s.until IS NULL AND (m.left_on IS NOT NULL OR g.ended_on IS NOT NULL)
    """,
)
