"""A file that the operator uploads to the bank, and the bank's answer as a file.

The format is our own: semicolons, one line a payout. A bank with columns of its own needs no more
than another `bank_file`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.encryption import decrypt
from core.refusals import Refusal
from core.spreadsheets import as_csv
from marketplace.settlement.models import Payout, PayoutAccount
from marketplace.settlement.services.rails.port import Stands, Word

NUMBER = "payout-account"  # what the key of account numbers is for
HEADER = ("daftar", "referensi", "bank", "rekening", "atas_nama", "jumlah", "berita")
MOST_BYTES = 1_000_000
# What banks write for how a line went.
PAID = frozenset({"berhasil", "sukses", "success", "succeeded", "paid", "dibayar"})
FAILED = frozenset({"gagal", "failed", "ditolak", "retur", "returned", "rejected"})


class NotAnAnswer(Refusal):
    message = _("This file has no columns “daftar”, “referensi” and “status”. Choose the bank's answer.")
    field = "file"


class BankFile:
    """Fills the port: sent when its file is made, and what came of it stands in the answer."""

    name: str = Payout.Rail.BATCH
    role = "bank_1"
    is_by_hand = True
    is_on = True

    def send(self, payout: Payout) -> Word:
        return Word(Stands.UNDER_WAY)

    def ask(self, payout: Payout) -> Word:
        return Word(Stands.UNDER_WAY)


def number_of(account: PayoutAccount) -> str:
    """The whole account number, for whoever sends money there."""
    return decrypt(account.number_sealed.encode(), purpose=NUMBER).decode()


def bank_file(*, number: int, payouts: Iterable[Payout]) -> bytes:
    """The file for the bank. Numbers of accounts are text there: a spreadsheet eats a leading zero."""
    rows = []
    for payout in payouts:
        if payout.account is None:
            raise ValueError(f"payout {payout.reference} goes to no account")
        account = payout.account
        rows.append(
            (
                f"{number:04d}",
                payout.key,
                account.bank,
                number_of(account),
                account.holder,
                payout.amount,
                f"Sedulang {payout.reference}",
            )
        )
    return as_csv(HEADER, rows)


@dataclass(frozen=True)
class Answer:
    """One line of the bank's answer."""

    batch: int
    key: str
    word: Word


def read_answer(content: bytes) -> list[Answer]:
    """The lines that say something of a payout; lines still under way are left out. Raises NotAnAnswer."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    sheet = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") >= first.count(",") else ",")
    names = {(name or "").strip().lower(): name for name in sheet.fieldnames or []}
    if not {"daftar", "referensi", "status"} <= names.keys():
        raise NotAnAnswer
    answers = []
    for row in sheet:
        told = {name: (row.get(column) or "").strip() for name, column in names.items()}
        status, batch = told["status"].lower(), told["daftar"].lstrip("'")
        if not batch.isdecimal() or len(batch) > 9:
            continue
        if status in PAID:
            answers.append(Answer(int(batch), told["referensi"], Word(Stands.ARRIVED)))
        elif status in FAILED:
            why = told.get("keterangan") or told["status"]
            answers.append(Answer(int(batch), told["referensi"], Word(Stands.CAME_BACK, problem=why[:200])))
    return answers
