"""The style sheet that public pages carry in their head, and how the content policy knows it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class HeadStyle:
    """What stands in the style element, and its source for the policy's `style-src`.

    A hash lets in this text and no other, so it opens less than 'self' does, which lets in every
    sheet we serve. A nonce would be another one in each answer, and no page could be cached.
    """

    text: str
    csp_source: str


def head_style(path: Path) -> HeadStyle:
    """The sheet of this file without comments and line ends. Raises ImproperlyConfigured on markup."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = "".join(line.strip() for line in text.splitlines())
    if "<" in text:
        raise ImproperlyConfigured(f"{path.name} holds a '<', which could end the style element")
    digest = base64.b64encode(sha256(text.encode()).digest()).decode()
    return HeadStyle(text, f"'sha256-{digest}'")
