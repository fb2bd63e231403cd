"""Who may open a hub's pages, and the frame around them.

Views get a BUMDes from here and from nowhere else, so one of somebody else is not found. Who
holds an office there sees everything; who may do a thing is said beside the view that does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bumdes.organisations.models import Office, Organisation
from bumdes.organisations.permissions import BRING_SELLERS, RUN_PICKUP, SPEAK_FOR, TAKE_CASH, roles_of
from core.users.decorators import SignedInRequest, sign_in_required
from core.users.models import User

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Desk:
    """A hub and what the reader may do in it."""

    organisation: Organisation
    user: User
    roles: frozenset[str]

    @property
    def may_take_cash(self) -> bool:
        return bool(self.roles & TAKE_CASH)

    @property
    def may_run_pickup(self) -> bool:
        return bool(self.roles & RUN_PICKUP)

    @property
    def may_bring_sellers(self) -> bool:
        return bool(self.roles & BRING_SELLERS)

    @property
    def may_speak_for_it(self) -> bool:
        return bool(self.roles & SPEAK_FOR)

    @property
    def sees_all_shifts(self) -> bool:
        """A cashier answers for one drawer, everybody else looks after all of them."""
        return self.roles != frozenset({Office.Role.CASHIER})


def at_hub(view: View) -> View:
    """Give the view the hub its address names, if the reader holds an office there; else 404."""

    @wraps(view)
    @sign_in_required
    def guarded(request: SignedInRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        hubs = Organisation.objects.for_user(request.user).select_related("village__district")
        organisation = get_object_or_404(hubs, code=code)
        desk = Desk(organisation, request.user, roles_of(request.user, organisation.pk))
        return view(request, desk, **kwargs)

    return guarded


def for_offices(
    roles: frozenset[str],
) -> Callable[[View], View]:
    """As at_hub, for a page on which something is done; other offices are told whose work it is."""

    def decorate(view: View) -> View:
        @wraps(view)
        @at_hub
        def guarded(request: HttpRequest, desk: Desk, **kwargs: Any) -> HttpResponseBase:
            if not desk.roles & roles:
                return refused(request, desk, roles)
            return view(request, desk, **kwargs)

        return guarded

    return decorate


def refused(request: HttpRequest, desk: Desk, roles: frozenset[str]) -> HttpResponse:
    """Not your work: who may do it, and the way back."""
    offices = [str(role.label) for role in Office.Role if role in roles]
    return render(
        request, "hub_desk/refused.html", {**frame(request, desk, ""), "offices": offices}, status=403
    )


def frame(
    request: HttpRequest, desk: Desk, current: str, *, crumbs: list[tuple[str, str]] | None = None
) -> dict[str, Any]:
    """What office.html needs around a hub's page. Runs no query."""
    code = desk.organisation.code
    items = [
        ("home", _("Home"), "home"),
        ("counter", _("Counter"), "cash"),
        ("parcels", _("Parcels"), "box"),
        ("sellers", _("Sellers"), "shop"),
        ("shifts", _("Drawer shifts"), "clock"),
    ]
    nav = [
        {
            "url": reverse(f"hub:{name}", args=[code]),
            "label": label,
            "icon": icon,
            "current": name == current,
        }
        for name, label, icon in items
    ]
    return {
        "desk": desk,
        "hub": desk.organisation,
        "office_name": desk.organisation.name,
        "office_kind": "BUMDes",
        "office_nav": nav,
        "crumbs": [{"label": label, "url": url} for label, url in crumbs or []],
    }
