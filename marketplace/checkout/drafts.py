"""The answers of the first checkout page on their way to the second.

They travel twice: in a signed cookie, so that the back button, a reload and an expired session
find them again, and sealed together with the basket inside the second page's form, so that what
is placed is what that page showed, whatever another tab did to the cookie meanwhile.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "sdl_checkout"
COOKIE_AGE = 24 * 3600
_SALT = "checkout.draft"

PICKUP = "pickup"
NEW_ADDRESS = "new"


@dataclass(frozen=True)
class Draft:
    """Who receives the goods, and where. `where` is what was chosen on the page.

    `address` holds fields of VillageAddress; of somebody who picks up at most `village_id`,
    which only says near which counters. `user_pk` is who was signed in.
    """

    where: str
    name: str
    phone: str
    email: str = ""
    address: dict[str, str] = field(default_factory=dict)
    user_pk: int | None = None

    @property
    def is_pickup(self) -> bool:
        return self.where == PICKUP

    @property
    def village_id(self) -> str:
        return self.address.get("village_id", "")


def _sign(content: dict[str, Any]) -> str:
    return signing.dumps(content, salt=_SALT, compress=True)


def _read(text: str) -> dict[str, Any] | None:
    try:
        content = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return content if isinstance(content, dict) else None


def _draft(content: dict[str, Any] | None) -> Draft | None:
    """None for anything but a draft of today's shape: an older release signed otherwise."""
    names = set(Draft.__dataclass_fields__)
    return Draft(**content) if content is not None and set(content) == names else None


def remember(response: HttpResponse, draft: Draft) -> None:
    """Keep the answers in the browser, for the checkout pages only."""
    response.set_cookie(
        COOKIE,
        _sign(asdict(draft)),
        max_age=COOKIE_AGE,
        path=reverse("checkout:recipient"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def remembered(request: HttpRequest) -> Draft | None:
    """The answers of this browser, None when there are none that we signed.

    On a shared phone the next person must not meet the address of the one before.
    """
    draft = _draft(_read(request.COOKIES.get(COOKIE, "")))
    if draft and draft.user_pk and draft.user_pk != request.user.pk:
        return None
    return draft


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=reverse("checkout:recipient"))


def seal(draft: Draft, *, basket_pk: int) -> str:
    """The answers and the basket they were given for, as one hidden field."""
    return _sign({"draft": asdict(draft), "basket": basket_pk})


def unseal(text: str) -> tuple[Draft, int] | None:
    """What seal() was given, None when the text was changed or is none of ours."""
    content = _read(text)
    if content is None or set(content) != {"draft", "basket"}:
        return None
    draft = _draft(content["draft"])
    return (draft, content["basket"]) if draft else None
