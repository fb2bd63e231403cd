"""Lists of the bank for some BUMDes, imported, matched and reconciled by the treasurer's own services."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bumdes.banking.models import StatementFile
from bumdes.banking.services import import_file, mark_reconciled, upload_file
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end
from bumdes.ledger.queries import account_statement, accounts_of
from bumdes.organisations.models import Office, Organisation
from core.users.models import User
from demo.loading.people import FIRST_HUB

HUBS = (FIRST_HUB, "muara-padang")
MONTHS = 3  # how many whole months the bank's lists go back
# What banks write where the books say it in their own words.
_WORDS = {"Setor ke bank": "SETORAN TUNAI TELLER", "Bunga dan biaya bank": "BUNGA BERSIH"}


def load_banks(now: datetime) -> int:
    """Lists of those BUMDes that have sent none; gives how many were imported."""
    made = 0
    for hub in Organisation.objects.filter(code__in=HUBS, book__isnull=False).select_related("book"):
        with opened(hub.book):
            is_new = not StatementFile.objects.filter(book=hub.book).exists()
        if is_new and _load(hub, now):
            made += 1
    return made


def _load(hub: Organisation, now: datetime) -> bool:
    treasurer = User.objects.get(offices__organisation=hub, offices__role=Office.Role.TREASURER)
    today = now.date()
    first = _months_ago(today, MONTHS)
    bank = accounts_of(hub.book)["bank_1"]
    card = account_statement(bank, since=first, until=today, limit=1_000)
    if not card.rows:
        return False
    rows, held = ["Tanggal;Keterangan;Debet;Kredit;Saldo"], card.opening
    for row in card.rows:
        # The last deposit is still on its way; a bank is a day later than the books.
        day = min(row.date if row.date == month_end(row.date) else row.date + timedelta(days=1), today)
        amount = row.debit - row.credit
        if row is card.rows[-1] and row.date >= today.replace(day=1) and amount > 0:
            continue
        held += amount
        words = _WORDS.get(row.description, row.description).upper()
        rows.append(_line(day, words, amount, held))
    # What the books do not have yet: the desk has something to show.
    for words, amount in (("BIAYA ADM BULANAN", -7_500), ("TRF DR SITI CONTOH", 150_000)):
        held += amount
        rows.append(_line(today, words, amount, held))
    file = upload_file(
        account=bank,
        content="\n".join(rows).encode(),
        name=f"mutasi-{first:%Y-%m}.csv",
        key=f"demo-mutasi-{hub.code}",
        actor=treasurer,
        now=now,
    )
    import_file(file=file, opening_balance=card.opening, actor=treasurer, now=now)
    end = month_end(first)
    while end < today.replace(day=1) - timedelta(days=1):
        stands = account_statement(bank, since=first, until=end, limit=1_000).closing
        mark_reconciled(
            account=bank,
            month_end=end,
            bank_balance=stands,
            actor=treasurer,
            now=datetime.combine(end + timedelta(days=4), time(9), tzinfo=UTC),
        )
        end = month_end(end + timedelta(days=1))
    return True


def _line(day: date, words: str, amount: int, held: int) -> str:
    sides = f"{-amount};" if amount < 0 else f";{amount}"
    return f"{day:%d/%m/%Y};{words};{sides};{held}"


def _months_ago(today: date, months: int) -> date:
    """The first day of the month so many whole months before this one."""
    place = today.year * 12 + today.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)
