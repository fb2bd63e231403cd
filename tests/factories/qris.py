"""Static QRIS codes as they hang at counters, of merchants that do not exist."""

from __future__ import annotations

from bumdes.organisations.models import Organisation
from core.users.models import User
from marketplace.gateways.qris.models import StaticQris
from marketplace.gateways.qris.payload import crc, write
from marketplace.gateways.qris.services import save_static
from tests.factories.people import NOON


def static_qris(
    *, name: str = "BUMDES CONTOH", city: str = "BANYUASIN", store: str | None = None, tip: bool = False
) -> str:
    account = write([("00", "ID.CO.CONTOH.WWW"), ("01", "936000000000000001"), ("02", "0001"), ("03", "UMI")])
    national = write([("00", "ID.CO.QRIS.WWW"), ("02", "ID1000000000001"), ("03", "UMI")])
    parts = [("00", "01"), ("01", "11"), ("26", account), ("51", national), ("52", "5411"), ("53", "360")]
    parts += [("55", "01")] if tip else []
    parts += [("58", "ID"), ("59", name), ("60", city), ("61", "30911")]
    parts += [("62", write([("03", store)]))] if store else []
    body = write(parts) + "6304"
    return body + crc(body)


def make_static_qris(hub: Organisation, actor: User) -> StaticQris:
    return save_static(hub=hub, seller=None, payload=static_qris(), actor=actor, now=NOON)
