"""Every address that names something, asked for by everybody it does not belong to: 404.

The table below says, for each such address, whose thing it is given. An address that is not in
the table fails the test, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from bumdes.organisations.models import Office
from core.users.models import User
from tests.architecture.tenancy_world import World, make_world
from tests.factories.people import make_officer, make_organisation, make_seller, make_user, owner_of

pytestmark = pytest.mark.django_db

# Rooms of a BUMDes's own books: whoever holds an office in it finds them.
BOOKS = (
    "books",
    "assets",
    "banking",
    "inventory",
    "capital",
    "units",
    "members",
    "lending",
    "savings",
    "statements",
    "closing",
    "office",
)
TENANT_ROOMS = (
    *("account", "basket", "checkout", "seller", "hub", "operator", "regency"),
    *BOOKS,
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once: two seconds for each of hundreds of addresses would be most of the suite's time.

    Every test runs in a savepoint of this transaction and is rolled back to it.
    """
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # or no durable service could run inside
    with django_db_blocker.unblock(), translation.override("en"), around:
        made = make_world()
        connection.check_constraints()  # deferred triggers would be asked again by each test
        yield made
        transaction.set_rollback(True)


# Address -> which of the world's values each of its parts takes. Tokens are secrets by themselves
# and are asked for with a wrong one; the operator's addresses are asked for with any number.
PARTS: dict[str, dict[str, str]] = {
    "account:message": {"pk": "message"},
    "account:address": {"pk": "address"},
    "account:address_delete": {"pk": "address"},
    "account:loan": {"reference": "own_loan"},
    "account:review": {"reference": "reference", "pk": "line"},
    "seller:product": {"shop": "shop", "pk": "product"},
    "seller:product_public": {"shop": "shop", "pk": "product"},
    "seller:sell_too": {"shop": "shop", "pk": "other_product"},
    "seller:end_staff": {"shop": "shop", "pk": "staff"},
    "seller:payout": {"shop": "shop", "reference": "payout"},
    "hub:payout": {"code": "code", "reference": "payout"},
    "hub:payout_receipt": {"code": "code", "reference": "paid_payout"},
    "seller:certificate": {"shop": "shop", "pk": "certificate"},
    "hub:certificate": {"code": "code", "shop": "shop", "pk": "certificate"},
    "hub:shift": {"code": "code", "pk": "shift"},
    "hub:receipt": {"code": "code", "number": "receipt"},
    "basket:line": {"pk": "basket_line"},
    "assets:asset": {"pk": "asset"},
    "inventory:item": {"pk": "stock_item"},
    "inventory:slip": {"pk": "stock_slip"},
    "inventory:give_back": {"pk": "stock_slip"},
    "inventory:approve": {"pk": "stock_request"},
    "inventory:refuse": {"pk": "stock_request"},
    "inventory:withdraw": {"pk": "stock_request"},
    "closing:share": {"pk": "share"},
    "closing:decide_reopening": {"pk": "reopening"},
    "books:entry": {"pk": "entry"},
    "books:undo": {"pk": "entry"},
    "books:add_photo": {"pk": "entry"},
    "books:new_template": {"pk": "entry"},
    "books:proposal": {"pk": "proposal"},
    "books:approve": {"pk": "proposal"},
    "books:refuse": {"pk": "proposal"},
    "books:withdraw": {"pk": "proposal"},
    "books:template": {"pk": "template"},
    "books:end_template": {"pk": "template"},
    "books:receipt": {"pk": "photo"},
    "books:count": {"pk": "count"},
    "books:import": {"pk": "import"},
    "books:fix_import": {"pk": "import"},
    "books:send_import": {"pk": "import"},
    "books:approve_import": {"pk": "import"},
    "books:return_import": {"pk": "import"},
    "books:discard_import": {"pk": "import"},
    "banking:forget": {"pk": "word_rule"},
    "banking:file": {"pk": "bank_file"},
    "banking:columns": {"pk": "bank_file"},
    "banking:take_back": {"pk": "bank_file"},
    "banking:line": {"pk": "bank_line"},
    "banking:book": {"pk": "bank_line"},
    "banking:match": {"pk": "bank_match"},
    "banking:undo": {"pk": "bank_match"},
    "banking:fact": {"pk": "bank_fact"},
    "banking:desk": {"account": "bank"},
    "banking:upload": {"account": "bank"},
    "banking:matches": {"account": "bank"},
    "banking:month": {"account": "bank", "year": "bank_year", "month": "month"},
    "capital:contribution": {"pk": "contribution"},
    "capital:certificate": {"pk": "contribution"},
    "capital:certificate_pdf": {"pk": "contribution"},
    "capital:correct": {"pk": "contribution"},
    "capital:return": {"pk": "contribution"},
    "capital:uses": {"pk": "contribution"},
    "capital:use": {"pk": "contribution", "use": "capital_use"},
    "capital:contributor": {"pk": "contributor"},
    "units:unit": {"pk": "unit"},
    "units:change": {"pk": "unit"},
    "units:internet": {"pk": "unit"},
    "units:internet_packages": {"pk": "unit"},
    "units:internet_new": {"pk": "unit"},
    "units:internet_line": {"pk": "unit", "line": "internet_line"},
    "units:internet_pay": {"pk": "unit", "line": "internet_line"},
    "units:internet_change": {"pk": "unit", "line": "internet_line"},
    "units:internet_receipt": {"pk": "unit", "payment": "internet_payment"},
    "units:internet_run": {"pk": "unit"},
    "units:internet_bills": {"pk": "unit"},
    "units:internet_bill": {"pk": "unit", "bill": "internet_bill"},
    "units:internet_late": {"pk": "unit"},
    "units:internet_shut_off": {"pk": "unit"},
    "units:internet_vouchers": {"pk": "unit"},
    "units:internet_sheet": {"pk": "unit", "batch": "internet_sheet"},
    "units:internet_sale": {"pk": "unit", "sale": "internet_sale"},
    "units:budget": {"pk": "budget"},
    "units:budget_copy": {"pk": "budget"},
    "units:budget_sheet": {"pk": "budget"},
    "units:budget_propose": {"pk": "budget"},
    "units:budget_decide": {"pk": "budget"},
    "units:budget_unit": {"pk": "budget", "unit": "unit_code"},
    "units:budget_months": {"pk": "budget", "unit": "unit_code"},
    **{
        f"members:{name}": {"pk": "member"}
        for name in (
            *("member", "change", "leave", "return", "reveal"),
            *("give_consent", "withdraw_consent", "add_paper"),
        )
    },
    **{
        f"savings:{name}": {"pk": "savings_account"}
        for name in ("account", "paper", "deposit", "withdraw", "opening", "hold", "close", "renew")
    },
    "savings:undo": {"pk": "savings_account", "movement": "savings_movement"},
    "savings:release": {"pk": "savings_account", "hold": "savings_hold"},
    "savings:product": {"pk": "savings_product"},
    "savings:agree": {"pk": "savings_request"},
    "savings:refuse": {"pk": "savings_request"},
    "savings:take_back": {"pk": "savings_request"},
    **{f"members:{name}": {"pk": "member_file"} for name in ("file", "record_file", "discard_file")},
    "members:paper": {"pk": "member", "paper": "paper"},
    "members:remove_paper": {"pk": "member", "paper": "paper"},
    "members:group": {"pk": "group"},
    "members:change_group": {"pk": "group"},
    "members:end_group": {"pk": "group"},
    "members:leave_group": {"pk": "group", "membership": "membership"},
    **{
        f"lending:{name}": {"reference": "application"}
        for name in (
            *("application", "change_wish", "withdraw", "take_on", "survey", "pledge", "guarantor"),
            *("propose", "vote", "decide", "make_loan"),
        )
    },
    **{
        f"lending:{name}": {"reference": "loan"}
        for name in (
            *("loan", "agreement", "disburse", "pay", "prepay", "pay_off", "recover"),
            *("reschedule", "harvest", "write_off", "withholding", "waive", "cancel"),
        )
    },
    "lending:undo": {"reference": "loan", "event": "loan_payment"},
    "lending:receipt": {"reference": "loan", "event": "loan_payment"},
    **{f"lending:{name}": {"pk": "loan_request"} for name in ("agree", "refuse", "take_back")},
    "lending:photo": {"reference": "application", "photo": "survey_photo"},
    "lending:remove_pledge": {"reference": "application", "pledge": "pledge"},
    "lending:remove_guarantor": {"reference": "application", "guarantor": "guarantor"},
    **{
        f"lending:{name}": {"pk": "group"}
        for name in ("sheet", "liability", "cover", "give_back", "incentive")
    },
    **{f"lending:{name}": {"pk": "loan_product"} for name in ("product", "change_product", "close_product")},
}
SAME_NAME = ("reference", "number", "shop", "code", "year", "kind", "account")
# Not a thing of anybody's: a tab of one's own orders; what the regency's officers see of everybody
# (tests/marketplace/regency asks strangers for it).
NOBODYS = {"account:orders_tab", "regency:books_csv", "regency:published", "regency:published_pdf"}


def addresses(resolver: URLResolver | None = None, rooms: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address of the tenants' rooms that takes parts: ("seller:order", ["shop", "number"])."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if not rooms and entry.namespace is None and entry.app_name is None:
                yield from addresses(entry, rooms)
            elif (entry.namespace or rooms) in TENANT_ROOMS:
                yield from _with_parts(entry, entry.namespace or rooms, "")
        elif isinstance(entry, URLPattern) and rooms:
            yield f"{rooms}:{entry.name}", list(entry.pattern.converters)


def _with_parts(resolver: URLResolver, room: str, before: str) -> Iterator[tuple[str, list[str]]]:
    outer = list(resolver.pattern.converters)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            for name, parts in _with_parts(entry, room, before):
                yield name, outer + parts
        elif outer or entry.pattern.converters:
            yield f"{room}:{entry.name}", outer + list(entry.pattern.converters)


NAMED = sorted(dict(addresses()).items())


def test_there_are_addresses_to_try():
    assert len(NAMED) > 50


def _fill(name: str, parts: list[str], values: dict[str, object]) -> dict[str, object]:
    chosen = PARTS.get(name, {})
    filled: dict[str, object] = {}
    for part in parts:
        if part == "token":
            filled[part] = "not-the-token-of-anybody"
        elif part in chosen:
            filled[part] = values[chosen[part]]
        elif part in SAME_NAME:
            filled[part] = values[part]
        elif name.startswith("operator:"):
            filled[part] = 1
        else:
            pytest.fail(f"{name}: say in PARTS what <{part}> is")
    return filled


@pytest.fixture(scope="module")
def strangers(world) -> list[tuple[str, User | None]]:
    elsewhere = make_organisation(code="bumdes-sana")
    people: list[tuple[str, User | None]] = [("guest", None), ("another buyer", make_user())]
    people.append(("another seller", owner_of(make_seller(hub=elsewhere, slug="toko-sana"))))
    people += [(f"{role} elsewhere", make_officer(elsewhere, role)) for role in Office.Role.values]
    regency = make_user()
    regency.groups.add(Group.objects.get_or_create(name="kabupaten")[0])
    people.append(("regency officer", regency))
    return people


@pytest.mark.parametrize(("name", "parts"), [row for row in NAMED if row[0] not in NOBODYS])
def test_a_stranger_finds_nothing(name, parts, world, strangers):
    url = reverse(name, kwargs=_fill(name, parts, world.values))
    seen = {}

    for who, user in strangers:
        client = Client(HTTP_SEC_FETCH_SITE="same-origin")
        if user is not None:
            client.force_login(user)
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            hidden = answer.status_code in (404, 405)
            to_sign_in = user is None and answer.status_code == 302 and "/masuk/" in answer["Location"]
            # Who has no basket at all is shown the empty one, whatever line was asked for.
            to_own_basket = answer.status_code == 302 and answer["Location"] == reverse("basket:summary")
            if not hidden and not to_sign_in and not to_own_basket:
                seen[f"{who} {method}"] = answer.status_code

    assert seen == {}


OWNED = [row for row in NAMED if row[0] in PARTS or set(row[1]) <= set(SAME_NAME)]


@pytest.mark.parametrize(("name", "parts"), [row for row in OWNED if row[0] not in NOBODYS])
def test_whom_it_belongs_to_finds_it(name, parts, world):
    """The other half: without it a wrong table would pass the test above."""
    url = reverse(name, kwargs=_fill(name, parts, world.values))
    room = name.partition(":")[0]
    person = {
        "account": world.buyer,
        "basket": world.buyer,
        "checkout": world.buyer,
        "seller": world.owner,
        "hub": world.director,
        **dict.fromkeys(BOOKS, world.director),
    }
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(person.get(room, world.operator))

    answer = client.get(url)

    assert answer.status_code in (200, 302, 405)
