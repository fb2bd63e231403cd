"""What banks write of themselves, everywhere alike: fees, interest, the tax on it. Pure."""

from __future__ import annotations

# Words in the bank's line, whether money came in, and the role of the account they mean.
# A BUMDes's own words come before these.
USUAL: tuple[tuple[str, bool, str], ...] = (
    ("biaya adm", False, "bank_fee"),
    ("biaya administrasi", False, "bank_fee"),
    ("biaya bulanan", False, "bank_fee"),
    ("biaya transfer", False, "bank_fee"),
    ("biaya kartu", False, "bank_fee"),
    ("administrasi", False, "bank_fee"),
    ("adm bulanan", False, "bank_fee"),
    ("by adm", False, "bank_fee"),
    ("provisi", False, "bank_fee"),
    ("pajak", False, "tax_bank_interest"),
    ("pph bunga", False, "tax_bank_interest"),
    ("tax", False, "tax_bank_interest"),
    ("bunga", True, "bank_interest"),
    ("jasa giro", True, "bank_interest"),
    ("bagi hasil", True, "bank_interest"),
    ("bonus wadiah", True, "bank_interest"),
    ("interest", True, "bank_interest"),
)
# Offered first when a person chooses; the last is where a transfer of nobody known waits.
OFTEN = ("bank_fee", "bank_interest", "tax_bank_interest", "receivable_trade", "payable_trade", "cash")
UNKNOWN_MONEY = "unapplied_receipts"
