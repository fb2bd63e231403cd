"""An editor's own settings: language, theme and notices. Name and password live at /akun/."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.account import AccountView

# Wagtail's name form wants a first and a last name; its avatar would skip the media inspection.
_ELSEWHERE = frozenset({"name_email", "avatar", "password"})


class EditorAccountView(AccountView):
    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name not in _ELSEWHERE]
