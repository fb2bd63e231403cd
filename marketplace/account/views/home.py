"""The buyer's start page, profile and inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.refusals import Refusal
from core.users.decorators import SignedInRequest, sign_in_required
from core.users.services import change_profile
from marketplace.account import queries, services
from marketplace.account.forms import ProfileForm
from marketplace.account.paging import page_number, page_view

MESSAGES_PER_PAGE = 20


@require_GET
@sign_in_required
def home(request: SignedInRequest) -> HttpResponse:
    context = {
        "nav": "account",
        "workplaces": queries.workplaces(request.user),
        "counts": {tab.name.lower(): count for tab, count in queries.tab_counts(request.user).items()},
        "unread": queries.unread_count(request.user),
    }
    return render(request, "buyer/home.html", context)


@require_http_methods(["GET", "POST"])
@sign_in_required
def profile(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(
        request.POST or None, user=user, initial={"name": user.name, "phone": user.phone or ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(
                user=user,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                password=form.cleaned_data.get("password", ""),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("account:profile")
    return render(request, "buyer/profile.html", {"nav": "account", "form": form})


@require_GET
@sign_in_required
def inbox(request: SignedInRequest) -> HttpResponse:
    number = page_number(request)
    start = (number - 1) * MESSAGES_PER_PAGE
    rows = list(queries.inbox(request.user)[start : start + MESSAGES_PER_PAGE + 1])
    context = {
        "nav": "account",
        "inbox": rows[:MESSAGES_PER_PAGE],
        "unread": queries.unread_count(request.user),
        "page": page_view(number, has_next=len(rows) > MESSAGES_PER_PAGE),
    }
    return render(request, "buyer/inbox.html", context)


@require_GET
@sign_in_required
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(queries.inbox(request.user), pk=pk)
    services.open_message(message=notice, now=timezone.now())
    return render(request, "buyer/message.html", {"nav": "account", "notice": notice})


@require_POST
@sign_in_required
def read_all(request: SignedInRequest) -> HttpResponse:
    services.read_all(user=request.user, now=timezone.now())
    return redirect("account:inbox")
