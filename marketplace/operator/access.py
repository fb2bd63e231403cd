"""Who may open the operator's pages, and the frame around them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from core.users.decorators import sign_in_required

View = Callable[..., HttpResponseBase]


def operators_only(view: View) -> View:
    """People who work for the platform; for everybody else these pages do not exist."""

    @wraps(view)
    @sign_in_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def frame(current: str, *, crumbs: list[tuple[str, str]] | None = None) -> dict[str, Any]:
    """What office.html needs around an operator's page. Runs no query."""
    items = [
        ("home", _("Home"), "home"),
        ("transfers", _("Transfers"), "transfer"),
        ("money", _("Money"), "chart"),
        ("receipts", _("Unapplied"), "money"),
        # Not among the first four: its long name would push a phone's "More" off the edge.
        ("refunds", _("Refunds"), "cash"),
        ("complaints", _("Complaints"), "chat"),
        ("payouts", _("Payouts"), "transfer"),
        ("reconciliation", _("Reconciliation"), "scale"),
        ("events", _("Provider's events"), "alert"),
        ("reviews", _("Reviews"), "star"),
        ("sellers", _("Sellers"), "shop"),
        ("orders", _("Orders"), "orders"),
        ("categories", _("Categories"), "grid"),
        ("accounts", _("Bank accounts"), "scale"),
        ("letters", _("Failed letters"), "bell"),
    ]
    return {
        "office_name": "Sedulang",
        "office_kind": _("Operator"),
        "office_nav": [
            {
                "url": reverse(f"operator:{name}"),
                "label": label,
                "icon": icon,
                "current": name == current,
            }
            for name, label, icon in items
        ],
        "crumbs": [{"label": label, "url": url} for label, url in crumbs or []],
    }
