"""The house: foreign keys point downwards, templates carry nothing inline, no stray words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]

# From the ground up; rooms in one row do not know each other.
FLOORS = [
    ["core.users"],
    ["core.audit", "core.messages", "core.idempotency"],
    ["media"],
    ["bumdes.villages", "bumdes.ledger"],
    ["bumdes.organisations"],
    ["bumdes.members"],
    ["bumdes.savings"],
    [
        "bumdes.units",
        "bumdes.bookkeeping",
        "bumdes.banking",
        "bumdes.assets",
        "bumdes.capital",
        "bumdes.inventory",
    ],
    ["bumdes.lending"],
    ["bumdes.statements"],
    ["bumdes.closing"],
    ["marketplace.sellers"],
    ["marketplace.address"],
    ["marketplace.catalogue"],
    ["marketplace.partner", "marketplace.offer", "marketplace.communication"],
    ["marketplace.voucher"],
    ["marketplace.search"],
    ["marketplace.basket"],
    ["marketplace.order"],
    ["marketplace.catalogue.reviews"],
    ["marketplace.payment"],
    [
        "marketplace.fulfilment",
        "marketplace.gateways.counter",
        "marketplace.gateways.cod",
        "marketplace.gateways.transfer",
        "marketplace.gateways.provider",
        "marketplace.gateways.qris",
    ],
    ["marketplace.purchases"],
    ["marketplace.settlement"],
    ["marketplace.reconciliation"],
    ["marketplace.aftersales"],
    ["marketplace.storefront"],
    ["marketplace.checkout"],
    [
        "marketplace.account",
        "marketplace.seller_centre",
        "marketplace.hub_desk",
        "marketplace.operator",
        "marketplace.regency",
    ],
    ["cms.blocks", "cms.home", "cms.pages"],
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
OURS = ("core", "media", "bumdes", "marketplace", "cms")
# Oscar's own: a vouchers' use is recorded with the order it was used for, and offers with ranges.
GRANTED = {("voucher.VoucherApplication", "order.Order")}


def our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS or _forked(model)]


def _forked(model) -> bool:
    return apps.get_app_config(model._meta.app_label).name.startswith(OURS)


def test_foreign_keys_point_downwards():
    upwards = []
    for model in our_models():
        own = apps.get_app_config(model._meta.app_label).name
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.concrete and field.related_model
            if not target or not _forked(target):
                continue
            theirs = apps.get_app_config(target._meta.app_label).name
            pair = (model._meta.label, target._meta.label)
            if FLOOR[own] < FLOOR[theirs] and pair not in GRANTED:
                upwards.append(f"{model._meta.label}.{field.name} > {target._meta.label}")
    assert upwards == []


def test_every_room_with_models_has_a_floor():
    rooms = {apps.get_app_config(model._meta.app_label).name for model in our_models()}

    assert rooms - set(FLOOR) == set()


TEMPLATES = sorted(
    path
    for root in ("themes", "core", "media", "bumdes", "marketplace", "cms")
    for path in (ROOT / root).rglob("templates/**/*.html")
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_nothing_inline(path):
    text = path.read_text(encoding="utf-8")

    assert re.search(r"<style\b", text) is None
    # A block of JSON is data: no browser runs it, and the policy does not mind it.
    assert re.search(r'<script\b(?![^>]*(\bsrc=|type="application/json"))', text) is None
    assert re.search(r"\s(on[a-z]+|style)\s*=\s*[\"']", text) is None
    assert "|safe" not in text


def test_migrations_have_names_that_say_what_they_do():
    unnamed = [
        str(path.relative_to(ROOT)) for root in OURS for path in (ROOT / root).rglob("migrations/*_auto_*.py")
    ]

    assert unnamed == []
