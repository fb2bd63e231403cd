"""Settlement's rows: what orders are shared into, and how shops are paid out."""

from marketplace.settlement.models.invoices import CreditNote, Invoice
from marketplace.settlement.models.members import MemberLink, Withheld
from marketplace.settlement.models.payouts import (
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutBatchLine,
    PayoutBooking,
    PayoutLine,
    PayoutMove,
    PayoutReceipt,
    PayoutResult,
    SellerCharge,
    SettlementHold,
)
from marketplace.settlement.models.reversing import Reversal, ReversalLine
from marketplace.settlement.models.sharing import (
    Booking,
    Fact,
    FeeKind,
    FeeRule,
    LineFee,
    OperatorBook,
    Settlement,
    SettlementQuerySet,
)
from marketplace.settlement.models.taxing import OrderTax, TaxDesignation, TurnoverLetter

__all__ = [
    "Booking",
    "CreditNote",
    "Fact",
    "FeeKind",
    "FeeRule",
    "Invoice",
    "LineFee",
    "MemberLink",
    "OperatorBook",
    "OrderTax",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
    "PayoutBatchLine",
    "PayoutBooking",
    "PayoutLine",
    "PayoutMove",
    "PayoutReceipt",
    "PayoutResult",
    "Reversal",
    "ReversalLine",
    "SellerCharge",
    "Settlement",
    "SettlementHold",
    "SettlementQuerySet",
    "TaxDesignation",
    "TurnoverLetter",
    "Withheld",
]
