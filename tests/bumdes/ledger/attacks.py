"""What somebody with a database prompt might try: SQL, and the rule that refuses or finds it."""

from __future__ import annotations

# A call of the one function that writes entries, with what an attack puts in place of the usual.
POST = """
SELECT ledger_post(
    uuidv7(), {book}, '{day}', 'ordinary', 'x', '{source}', '', 'attack', '', {reversal}, {maker}, {checker},
    now(), '[{{"account": {cash}, "unit": {unit}, "debit": {debit}, "credit": 0, "memo": ""}},
      {{"account": {account}, "unit": null, "debit": 0, "credit": {credit}, "memo": ""}}]')
"""
ENTRY = """
INSERT INTO ledger_entry (id, book_id, date, kind, description, source, subject, key, fingerprint, made_at)
VALUES ('{new}', {book}, '2026-03-10', 'ordinary', 'x', 'x', '', 'attack', '', now());
"""
LINES = """
INSERT INTO ledger_posting (entry_id, book_id, date, account_id, unit_id, debit, credit, memo)
VALUES ('{new}', {book}, '2026-03-10', {cash}, {pusat}, 5, 0, ''),
       ('{new}', {book}, '2026-03-10', {account}, {pusat}, 0, 5, '');
"""
ONE_LINE = """
INSERT INTO ledger_posting (entry_id, book_id, date, account_id, unit_id, debit, credit, memo)
VALUES ('{new}', {book}, '2026-03-10', {cash}, {pusat}, 5, 0, '');
"""
USUAL = {
    "day": "2026-03-10",
    "source": "x",
    "reversal": "NULL",
    "maker": "NULL",
    "checker": "NULL",
    "unit": "null",
    "debit": 5,
    "credit": 5,
    "new": "0190a000-0000-7000-8000-000000000001",
}


def attack(template: str, **changes: object) -> tuple[str, dict[str, object]]:
    return template, changes


NO_RIGHT = "permission denied"
# Acts of the office that need two people over the limit, beside the journal.
DAILY = ("daily.pay", "daily.buy", "daily.salary", "count.difference")
BY_THE_APP = {
    "an entry without the function": (attack(ENTRY + LINES), NO_RIGHT),
    "postings without the function": (attack(LINES, new="{e3}"), NO_RIGHT),
    "an entry edited": (attack("UPDATE ledger_entry SET description = 'y' WHERE id = '{e3}'"), NO_RIGHT),
    "an entry renumbered": (attack("UPDATE ledger_entry SET number = 99 WHERE id = '{e3}'"), NO_RIGHT),
    "a posting edited": (attack("UPDATE ledger_posting SET debit = 1 WHERE entry_id = '{e3}'"), NO_RIGHT),
    "an entry deleted": (attack("DELETE FROM ledger_entry WHERE id = '{e3}'"), NO_RIGHT),
    "a posting deleted": (attack("DELETE FROM ledger_posting WHERE entry_id = '{e3}'"), NO_RIGHT),
    "all postings emptied": (attack("TRUNCATE ledger_posting"), NO_RIGHT),
    "a total written": (attack("UPDATE ledger_total SET debit = debit + 1"), NO_RIGHT),
    "a guard written": (attack("UPDATE ledger_guard SET balance = balance + 1"), NO_RIGHT),
    "money out of a guard": (attack("SELECT ledger_withdraw({book}, {cash}, 0::smallint, 1)"), NO_RIGHT),
    "a closing edited": (attack("UPDATE ledger_closing SET through = '2026-12-31'"), NO_RIGHT),
    "a published head deleted": (attack("DELETE FROM ledger_head"), NO_RIGHT),
    "triggers switched off": (
        attack("ALTER TABLE ledger_posting DISABLE TRIGGER ALL"),
        "must be owner of table ledger_posting",
    ),
    "triggers slept through": (attack("SET session_replication_role = replica"), NO_RIGHT),
    "row-level security switched off": (
        attack("ALTER TABLE ledger_entry NO FORCE ROW LEVEL SECURITY"),
        "must be owner of table ledger_entry",
    ),
    "an unbalanced entry": (attack(POST, credit=6), "ledger_entry_balances"),
    "an entry of nothing": (attack(POST, debit=0, credit=0), "posting_has_one_side"),
    "less than nothing": (attack(POST, debit=-5, credit=-5), "posting_has_one_side"),
    "a closed period": (attack(POST, day="2026-01-20"), "ledger_period_open"),
    "before the book": (attack(POST, day="2025-12-31"), "ledger_period_open"),
    "a closed period, behind a temporary table": (
        attack(
            "CREATE TEMP TABLE ledger_book AS TABLE public.ledger_book;"
            " UPDATE pg_temp.ledger_book SET closed_through = NULL;" + POST,
            day="2026-01-20",
        ),
        "ledger_period_open",
    ),
    "an account of another book": (attack(POST, account="{foreign}"), "posting_account_of_its_book"),
    "a unit of another book": (attack(POST, unit="{foreign_unit}"), "posting_unit_of_its_book"),
    "more than there is": (attack(POST, debit=-1, cash="{account}"), "posting_has_one_side"),
    "a large journal alone": (
        attack(POST, source="journal", debit=2_000_000, credit=2_000_000, maker="{user}"),
        "ledger_journal_approved",
    ),
    "a large journal made by nobody": (
        attack(POST, source="journal", debit=2_000_000, credit=2_000_000, checker="{user}"),
        "ledger_journal_approved",
    ),
    **{
        f"a large {source} alone": (
            attack(POST, source=source, debit=2_000_000, credit=2_000_000, maker="{user}"),
            "ledger_journal_approved",
        )
        for source in (*DAILY, "import")
    },
    **{
        f"a large {source} made by nobody": (
            attack(POST, source=source, debit=2_000_000, credit=2_000_000, checker="{user}"),
            "ledger_journal_approved",
        )
        for source in DAILY
    },
    "approved by oneself": (
        attack(POST, maker="{user}", checker="{user}"),
        "made_and_approved_by_two_people",
    ),
    "approved by one's second sign-in": (
        attack(POST, maker="{user}", checker="{twin}"),
        "made_and_approved_by_two_people",
    ),
    "approved by one's second sign-in, behind a temporary table": (
        attack(
            "CREATE TEMP TABLE users_user AS SELECT * FROM public.users_user WHERE FALSE;" + POST,
            maker="{user}",
            checker="{twin}",
        ),
        "made_and_approved_by_two_people",
    ),
    "a second reversal": (
        attack(POST, reversal="'{e3}'", debit=3_000, credit=3_000, cash="{account}", account="{cash}"),
        "entry_reversed_once",
    ),
    "a reversal that is no mirror": (attack(POST, reversal="'{e4}'"), "ledger_reversal_mirrors"),
    "a reversal of a reversal": (attack(POST, reversal="'{mirror}'"), "ledger_reversal_fits"),
    "a reversal before its entry": (
        attack(POST, reversal="'{e4}'", day="2026-03-09"),
        "ledger_reversal_fits",
    ),
    "a closing without record": (
        attack("UPDATE ledger_book SET closed_through = '2026-02-28' WHERE id = {book}"),
        "ledger_closing_is_told",
    ),
    "a reopening without record": (
        attack("UPDATE ledger_book SET closed_through = NULL WHERE id = {book}"),
        "ledger_closing_is_told",
    ),
    "a reopening alone": (
        attack(
            "INSERT INTO ledger_closing (book_id, kind, reason, made_by_id, made_at)"
            " VALUES ({book}, 'reopened', 'x', {user}, now())"
        ),
        "reopening_has_two_people_and_a_reason",
    ),
    "a reopening with one's second sign-in": (
        attack(
            "INSERT INTO ledger_closing (book_id, kind, reason, made_by_id, approved_by_id, made_at)"
            " VALUES ({book}, 'reopened', 'x', {user}, {twin}, now())"
        ),
        "made_and_approved_by_two_people",
    ),
    "an account turned round": (
        attack("UPDATE ledger_account SET side = 'debit' WHERE id = {account}"),
        "ledger_account_stays",
    ),
    "an account on another line": (
        attack("UPDATE ledger_account SET line = 'modal_donasi' WHERE id = {account}"),
        "ledger_account_stays",
    ),
    "an account deleted": (
        attack("DELETE FROM ledger_account WHERE id = {account}"),
        "posting_account_of_its_book",
    ),
    "an account moved to another book": (
        attack("UPDATE ledger_account SET book_id = (SELECT max(id) FROM ledger_book) WHERE id = {account}"),
        "ledger_account_stays",
    ),
    "a book that begins earlier": (
        attack("UPDATE ledger_book SET opened_on = '2020-01-01' WHERE id = {book}"),
        "ledger_book_stays",
    ),
    "a book deleted": (attack("DELETE FROM ledger_book WHERE id = {book}"), NO_RIGHT),
    "a proposal of another's": (
        attack("UPDATE ledger_proposal SET made_by_id = {other_user}"),
        "ledger_proposal_stays",
    ),
    "a proposal rewritten": (attack("UPDATE ledger_proposal SET draft = '{{}}'"), "ledger_proposal_stays"),
    "a function of the same name": (
        attack("CREATE FUNCTION same_person(int, int) RETURNS boolean RETURN FALSE"),
        "permission denied for schema public",
    ),
}
STAYS = "ledger_entry_stays"
ADDED = "rows are only ever added"
BY_THE_OWNER = {
    "postings one after the other": (attack(ENTRY + ONE_LINE + LINES), "ledger_postings_come_together"),
    "an entry without postings": (attack(ENTRY), "ledger_entry_balances"),
    "postings before their entry": (attack(LINES + ENTRY), "ledger_postings_come_together"),
    "postings of no entry": (attack(LINES), "ledger_postings_come_together"),
    "postings added later": (attack(LINES, new="{e4}"), "ledger_postings_come_together"),
    "postings of another day": (
        attack(ENTRY + LINES.replace("2026-03-10", "2026-03-11")),
        "ledger_postings_come_together",
    ),
    "an entry edited": (attack("UPDATE ledger_entry SET description = 'y' WHERE id = '{e3}'"), STAYS),
    "a hash forged": (attack("UPDATE ledger_entry SET hash = '\\x00' WHERE id = '{e3}'"), STAYS),
    "an entry deleted": (attack("DELETE FROM ledger_entry WHERE id = '{e3}'"), STAYS),
    "a posting edited": (attack("UPDATE ledger_posting SET debit = 1 WHERE entry_id = '{e3}'"), ADDED),
    "a posting deleted": (attack("DELETE FROM ledger_posting WHERE entry_id = '{e3}'"), ADDED),
    "everything emptied": (attack("TRUNCATE ledger_entry CASCADE"), ADDED),
    "the postings emptied": (attack("TRUNCATE ledger_posting CASCADE"), ADDED),
    "the closings emptied": (attack("TRUNCATE ledger_closing CASCADE"), ADDED),
}

AGAIN = """
UPDATE ledger_entry e SET hash = n.link FROM (
    SELECT id, ledger_chain('\\x'::bytea, ledger_entry_text(c))
               OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS link
    FROM ledger_entry c WHERE book_id = {book}) n
WHERE e.id = n.id;
"""
SLIPPED = """
INSERT INTO ledger_entry (id, book_id, date, kind, description, source, subject, key, fingerprint, made_at,
                          tx, year, period)
VALUES ('{new}', {book}, '2026-01-20', 'ordinary', 'x', 'x', '', 'attack', '', '2026-01-02', 1, 2026, 202601);
""" + LINES.replace("2026-03-10", "2026-01-20")
SELF_APPROVED = "UPDATE ledger_entry SET made_by_id = {user}, approved_by_id = {twin} WHERE id = '{e4}'"
ASLEEP = "SET LOCAL session_replication_role = replica; {}; SET LOCAL session_replication_role = origin"
# With every trigger asleep. What is found, and how the row is named.
TAMPERED = {
    "an amount on both sides": (
        "UPDATE ledger_posting SET debit = debit * 2, credit = credit * 2 WHERE entry_id = '{e3}'",
        {
            "chain_is_unbroken": "number=3",
            "totals_are_sums_of_postings": "period=202603",
            "reversals_mirror": "entry={mirror}",
        },
    ),
    "an amount on one side": (
        "UPDATE ledger_posting SET debit = 1 WHERE entry_id = '{e4}' AND debit > 0",
        {"entries_balance": "number=4", "chain_is_unbroken": "number=4"},
    ),
    "a posting deleted": (
        "DELETE FROM ledger_posting WHERE entry_id = '{e4}' AND debit > 0",
        {"entries_balance": "number=4"},
    ),
    "an entry deleted with its postings": (
        "DELETE FROM ledger_posting WHERE entry_id = '{e4}'; DELETE FROM ledger_entry WHERE id = '{e4}'",
        {
            "sequences_have_no_gap": "missing_sequence=4",
            "numbers_have_no_gap": "wanted_number=4",
            "chain_is_unbroken": "number=5",
        },
    ),
    "a description": (
        "UPDATE ledger_entry SET description = 'y' WHERE id IN ('{e2}', '{e5}')",
        {"chain_is_unbroken": "number=2"},
    ),
    "a memo": (
        "UPDATE ledger_posting SET memo = 'y' WHERE entry_id = '{e5}'",
        {"chain_is_unbroken": "number=5"},
    ),
    "a fingerprint": (
        "UPDATE ledger_entry SET fingerprint = '\\x01' WHERE id = '{e2}'",
        {"chain_is_unbroken": "number=2"},
    ),
    "a hash": (
        "UPDATE ledger_entry SET hash = '\\x00' WHERE id = '{e4}'",
        {"chain_is_unbroken": "number=4", "published_heads_are_in_the_chain": ""},
    ),
    "a day, with all that follows from it": (
        "UPDATE ledger_entry SET date = '2026-04-01', period = 202604 WHERE id = '{e5}';"
        "UPDATE ledger_posting SET date = '2026-04-01' WHERE entry_id = '{e5}';",
        {"chain_is_unbroken": "number=5", "totals_are_sums_of_postings": ""},
    ),
    "a posting's day": (
        "UPDATE ledger_posting SET date = '2026-04-01' WHERE entry_id = '{e5}'",
        {"postings_belong_to_their_entry": "entry={e5}"},
    ),
    "a period": (
        "UPDATE ledger_entry SET period = 202604 WHERE id = '{e5}'",
        {"entries_stand_in_their_period": "number=5"},
    ),
    "two numbers swapped": (
        "UPDATE ledger_entry SET number = 99 WHERE id = '{e4}'; UPDATE ledger_entry SET number = 4"
        " WHERE id = '{e5}'; UPDATE ledger_entry SET number = 5 WHERE id = '{e4}'",
        {"numbers_have_no_gap": "entry={e4}"},
    ),
    "the whole chain anew": (
        "UPDATE ledger_entry SET description = 'y' WHERE id = '{e2}';" + AGAIN,
        {"published_heads_are_in_the_chain": "sequence=4"},
    ),
    "the end cut off": (
        "DELETE FROM ledger_posting p USING ledger_entry e WHERE e.id = p.entry_id AND e.sequence > 3;"
        "DELETE FROM ledger_entry WHERE sequence > 3",
        {"published_heads_are_in_the_chain": "sequence=4"},
    ),
    "an account turned round": (
        "UPDATE ledger_account SET side = 'debit' WHERE id = {account}",
        {"chain_is_unbroken": "number=2"},
    ),
    "a posting moved to another book's account": (
        "UPDATE ledger_posting SET account_id = {foreign} WHERE entry_id = '{e4}' AND debit > 0",
        {"postings_belong_to_their_entry": "entry={e4}"},
    ),
    "a total": (
        "UPDATE ledger_total SET debit = debit + 1 WHERE account_id = {cash} AND period = 202601",
        {"totals_are_sums_of_postings": "period=202601"},
    ),
    "a total of nothing": (
        "INSERT INTO ledger_total (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)"
        " VALUES ({book}, {salary}, {pusat}, 202603, TRUE, 0, 5, 0)",
        {"totals_are_sums_of_postings": ""},
    ),
    "a guard": (
        "UPDATE ledger_guard SET balance = balance + 1 WHERE account_id = {cash}",
        {"guards_hold_the_balance": ""},
    ),
    "an entry slipped into a closed period": (SLIPPED, {"closed_periods_are_left_alone": "entry={new}"}),
    "a period opened without record": (
        "UPDATE ledger_book SET closed_through = NULL WHERE id = {book}",
        {"books_are_closed_as_told": "told=2026-01-31"},
    ),
    "a record of closing deleted": (
        "DELETE FROM ledger_closing WHERE book_id = {book}",
        {"books_are_closed_as_told": "told=None"},
    ),
    "an entry approved by its maker": (
        SELF_APPROVED,
        {"two_people_where_two_are_needed": "number=4"},
    ),
}
