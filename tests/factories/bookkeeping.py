"""A BUMDes whose books are kept: its money, its people, small entries of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from bumdes.bookkeeping.models import CashCount, EntryTemplate, ImportDraft, ReceiptPhoto
from bumdes.bookkeeping.services import add_receipt, count_cash, record_act, save_template, upload_import
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import cr, dr
from bumdes.organisations.models import Organisation
from core.users.models import User
from media.fields import inspected
from tests.factories.books import make_book, make_entry
from tests.factories.people import NOON, make_officer, make_organisation
from tests.factories.photos import make_upload

_n = count(1)
LONG_AGO = date(2020, 1, 1)
TODAY = NOON.date()


def make_hub(*, cash: int = 1_000_000, bank: int = 0, limit: int | None = None, **kw) -> Organisation:
    """A BUMDes with a book open since 2020 and village capital in its cash box and its bank."""
    hub = make_organisation(**kw)
    hub.book = make_book(code=hub.code, name=hub.name, opened_on=LONG_AGO, approval_limit=limit)
    hub.save(update_fields=["book"])
    accounts = accounts_of(hub.book)
    for role, amount in (("cash", cash), ("bank_1", bank)):
        if amount:
            make_entry(
                hub.book,
                dr(accounts[role], amount),
                cr(accounts["village_capital"], amount),
                day=LONG_AGO,
                description="Modal awal",
            )
    return hub


def make_act(hub: Organisation, act: str = "pay", **kw) -> Entry | Proposal:
    """One everyday act; without more said, Rp50.000 of electricity paid in cash."""
    assert hub.book is not None
    kw.setdefault("amount", 50_000)
    kw.setdefault("date", TODAY)
    kw.setdefault("key", f"kunci-nomor-{next(_n):06d}")
    kw.setdefault("now", NOON)
    if "actor" not in kw:
        kw["actor"] = make_officer(hub, "treasurer")
    if act == "pay":
        kw.setdefault("what", "listrik")
        kw.setdefault("out_of", "1.1.01.01")
    return record_act(book=hub.book, act=act, **kw)


def make_file(*entries: tuple[str, int], day: str = "2026-03-02") -> bytes:
    """A CSV of imports: electricity paid in cash, one entry of two rows per (name, amount)."""
    rows = ["jurnal;tanggal;uraian;akun;unit;debit;kredit;kunci"]
    for name, amount in entries:
        rows += [
            f"{name};{day};Listrik {name};6.1.04.01;;{amount};;",
            f"{name};{day};Listrik {name};1.1.01.01;;;{amount};",
        ]
    return "\n".join(rows).encode()


def make_import_draft(hub: Organisation, actor: User, content: bytes = b"", **kw) -> ImportDraft:
    """A file that was sent in; without more said, one entry of Rp50.000."""
    assert hub.book is not None
    kw.setdefault("is_opening", False)
    kw.setdefault("may_create_units", False)
    draft, _is_new = upload_import(
        book=hub.book,
        content=content or make_file(("1", 50_000)),
        name="jurnal.csv",
        actor=actor,
        now=NOON,
        **kw,
    )
    return draft


@dataclass(frozen=True)
class Kept:
    """One of everything that the daily books keep."""

    entry: Entry
    photo: ReceiptPhoto
    template: EntryTemplate
    count: CashCount
    proposal: Proposal


def make_kept(hub: Organisation, actor: User) -> Kept:
    """An act with its photo, its template, and a count that found Rp1.000 too little."""
    assert hub.book is not None
    entry = make_act(hub, actor=actor)
    assert isinstance(entry, Entry)
    cash = accounts_of(hub.book)["cash"]
    held = balance(cash)
    found = count_cash(
        account=cash,
        pieces={100: held // 100 - 10},
        booked=held,
        reason="Kurang",
        key="kunci-hitung-kas-1",
        actor=actor,
        now=NOON,
    )
    with opened(hub.book):
        proposal = Proposal.objects.get(book=hub.book, key=found.key)
    return Kept(
        entry=entry,
        photo=add_receipt(
            book=hub.book, key=entry.key, photo=inspected(make_upload()), actor=actor, now=NOON
        ),
        template=save_template(entry=entry, name="Listrik", monthly_on=25, actor=actor, now=NOON),
        count=found,
        proposal=proposal,
    )
