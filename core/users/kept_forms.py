"""Forms that came too late: what was typed is kept and can be sent again with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

SESSION_KEY = "kept_form"
MOST_BYTES = 50_000
# Never kept: secrets, and what the new page makes afresh.
_DROPPED = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class KeptForm:
    """Where a form was going and its fields, in order."""

    path: str
    fields: list[tuple[str, str]]
    is_whole: bool  # False when a secret or a file had to be left out


def _is_secret(name: str) -> bool:
    return "password" in name.lower() or name in ("code", "credential")


def read(request: HttpRequest) -> KeptForm:
    """The form of this request, without secrets and files."""
    fields, is_whole = [], not request.FILES
    size = 0
    for name in request.POST:
        if name in _DROPPED:
            continue
        if _is_secret(name):
            is_whole = False
            continue
        for value in request.POST.getlist(name):
            size += len(name) + len(value)
            fields.append((name, value))
    if size > MOST_BYTES:
        return KeptForm(path=request.get_full_path(), fields=[], is_whole=False)
    return KeptForm(path=request.get_full_path(), fields=fields, is_whole=is_whole)


def keep(request: HttpRequest) -> None:
    """Keep this request's form in the visitor's session until they have signed in."""
    kept = read(request)
    request.session[SESSION_KEY] = {"path": kept.path, "fields": kept.fields, "is_whole": kept.is_whole}


def take(request: HttpRequest) -> KeptForm | None:
    """The kept form, once; None when there is none."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept is None:
        return None
    return KeptForm(
        path=kept["path"], fields=[(name, value) for name, value in kept["fields"]], is_whole=kept["is_whole"]
    )
