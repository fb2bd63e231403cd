"""Reading the demo's content files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "pictures"


@cache
def content(name: str) -> Any:
    """The parsed file demo/content/<name>.json."""
    return json.loads((ROOT / "content" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def picture_index() -> dict[str, list[str]]:
    """Motif -> file names."""
    index: dict[str, list[str]] = json.loads((PICTURES / "index.json").read_text(encoding="utf-8"))
    return index
