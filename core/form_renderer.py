"""Drawing the plain widgets of forms without a template each.

Django draws every input with a template of its own and that one's includes: a third of the time of a
page with a dozen fields. What is drawn here is the same markup; every other widget, and every list
of errors, is left to Django.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("text", "email", "number", "tel", "url", "search", "hidden", "password", "date", "time")
)


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    """An input, byte for byte as Django's template draws it: None is no value, True a bare name."""
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', value),
        format_html_join("", "{}", ((_attribute(*pair),) for pair in widget["attrs"].items())),
    )


def _attribute(name: str, value: Any) -> SafeString | str:
    if value is False:
        return ""
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
