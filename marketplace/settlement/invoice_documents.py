"""An invoice with the fields of PMK 37/2025, and the credit notes that correct it, as one PDF."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.moments import format_date
from core.money import format_rupiah, terbilang
from marketplace.order.models import Order
from marketplace.settlement.documents import TEMPLATES
from marketplace.settlement.models import CreditNote, Invoice, OrderTax, ReversalLine


def as_pdf(invoice: Invoice, *, printed_at: datetime) -> bytes:
    """A5 pages: the invoice, then each credit note. What is printed comes as data, never as markup."""
    # Loaded here only: the compiler and its fonts are large.
    import typst

    order = (
        Order.objects.filter(pk=invoice.order_id)
        .select_related("seller__village__district", "purchase__address__village__district", "hub")
        .get()
    )
    notes = invoice.credit_notes.select_related("refund").order_by("number")
    data = {
        "language": (get_language() or "id")[:2],
        "title": _("Invoice %(number)s") % {"number": invoice.name},
        "shop": order.seller.name,
        "platform": str(settings.SITE_NAME),
        "heads": [_("Goods"), _("Quantity"), _("Price"), _("Total")],
        "printed": _("Printed on %(day)s") % {"day": format_date(timezone.localdate(printed_at))},
        "sheets": [_invoice(invoice, order), *(_note(note, invoice, order) for note in notes)],
    }
    return typst.compile(
        TEMPLATES / "invoice.typ",
        root=TEMPLATES,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(printed_at.astimezone(UTC).timestamp()),
    )


def _sides(order: Order) -> list[list[str]]:
    seller, purchase = order.seller, order.purchase
    place = f"{seller.village.name}, {seller.village.district.name}"
    address = purchase.address
    where = (
        [*address.lines(), f"{address.village.name}, {address.village.district.name}"]
        if address
        else [order.delivery_label]
    )
    return [
        [_("Seller"), seller.name, seller.owner_name, place, *([f"NIB {seller.nib}"] if seller.nib else [])],
        [_("Buyer"), purchase.name, *where],
    ]


def _numbered(name: str, order: Order) -> str:
    of = _("Order %(number)s") % {"number": order.number}
    return f"{name} · {of}"


def _invoice(invoice: Invoice, order: Order) -> dict[str, Any]:
    lines = list(order.lines.order_by("pk"))
    discount = sum(line.unit_price * line.quantity - line.total for line in lines)
    tax = OrderTax.objects.filter(order=order).first()
    payment = order.splits.filter(payment__state="paid").select_related("payment").get().payment
    sums = [[_("Goods"), format_rupiah(order.goods_total + discount)]]
    if discount:
        sums.append([_("Discount"), format_rupiah(-discount)])
    sums.append([_("Delivery"), format_rupiah(order.delivery_fee)])
    withheld = format_rupiah(tax.amount if tax else 0)
    return {
        "title": _("Invoice"),
        "number": _numbered(invoice.name, order),
        "date": format_date(timezone.localdate(invoice.issued_at)),
        "refers": "",
        "sides": _sides(order),
        "lines": [
            [
                line.title,
                f"{line.quantity} {line.unit}".strip(),
                format_rupiah(line.unit_price),
                format_rupiah(line.total),
            ]
            for line in lines
        ],
        "sums": sums,
        "total": [_("Total"), format_rupiah(order.total)],
        "words": f"{terbilang(order.total)} rupiah",
        "note": _("Paid with %(way)s. PPh 22 withheld of the seller: %(tax)s.")
        % {"way": payment.get_method_display(), "tax": withheld},
    }


def _note(note: CreditNote, invoice: Invoice, order: Order) -> dict[str, Any]:
    """What went back, line by line where it was decided so, else the whole."""
    back = ReversalLine.objects.filter(reversal__refund=note.refund_id).select_related("line").order_by("pk")
    lines = [[row.line.title, "", "", format_rupiah(-row.goods)] for row in back]
    delivery = note.refund.amount - sum(row.goods for row in back)
    if not lines:
        lines = [[line.title, "", "", format_rupiah(-line.total)] for line in order.lines.order_by("pk")]
        delivery = note.refund.amount - order.goods_total
    sums = [[_("Delivery"), format_rupiah(-delivery)]] if delivery else []
    refers = _("Corrects invoice %(number)s of %(day)s")
    return {
        "title": _("Credit note"),
        "number": _numbered(note.name, order),
        "date": format_date(timezone.localdate(note.issued_at)),
        "refers": refers
        % {"number": invoice.name, "day": format_date(timezone.localdate(invoice.issued_at))},
        "sides": _sides(order),
        "lines": lines,
        "sums": sums,
        "total": [_("Goes back to the buyer"), format_rupiah(note.refund.amount)],
        "words": f"{terbilang(note.refund.amount)} rupiah",
        "note": str(note.refund.get_reason_display()),
    }
