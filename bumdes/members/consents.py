"""The words members agree to. A new wording gets a version of its own; old ones stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bumdes.members.enums import Purpose

CURRENT = "2026-11"
TEXTS = {
    (Purpose.DATA, "2026-11"): _(
        "I agree that the BUMDes keeps my name, address, telephone number, NIK and family card number"
        " to serve me as a member. It gives them to nobody else, unless a law says so. I may see them,"
        " have them corrected and end this consent at the desk."
    ),
    (Purpose.CREDIT, "2026-11"): _(
        "I agree that the BUMDes looks at my savings, my loans and how I repay them to decide on a"
        " loan I ask for, and shows them to its committee. I may end this at any time for later loans."
    ),
    (Purpose.SALES, "2026-11"): _(
        "I agree that the sales of my shop on Sedulang are shown to the credit officer and the"
        " committee of my BUMDes as evidence for a loan. I may end this at any time."
    ),
    (Purpose.MESSAGES, "2026-11"): _(
        "I agree to receive reminders of savings and instalments by message on my telephone, between"
        " 8 in the morning and 8 in the evening. I may end this at any time."
    ),
    (Purpose.PUBLICITY, "2026-11"): _(
        "I agree that the BUMDes shows my name and photo in its publications. I may end this at any time."
    ),
    (Purpose.WITHHOLDING, "2026-11"): _(
        "I agree that instalments of my loan that are due are taken from what Sedulang would pay me for"
        " my sales: no more than the share I signed, never what must stay with me, and until the day I"
        " signed. I see each of them in my account and may end this at any time."
    ),
}


def text_of(purpose: str, version: str) -> str:
    """The words of a version, in the reader's language."""
    return str(TEXTS[Purpose(purpose), version])
