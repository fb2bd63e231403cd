"""Tables that people send in: a damaged or locked file is an answer, not a fault of ours."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from core.sheets import Unreadable, rows_of

SHEET = "xl/worksheets/sheet1.xml"


def sheet(*, flags: int = 0, method: int = 8, spoils: bool = False) -> bytes:
    """An XLSX whose sheet is marked or packed otherwise than the format says."""
    book, out = Workbook(), io.BytesIO()
    book.active.append(["nama"])
    book.active.append(["Siti"])
    book.save(out)
    content = bytearray(out.getvalue())
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        at = archive.getinfo(SHEET).header_offset
        packed = at + 30 + len(SHEET)
    listed = content.rindex(SHEET.encode()) - 46
    for header, flags_at in ((at, 6), (listed, 8)):
        content[header + flags_at] |= flags
        content[header + flags_at + 2] = method
    if spoils:
        content[packed : packed + 8] = b"\xff" * 8
    return bytes(content)


def read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    columns = {"nama": "name"}
    return list(rows_of(content, columns=columns, needed=("name",), most_bytes=100_000, most_lines=10))


def test_whole_file_is_read():
    assert read(sheet()) == [(2, {"name": "Siti"})]


@pytest.mark.parametrize(
    "damage", [{"flags": 1}, {"method": 99}, {"spoils": True}], ids=["locked", "packed otherwise", "spoilt"]
)
def test_damaged_file_is_unreadable(damage):
    with pytest.raises(Unreadable):
        read(sheet(**damage))
