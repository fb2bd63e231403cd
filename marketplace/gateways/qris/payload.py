"""Reading and writing the text inside a QRIS code. Pure: no database, no pictures.

A text is a row of items: two digits of tag, two digits of length, the value. The last item, 63, is
a checksum over everything before its value.
Source: EMVCo QR Code Specification for Payment Systems, merchant-presented mode; Bank Indonesia's
national QRIS standard for the tags 26 to 51 and their criteria.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

LONGEST = 512
MOST_REFERENCE = 25
Items = list[tuple[str, str]]

_TIPS = ("54", "55", "56", "57")  # an amount, and the ways to ask for a tip: never carried over
_REQUIRED = {"52": 4, "53": 3, "58": 2, "59": None, "60": None}


class NotQris(Refusal):
    message = _("This is not the text of a QRIS code. Photograph the whole code, or copy all of its text.")
    field = "payload"


class BrokenQris(Refusal):
    message = _("The code's checksum is wrong: a sign is missing or mistyped. Take it from the code again.")
    field = "payload"


class NotStatic(Refusal):
    message = _("This code is for one payment only. Choose the code that hangs at your counter.")
    field = "payload"


class NotRupiahCode(Refusal):
    message = _("This code is not for rupiah in Indonesia.")
    field = "payload"


@dataclass(frozen=True)
class Merchant:
    """Whom a QRIS pays, as every bank's app will show it."""

    name: str
    city: str
    national_id: str


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE in four upper-case hexadecimal digits."""
    return format(binascii.crc_hqx(text.encode(), 0xFFFF), "04X")


def items(text: str) -> Items:
    """The items of a text in their order. Raises NotQris unless they fill it exactly."""
    found, at = [], 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (len(length) == 2 and (tag + length).isascii() and (tag + length).isdigit()):
            raise NotQris
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length):
            raise NotQris
        found.append((tag, value))
        at += 4 + int(length)
    return found


def write(parts: Items) -> str:
    """The text of items. Raises ValueError for a value that is longer than 99."""
    if any(len(value) > 99 for _tag, value in parts):
        raise ValueError("a value of a QRIS is at most 99 signs long")
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in parts)


def read_static(text: str) -> Merchant:
    """Whom a static QRIS pays. Raises NotQris, BrokenQris, NotStatic, NotRupiahCode."""
    found = _checked(text)
    tags = dict(found)
    if tags.get("01", "11") != "11" or "54" in tags:
        raise NotStatic
    if tags["53"] != "360" or tags["58"] != "ID":
        raise NotRupiahCode
    return Merchant(tags["59"], tags["60"], _national_id(tags))


def with_amount(text: str, *, amount: int, reference: str) -> str:
    """A static QRIS made into one for a single payment of whole rupiah.

    The reference goes into 62.05, beside what stood in 62 already. Raises as read_static, and
    ValueError for an amount below 1 or a reference that does not fit.
    """
    read_static(text)
    if amount < 1 or len(str(amount)) > 13:
        raise ValueError("a QRIS asks for Rp1 or more, in at most 13 digits")
    if not (reference.isascii() and 0 < len(reference) <= MOST_REFERENCE):
        raise ValueError("a reference is 1 to 25 plain signs")
    kept = {tag: value for tag, value in items(text) if tag not in (*_TIPS, "63")}
    inner = dict(items(kept.get("62", ""))) | {"05": reference}
    kept |= {"01": "12", "54": str(amount), "62": write(sorted(inner.items()))}
    # 00 stays first and 63 last; between them the standard leaves the order free, banks expect this.
    body = write(sorted(kept.items())) + "6304"
    return body + crc(body)


def _checked(text: str) -> Items:
    if not (text.isascii() and text.isprintable() and len(text) <= LONGEST):
        raise NotQris
    found = items(text)
    tags = [tag for tag, _value in found]
    if len(found) < 2 or found[0] != ("00", "01") or tags[-1] != "63" or len(set(tags)) != len(tags):
        raise NotQris
    if crc(text[:-4]) != found[-1][1]:
        raise BrokenQris
    known = dict(found)
    for tag, length in _REQUIRED.items():
        if not known.get(tag) or (length and len(known[tag]) != length):
            raise NotQris
    if not any("26" <= tag <= "51" for tag in tags):
        raise NotQris
    if "62" in known:
        items(known["62"])
    return found


def _national_id(tags: dict[str, str]) -> str:
    """The merchant's national number (NMID), "" for a code that carries none."""
    if "51" not in tags:
        return ""
    return dict(items(tags["51"])).get("02", "")
