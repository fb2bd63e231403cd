"""The day's book-keeping: everyday forms, journals, cash counts, bank statements, imports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookkeepingConfig(AppConfig):
    name = "bumdes.bookkeeping"
    label = "bookkeeping"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.bookkeeping.acts import ACTS  # noqa: PLC0415
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import KEEP_BOOKS, RECORD  # noqa: PLC0415

        add_to_menu([NavItem(40, "books", "books:home", _("Books"), "book")])
        add_tiles(
            [
                *(
                    Tile(10 * place, f"books:{act.name}", act.label, act.hint, act.icon, RECORD)
                    for place, act in enumerate(ACTS, 1)
                ),
                Tile(
                    200,
                    "books:write",
                    _("General journal"),
                    _("Debit and credit, row by row"),
                    "edit",
                    KEEP_BOOKS,
                ),
            ]
        )
