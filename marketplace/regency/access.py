"""Who may open the regency's pages, and the frame around them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from core.users.decorators import sign_in_required

GROUP = "kabupaten"  # of django.contrib.auth; given by hand, since its members see every district
View = Callable[..., HttpResponseBase]


def officers_only(view: View) -> View:
    """Members of the regency's group; for everybody else these pages do not exist. They only read."""

    @wraps(view)
    @sign_in_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.groups.filter(name=GROUP).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def frame(current: str) -> dict[str, Any]:
    """What office.html needs around a page. Runs no query."""
    items = [("home", _("Districts"), "pin"), ("hubs", "BUMDes", "scale"), ("books", _("Reports"), "book")]
    return {
        "office_name": _("Regency of Banyuasin"),
        "office_kind": _("Regency"),
        "office_nav": [
            {"url": reverse(f"regency:{name}"), "label": label, "icon": icon, "current": name == current}
            for name, label, icon in items
        ],
    }
