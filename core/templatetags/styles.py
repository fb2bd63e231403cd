"""The one place that writes a style element."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def head_style() -> SafeString:
    """The sheet for the first screen, whose hash the content policy lets in (config.styles)."""
    return mark_safe(f"<style>{settings.HEAD_STYLE.text}</style>")  # noqa: S308
