"""Events of loans into the books, each by its fixed template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Account, Book, Entry, Unit
from bumdes.ledger.queries import accounts_in_roles
from bumdes.ledger.services import post
from bumdes.lending.templates import MONEY, TEMPLATES, Event, postings_of
from core.users.models import User

# How the journal names each event; the journal is Indonesian whatever the reader's language.
WORDS = {
    Event.DISBURSED: "Pencairan pinjaman",
    Event.REPAID: "Angsuran pinjaman",
    Event.DEPOSIT_USED: "Pemakaian titipan angsuran",
    Event.FUND_USED: "Angsuran dari dana tanggung renteng",
    Event.INTEREST_ACCRUED: "Jasa pinjaman yang masih harus diterima",
    Event.ACCRUAL_REVERSED: "Pembalikan jasa pinjaman",
    Event.PENALTY_CHARGED: "Denda keterlambatan",
    Event.PENALTY_WAIVED: "Penghapusan denda",
    Event.PROVISION_RAISED: "Pembentukan penyisihan pinjaman",
    Event.PROVISION_LOWERED: "Pemulihan penyisihan pinjaman",
    Event.WRITTEN_OFF: "Hapus buku pinjaman",
    Event.MURABAHAH_WRITTEN_OFF: "Hapus buku murabahah",
    Event.RECOVERED: "Penerimaan kembali pinjaman hapus buku",
    Event.INCENTIVE_PAID: "Insentif pengembalian tepat waktu",
    Event.MURABAHAH_SOLD: "Penjualan murabahah",
    Event.MURABAHAH_REPAID: "Angsuran murabahah",
    Event.TAZIR_RECEIVED: "Penerimaan ta'zir",
}


def post_event(
    event: Event,
    *,
    book: Book,
    unit: Unit,
    on: date,
    amounts: Mapping[str, int],
    loan: str,
    key: str,
    actor: User | None,
    now: datetime,
    money: Account | None = None,
    approved_by: User | None = None,
    mirrored: bool = False,
    subject: str = "",
) -> Entry:
    """Post an event of a loan (by its reference) in the caller's transaction; once for each key.

    `amounts` are rupiah by the parts of the event's template; `money` is the account the money goes
    through, for events that move any. Mirrored, it undoes so much of what such an event posted. Many
    loans at once name a `subject` of their own. The book must be open to the caller.
    Raises NotTheEvents, and as ledger.post().
    """
    # Not the whole chart: a payment reads a handful of its two hundred accounts.
    accounts = accounts_in_roles([book], roles=TEMPLATES[event].roles)[book.pk]
    lines: list[Line] = []
    for posted in postings_of(event, amounts, mirrored=mirrored):
        if posted.role == MONEY and money is None:
            raise ValueError(f"{event} moves money: say through which account")
        account = money if posted.role == MONEY and money is not None else accounts[posted.role]
        side = dr(account, posted.debit, unit) if posted.debit else cr(account, posted.credit, unit)
        lines.append(side)
    return post(
        Draft(
            book=book,
            date=on,
            description=f"{'Koreksi ' if mirrored else ''}{WORDS[event]} {loan}"[:200],
            lines=lines,
            source=f"lending.{event}",
            subject=subject or f"loan:{loan}",
            key=f"lending.{event}{'-' if mirrored else ''}:{key}",
            made_by=actor,
            approved_by=approved_by,
        ),
        now=now,
    )
