"""Fields that several of the operator's forms use."""

from __future__ import annotations

from typing import Any

from django import forms

from marketplace.catalogue.services import plain_line


class LineField(forms.CharField):
    """One line of plain text, without signs that could disguise a name."""

    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value) or "")
