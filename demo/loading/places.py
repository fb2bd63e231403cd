"""Places, BUMDes, their pickup points, couriers and the river timetable."""

from __future__ import annotations

from datetime import time

from bumdes.organisations.models import Organisation
from bumdes.villages.models import District
from bumdes.villages.services import load_regions
from demo.loading.source import content
from marketplace.fulfilment.models import CourierTariff, Departure, PickupPoint, RiverRoute, RouteStop


def load_places() -> None:
    load_regions()
    for row in content("bumdes"):
        organisation, _created = Organisation.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "village_id": row["village_code"],
                "phone": row["phone"],
                "address": row["address"],
                "opening_hours": row["opening_hours"],
                "about": row["about"],
                "dock": row["dock"],
            },
        )
        PickupPoint.objects.get_or_create(organisation=organisation)
    _load_couriers()
    for row in content("rivers"):
        _load_route(row)


def _load_couriers() -> None:
    hubs = {organisation.code: organisation for organisation in Organisation.objects.all()}
    districts = set(District.objects.values_list("pk", flat=True))
    CourierTariff.objects.bulk_create(
        (
            CourierTariff(
                hub=hubs[row["hub"]],
                district_id=district,
                fee=fee,
                days=row["eta_days"][district],
                max_grams=row["max_kg"] * 1000,
            )
            for row in content("courier")["hubs"]
            for district, fee in row["tariffs"].items()
            if district in districts
        ),
        ignore_conflicts=True,
    )


def _load_route(row: dict) -> None:
    route, created = RiverRoute.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "river": row["river"],
            "cutoff_minutes": row["cutoff_minutes"],
            "base_fee": row["tariff_base"],
            "fee_per_kg": row["tariff_per_kg"],
            "max_grams": row["capacity_kg"] * 1000,
            "note": row["note"][:160],
        },
    )
    if not created:
        return
    for position, stop in enumerate(row["stops"]):
        RouteStop.objects.create(
            route=route,
            position=position,
            name=stop["name"],
            village_id=stop["village_code"],
            offset_minutes=stop["offset_minutes"],
        )
    for departure in row["departures"]:
        for weekday in departure["weekdays"]:
            Departure.objects.get_or_create(
                route=route,
                weekday=weekday,
                time=time.fromisoformat(departure["time"]),
                is_return=departure["from"] == row["stops"][-1]["name"],
            )
