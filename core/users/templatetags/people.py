"""How people and their numbers are written."""

from django import template

from core.users.phones import display_phone

register = template.Library()


@register.filter
def phone(e164: str | None) -> str:
    """+6281234567890 -> 0812-3456-7890; nothing for none."""
    return display_phone(e164) if e164 else ""
