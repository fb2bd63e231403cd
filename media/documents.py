"""What an uploaded paper must survive: a photo of it is made anew, a PDF is looked through.

A PDF is kept as it was sent, since making it anew would make it another paper. One that runs
something when it is opened is refused; what hides better meets a viewer without rights
(media.private serves with a sandbox).
"""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from media.inspection import Empty, InspectedFile, inspected_file

MAX_PDF_BYTES = 5 * 1024 * 1024
_HEAD = b"%PDF-"
_END = b"%%EOF"
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/Encrypt")


class NotAPaper(Refusal):
    message = _("This PDF is damaged, locked, or runs something when opened. Send a photo of the paper.")
    field = "file"


class PaperTooLarge(Refusal):
    message = _("This PDF is larger than %(limit)d MB. Send a smaller one, or a photo of the paper.")
    field = "file"


def inspected_paper(file: File) -> InspectedFile | ContentFile:
    """A photo or a PDF fit to be kept, under a random name of ours.

    Raises Empty, NotAPaper, PaperTooLarge, and for a photo what inspect_upload() raises.
    """
    file.seek(0)
    head = file.read(len(_HEAD))
    if not head and not (file.size or 0):
        raise Empty
    if head != _HEAD:
        return inspected_file(file)
    if (file.size or 0) > MAX_PDF_BYTES:
        raise PaperTooLarge(limit=MAX_PDF_BYTES // (1024 * 1024))
    data = head + file.read(MAX_PDF_BYTES)
    if _END not in data[-2048:] or any(mark in data for mark in _ACTIVE):
        raise NotAPaper
    return ContentFile(data, name=f"{secrets.token_hex(10)}.pdf")
