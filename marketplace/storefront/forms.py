"""The filters of a list. They come by GET: a filtered list has an address to send around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.money import NotRupiah, parse_rupiah
from marketplace.search.enums import Sort
from marketplace.search.queries import Filters, ResultPage
from marketplace.storefront.menu import Menu, MenuCategory


class PriceField(forms.CharField):
    """An amount as people write it: 15000, 15.000, 15rb."""

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_rupiah(typed)
        except NotRupiah as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal


@dataclass(frozen=True)
class ShownField:
    """A field as storefront/_filters.html writes it out."""

    name: str
    label: str
    error: str
    typed: str = ""
    options: SafeString | str = ""


class FilterForm(forms.Form):
    """Address names are Indonesian: they are read, sent and typed by people."""

    q = forms.CharField(required=False)
    urut = forms.CharField(required=False)
    siap = forms.BooleanField(label=_("Ready stock"), required=False)
    halal = forms.BooleanField(label=_("Halal certified"), required=False)
    kategori = forms.ChoiceField(label=_("Category"), required=False)
    kecamatan = forms.ChoiceField(label=_("District"), required=False)
    min = PriceField(label=_("Price from"), required=False, max_length=20)
    maks = PriceField(label=_("Price to"), required=False, max_length=20)

    def __init__(self, data: Any, *, menu: Menu, category: MenuCategory | None = None) -> None:
        super().__init__(data)
        self.menu, self.category = menu, category
        self._select("kategori").choices = [("", "")] + [(entry.slug, "") for entry in menu.categories]
        self._select("kecamatan").choices = [("", "")] + [(entry.code, "") for entry in menu.districts]
        self._options: dict[str, SafeString] = {}
        if category is not None:
            del self.fields["kategori"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lowest, highest = cleaned.get("min"), cleaned.get("maks")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("maks", _("The highest price is below the lowest."))
        return cleaned

    def filters(self) -> Filters:
        """What was understood. A field with an error narrows nothing; its message stands beside it."""
        self.is_valid()
        said = self.cleaned_data
        category = self.category or self.menu.by_slug(said.get("kategori") or "")
        return Filters(
            category_id=category.id if category else None,
            district=said.get("kecamatan") or "",
            price_min=said.get("min"),
            price_max=said.get("maks"),
            in_stock=bool(said.get("siap")),
            halal=bool(said.get("halal")),
        )

    @property
    def sort(self) -> str:
        """The chosen order, "" for the usual one."""
        chosen = self.data.get("urut", "")
        return chosen if chosen in Sort.values else ""

    @property
    def in_use(self) -> int:
        """How many filters narrow the list."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields if name not in ("q", "urut"))

    def show_counts(self, result: ResultPage) -> None:
        """Write the facets into the selects; choices that would find nothing are left out.

        With more hits than are counted, what was not seen may still be there: it stays.
        """
        found = result.facets
        categories = ((e.slug, e.indented, found.categories.get(e.id, 0)) for e in self.menu.categories)
        districts = ((e.code, e.name, found.districts.get(e.code, 0)) for e in self.menu.districts)
        self._options = {
            "kategori": self._counted("kategori", _("All categories"), categories, result),
            "kecamatan": self._counted("kecamatan", _("All districts"), districts, result),
        }

    def carried(self) -> Iterator[tuple[str, str]]:
        """What the form does not ask but must not lose: the words and the order."""
        return ((name, said) for name in ("q", "urut") if (said := self.data.get(name, "")))

    def ticks(self) -> Iterator[tuple[str, str, bool]]:
        """The tick boxes: name, label, whether ticked."""
        for name in ("siap", "halal"):
            yield name, str(self.fields[name].label), bool(self.cleaned_data.get(name))

    def selects(self) -> list[ShownField]:
        return [self._shown(name) for name in ("kategori", "kecamatan") if name in self.fields]

    def amounts(self) -> list[ShownField]:
        return [self._shown(name) for name in ("min", "maks")]

    def _shown(self, name: str) -> ShownField:
        errors = self.errors.get(name)
        return ShownField(
            name=name,
            label=str(self.fields[name].label),
            error=str(errors[0]) if errors else "",
            typed=self.data.get(name, ""),
            options=self._options.get(name, ""),
        )

    def _select(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def _counted(
        self, name: str, everything: Any, entries: Iterable[tuple[str, str, int]], result: ResultPage
    ) -> SafeString:
        chosen, more = self.data.get(name, ""), "+" if result.is_capped else ""
        rows = (
            (value, " selected" if value == chosen else "", f"{label} ({count}{more})" if count else label)
            for value, label, count in entries
            if count or value == chosen or result.is_capped
        )
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html('<option value="">{}</option>{}', everything, options)
