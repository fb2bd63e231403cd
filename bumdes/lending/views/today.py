"""The officer's day: who owes what by today, who is to be visited, which groups meet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.lending.queries.today import by_village, due_page, due_sums, meetings, officers_of, to_survey
from bumdes.lending.views.applications import crumbs_to
from bumdes.organisations.desk import Desk, at_office, frame, with_book
from core.users.decorators import SignedInRequest

ALL = "semua"


@at_office
@with_book
def today(request: SignedInRequest, desk: Desk) -> HttpResponse:
    on = timezone.localdate()
    officers = officers_of(desk.book)
    asked = request.GET.get("petugas", "")
    # One's own loans first; whoever has none looks at everybody's.
    mine = next((each for each in officers if each.pk == request.user.pk), None)
    officer = next((each for each in officers if str(each.pk) == asked), None if asked == ALL else mine)
    chosen = str(officer.pk) if officer else ALL
    page = due_page(
        desk.book,
        on=on,
        officer=officer,
        office=desk.organisation.name,
        number=request.GET.get("page"),
        petugas=chosen,
    )
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (_("Today"), ""))),
        "on": on,
        "page": page,
        "villages": by_village(page.rows),
        "sums": due_sums(desk.book, on=on, officer=officer),
        "officer": officer,
        "officers": [
            {"value": ALL, "label": _("Everybody's"), "current": officer is None},
            *(
                {"value": each.pk, "label": each.name, "current": officer is not None and each == officer}
                for each in officers
            ),
        ],
        "visits": to_survey(desk.book, officer=officer),
        "meetings": meetings(desk.organisation, on=on),
    }
    return render(request, "lending/today.html", context)
