"""Indonesian is complete: every text of code and templates has a translation that fits it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "media", "bumdes", "marketplace", "cms", "themes", "config")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")
STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""


def catalogues() -> Iterator[tuple[str, tuple[str | None, str], str]]:
    """Every translation: the shop's in locale/, a BUMDes room's in its own."""
    for path in [ROOT / "locale", *sorted((ROOT / "bumdes").glob("*/locale"))]:
        with (path / "id/LC_MESSAGES/django.po").open("rb") as file:
            messages = read_po(file, locale="id")
        for message in messages:
            first = message.id if isinstance(message.id, str) else message.id[0]
            to = message.string if isinstance(message.string, str) else message.string[0]
            if first:
                yield path.parent.name, (message.context, first), to


def catalogue() -> dict[tuple[str | None, str], str]:
    found: dict[tuple[str | None, str], str] = {}
    for _room, text, to in catalogues():
        found.setdefault(text, to)
    return found


def _of_python(path: Path) -> Iterator[tuple[str | None, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            texts = [text for text in texts if isinstance(text, str)]
            if texts and node.func.id.startswith("pgettext"):
                yield texts[0], texts[1]
            elif texts:
                yield None, texts[0]


def _of_template(path: Path) -> Iterator[tuple[str | None, str]]:
    code = templatize(path.read_text(encoding="utf-8"))
    for match in re.finditer(rf"\b(p|n|np)?gettext\(({STRING})(?:\s*,\s*({STRING}))?", code):
        kind, first, second = match[1] or "", ast.literal_eval(match[2]), match[3]
        if "p" in kind:
            yield first, ast.literal_eval(second)
        else:
            yield None, first


def test_every_text_is_translated():
    known, missing = catalogue(), []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                missing += [(str(path), text) for text in _of_python(path) if not known.get(text)]
        for path in (ROOT / room).rglob("*.html"):
            missing += [(str(path), text) for text in _of_template(path) if not known.get(text)]

    assert not missing, "\n".join(map(str, missing))


def test_a_text_has_one_translation():
    """The catalogues become one when they are read: of two translations one is shown in both places.

    A word of two meanings is two texts, or has a context.
    """
    found: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for room, text, to in catalogues():
        found.setdefault(text, {}).setdefault(to, []).append(room)

    assert {text: ways for text, ways in found.items() if len(ways) > 1} == {}


def test_translations_keep_placeholders_and_tags():
    broken = [
        (source, to)
        for (_context, source), to in catalogue().items()
        # A plural's singular may leave the number out.
        if not set(PLACEHOLDER.findall(source)) <= set(PLACEHOLDER.findall(to))
    ]

    assert broken == []
