"""The agreement of a loan as a PDF: the template is typst/agreement.typ, fed with JSON.

It is written in Indonesian whoever prints it: an agreement binds in the language of its parties.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.terms import Method
from bumdes.lending.models import Loan
from bumdes.lending.queries.examples import Example, drawn
from bumdes.lending.queries.loans import Security, security_of
from bumdes.members.enums import GroupOffice
from bumdes.members.models import Group, GroupMembership, Member
from bumdes.organisations.models import Office, Organisation
from core.moments import format_date, format_day
from core.money import format_rupiah, terbilang

TEMPLATES = Path(__file__).resolve().parent / "typst"
TEMPLATE = TEMPLATES / "agreement.typ"


def agreement_pdf(loan: Loan, *, organisation: Organisation, printed_at: datetime) -> bytes:
    """A4 pages to sign, the same terms whenever they are printed. Six queries; the book must be open."""
    # Loaded here only: the compiler and its fonts are large.
    import typst

    with translation.override("id"):
        data = facts_of(loan, organisation=organisation, printed_at=printed_at)
    return typst.compile(
        TEMPLATE,
        root=TEMPLATES,
        format="pdf",
        # Data only, so that no name can become markup.
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(printed_at.astimezone(UTC).timestamp()),
    )


def facts_of(loan: Loan, *, organisation: Organisation, printed_at: datetime) -> dict[str, Any]:
    """What stands on the pages, in the active language."""
    terms = terms_from_json(loan.terms)
    example = drawn(replace(terms, disbursed=loan.disbursed_on or terms.disbursed), fee=loan.fee)
    security, made_on = security_of(loan), timezone.localdate(loan.made_at)
    people = _members_of(loan.group, on=made_on) if loan.group else []
    village, director = organisation.village, _director(organisation)
    place = _("%(village)s village, %(district)s district, Banyuasin regency") % {
        "village": village.name,
        "district": village.district.name,
    }
    return {
        "letterhead": {
            "name": organisation.name,
            "place": place,
            "contact": " · ".join(part for part in (organisation.address, organisation.phone) if part),
        },
        "title": _("Loan agreement"),
        "number": f"{_('Number')}: {loan.reference}",
        "opening": _("On %(day)s, at %(village)s, the following agree:")
        % {"day": format_day(made_on), "village": village.name},
        "parties": [
            {
                "role": _("The first party, lender"),
                "facts": _named(
                    (_("Name"), director),
                    (_("As"), _("Director of %(bumdes)s") % {"bumdes": organisation.name}),
                    (_("Address"), organisation.address or place),
                ),
            },
            _borrower(loan, people),
        ],
        "articles": _articles(loan, example, security, people),
        "schedule": _schedule(example),
        "stamp": _("Duty stamp or e-meterai Rp10.000"),
        "place": _("%(village)s, date") % {"village": village.name},
        "signers": _signers(loan, director, security, people),
        "footer": f"{organisation.name} · {loan.reference}",
        "page": [_("Page"), _("of")],
        "printed": _("Printed on %(day)s") % {"day": format_date(timezone.localdate(printed_at))},
    }


def _named(*facts: tuple[str, str]) -> list[list[str]]:
    return [[name, value] for name, value in facts if value]


def _director(organisation: Organisation) -> str:
    offices = Office.objects.active().filter(organisation=organisation, role=Office.Role.DIRECTOR)
    newest = offices.select_related("user").order_by("started_at", "pk").last()
    return newest.user.name if newest else ""


def _members_of(group: Group, *, on: date) -> list[GroupMembership]:
    """Who is in the group and so answers for the loan; its chair first."""
    rows = GroupMembership.objects.filter(group=group).on(on).select_related("member__village")
    return sorted(rows, key=lambda each: (each.office != GroupOffice.CHAIR, each.member.name, each.pk))


def _person(member: Member) -> list[tuple[str, str]]:
    address = ", ".join(part for part in (member.address, member.village.name) if part)
    return [
        (_("Name"), member.name),
        (_("Member number"), member.number),
        (_("NIK"), member.nik_masked),
        (_("Address"), address),
    ]


def _borrower(loan: Loan, people: Sequence[GroupMembership]) -> dict[str, Any]:
    role = _("The second party, borrower")
    if loan.member is not None:
        return {"role": role, "facts": _named(*_person(loan.member))}
    group = loan.group
    head = [(_("Group"), group.name), (_("Village"), group.village.name)] if group else []
    if people:
        head.append((_("Represented by"), people[0].get_office_display()))
        head += _person(people[0].member)
    return {"role": role, "facts": _named(*head)}


def _money(amount: int) -> str:
    return f"{format_rupiah(amount)} ({terbilang(amount)} rupiah)"


def _percent(value: Decimal | float) -> str:
    """2,5: at most four decimals, none that say nothing."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _articles(
    loan: Loan, example: Example, security: Security, people: Sequence[GroupMembership]
) -> list[dict[str, Any]]:
    product = loan.product
    purpose = security.application.purpose if security.application else ""
    amount = [_("The first party lends the second party %(amount)s.") % {"amount": _money(loan.amount)}]
    if loan.fee:
        amount.append(
            _("%(fee)s is kept for administration, so that %(received)s is received.")
            % {"fee": format_rupiah(loan.fee), "received": _money(example.received)}
        )
    if purpose:
        amount.append(_("The loan is for: %(purpose)s.") % {"purpose": purpose})
    articles: list[dict[str, Any]] = [
        {"title": _("Amount and purpose"), "text": amount},
        {"title": _("Interest (jasa)"), "text": _price(loan, example)},
        {"title": _("Instalments"), "text": _instalments(loan, example), "has_schedule": True},
        {"title": _("When an instalment is late"), "text": [_penalty(loan)]},
        {
            "title": _("Paid off early"),
            "text": [
                _("The second party may pay ahead or pay it all off early. Then is owed: %(rule)s.")
                % {"rule": product.get_payoff_rule_display().lower()}
            ],
        },
    ]
    if security.pledges or security.guarantors:
        articles.append({"title": _("Collateral and guarantors"), "text": _securities(security)})
    if loan.group is not None:
        articles.append({"title": _("Joint liability"), "text": _joint(people)})
    if kept := _withholding(loan):
        articles.append({"title": _("Instalments out of sales"), "text": [kept]})
    articles.append(
        {
            "title": _("Differences"),
            "text": [
                _(
                    "Differences are settled by talking them over, first between the parties, then with the"
                    " village. This agreement has two copies, one for each party."
                )
            ],
        }
    )
    return articles


def _price(loan: Loan, example: Example) -> list[str]:
    product = loan.product
    if product.method == Method.MURABAHAH:
        named = _("The goods cost %(cost)s; the margin is %(margin)s and stays what it is.") % {
            "cost": format_rupiah(loan.amount),
            "margin": _money(example.totals["interest"]),
        }
    elif product.method == Method.QARDH:
        return [_("The loan is a qardh: nothing is paid beside what was lent.")]
    else:
        named = _("Interest (jasa) is %(rate)s%% %(basis)s, %(method)s: %(amount)s in all.") % {
            "rate": _percent(product.rate_percent),
            "basis": product.get_rate_basis_display(),
            "method": product.get_method_display().lower(),
            "amount": format_rupiah(example.totals["interest"]),
        }
    effective = _("On the money still owed, with the administration, that is %(rate)s%% a year.")
    return [named, effective % {"rate": f"{example.effective:.2f}".replace(".", ",")}]


def _instalments(loan: Loan, example: Example) -> list[str]:
    count = len(example.rows)
    text = ngettext(
        "The second party pays back %(total)s in %(count)d instalment by the schedule below.",
        "The second party pays back %(total)s in %(count)d instalments by the schedule below.",
        count,
    ) % {"total": _money(example.totals["total"]), "count": count}
    order = _("What a payment pays: %(order)s.") % {
        "order": loan.product.get_allocation_order_display().lower()
    }
    if loan.disbursed_on is None:
        return [
            text,
            order,
            _("The dates hold when the loan is paid out on %(day)s; on another day they move along.")
            % {"day": format_date(example.terms.disbursed)},
        ]
    return [text, order]


def _penalty(loan: Loan) -> str:
    product = loan.product
    parts = []
    if product.penalty_percent:
        parts.append(
            _("%(percent)s%% of the %(base)s")
            % {
                "percent": _percent(product.penalty_percent),
                "base": product.get_penalty_base_display().lower(),
            }
        )
    if product.penalty_amount:
        parts.append(format_rupiah(product.penalty_amount))
    if not parts:
        return _("A late instalment costs no penalty.")
    often = _("each day") if product.penalty_is_daily else _("once")
    text = _("An instalment late by more than %(days)d days costs %(amount)s, %(often)s.") % {
        "days": product.penalty_grace_days,
        "amount": " + ".join(parts),
        "often": often,
    }
    if product.penalty_cap is not None:
        most = _("It is never more than %(most)s for an instalment.") % {
            "most": format_rupiah(product.penalty_cap)
        }
        text = f"{text} {most}"
    return text


def _securities(security: Security) -> list[str]:
    lines = [
        _("Collateral: %(what)s (%(kind)s), worth %(value)s.")
        % {
            "what": each.description,
            "kind": each.get_kind_display().lower(),
            "value": format_rupiah(each.value),
        }
        for each in security.pledges
    ]
    for each in security.guarantors:
        who = f"{each.name} ({each.relation})" if each.relation else each.name
        lines.append(_("Guarantor: %(who)s, who pays what the second party does not.") % {"who": who})
    return lines


def _joint(people: Sequence[GroupMembership]) -> list[str]:
    text = [
        _(
            "Every member of the group answers for the whole loan: what one does not pay the others pay,"
            " and they claim it from her."
        )
    ]
    if people:
        names = ", ".join(f"{each.member.name} ({each.member.number})" for each in people)
        text.append(_("Members: %(names)s.") % {"names": names})
    return text


def _withholding(loan: Loan) -> str:
    """The limits of a consent that holds; "" without one."""
    kept = loan.withholding_consents.filter(consent__withdrawal=None).order_by("pk").last()
    if kept is None:
        return ""
    return _(
        "What is due is taken from what the second party's sales on Sedulang pay out: at most %(cap)d%%"
        " of it, so that %(floor)s stays, until %(day)s. The second party may end this at any time."
    ) % {
        "cap": kept.cap_percent,
        "floor": format_rupiah(kept.floor),
        "day": format_date(kept.ends_on),
    }


def _schedule(example: Example) -> dict[str, Any]:
    with_fee = bool(example.totals["fee"])
    head = [_("No."), _("Due on"), _("Principal"), _("Interest (jasa)")]
    head += [_("Fee")] if with_fee else []
    head += [_("Instalment"), _("Principal left")]

    def line(*amounts: int) -> list[str]:
        return [format_rupiah(amount) for amount in amounts]

    rows = []
    for row in example.rows:
        parts = [row.principal, row.interest, *([row.fee] if with_fee else []), row.total, row.balance]
        rows.append([str(row.n), format_date(row.due), *line(*parts)])
    sums = example.totals
    parts = [sums["principal"], sums["interest"], *([sums["fee"]] if with_fee else []), sums["total"]]
    return {"head": head, "rows": rows, "sums": [_("Total"), *line(*parts), ""]}


def _signers(
    loan: Loan, director: str, security: Security, people: Sequence[GroupMembership]
) -> dict[str, Any]:
    name = loan.member.name if loan.member else (people[0].member.name if people else loan.borrower.name)
    more = [[_("Guarantor"), each.name] for each in security.guarantors]
    more += [[each.get_office_display(), each.member.name] for each in people[1:]]
    return {
        "lender": [_("The first party, lender"), director],
        "borrower": [_("The second party, borrower"), name],
        "more": more,
    }
