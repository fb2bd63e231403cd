"""Loading the official list of districts and villages."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from bumdes.villages.models import District, Village

DATA = Path(__file__).parent / "data"
KECAMATAN = "kecamatan"


def load_regions(source: Path = DATA / "banyuasin_regions.csv") -> tuple[int, int]:
    """Write the districts and villages of the file; gives how many of each. Safe to repeat.

    Source: Kepmendagri 300.2.2-2430/2025, see data/LICENSE.
    """
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def place(row: dict[str, str]) -> dict[str, Decimal | None]:
        return {
            "latitude": Decimal(row["lat"]) if row["lat"] else None,
            "longitude": Decimal(row["lon"]) if row["lon"] else None,
        }

    districts = [
        District(code=row["code"], name=row["name"], **place(row)) for row in rows if row["kind"] == KECAMATAN
    ]
    villages = [
        Village(
            code=row["code"],
            district_id=row["code"].rpartition(".")[0],
            name=row["name"],
            kind=row["kind"],
            postcode=row["postcode"],
            **place(row),
        )
        for row in rows
        if row["kind"] != KECAMATAN
    ]
    with transaction.atomic():
        District.objects.bulk_create(
            districts,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "latitude", "longitude"],
        )
        Village.objects.bulk_create(
            villages,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["district", "name", "kind", "postcode", "latitude", "longitude"],
        )
    return len(districts), len(villages)
