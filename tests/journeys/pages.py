"""HTML forms as a browser without script reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: what would be sent if nothing were changed. Buttons are not sent unless named."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(self._form, said)
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select:
            self._form.choices.setdefault(self._select, []).append(said.get("value", ""))
            if "selected" in said or self._select not in self._form.fields:
                self._form.fields[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._textarea = said.get("name", "")
            self._form.fields[self._textarea] = ""

    def _input(self, form: Form, said: dict[str, str]) -> None:
        name, kind = said.get("name"), said.get("type", "text")
        if not name or kind in ("submit", "button", "file", "image"):
            return
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(said.get("value", "on"))
            if "checked" not in said:
                return
        form.fields[name] = said.get("value", "on" if kind in ("radio", "checkbox") else "")

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._textarea:
            self._form.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def forms_in(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms
