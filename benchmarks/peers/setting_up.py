"""Databases and files for the peers, made when missing and kept between runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.measuring import HOME, databases
from benchmarks.measuring.report import console
from tests.journeys.web_server import ROOT, WebServer, web_server

OURS = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.ours_settings"}
BARE = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.bare_settings"}
OSCAR = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.oscar_settings"}
PACKAGES = ("Whoosh==2.7.4", "sorl-thumbnail==13.4.0")
ORDERS = 2_000
BASE = "bench_ours_base"


def run(environment: Mapping[str, str], *arguments: str) -> None:
    """A Python process of a peer. Raises CalledProcessError when it fails."""
    subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=ROOT,
        env=os.environ | dict(environment),
        check=True,
    )


def ensure_base(*, fresh: bool = False) -> str:
    """Our shop with the demo alone, which every other database of ours is a copy of; its name."""
    if fresh:
        databases.drop(BASE)
    if databases.exists(BASE):
        run(OURS | {"DATABASE_NAME": BASE}, "manage.py", "migrate", "--verbosity", "0")
        return BASE
    console.print(f"making {BASE}: tables and demo data")
    building = f"{BASE}_building"
    databases.drop(building)
    databases.create(building)
    here = OURS | {"DATABASE_NAME": building}
    run(here, "manage.py", "migrate", "--verbosity", "0")
    run(here, "manage.py", "demo")
    databases.settle(building)
    databases.rename(building, to=BASE)
    return BASE


def ensure_ours(products: int, *, fresh: bool = False) -> str:
    """Our shop with the demo and scale data up to this many products; gives the database's name."""
    name = f"bench_ours_{products}"
    if fresh:
        databases.drop(name)
    if databases.exists(name):
        run(OURS | {"DATABASE_NAME": name}, "manage.py", "migrate", "--verbosity", "0")
        return name
    base = ensure_base()
    console.print(f"making {name}")
    building = f"{name}_building"
    databases.drop(building)
    databases.copy(building, template=base)
    with databases.connect(building) as connection:
        have = connection.execute("SELECT count(*) FROM search_productcard").fetchone()[0]
    run(
        OURS | {"DATABASE_NAME": building},
        *("manage.py", "generate", "--products", str(max(products - have, 1))),
        *("--sellers", str(max(products // 20, 2)), "--orders", str(min(ORDERS, products))),
    )
    databases.settle(building)
    databases.rename(building, to=name)
    return name


def collect_static() -> None:
    run(OURS | {"DATABASE_NAME": "postgres"}, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")


def download_oscar_packages() -> bool:
    """Whoosh and sorl for Oscar alone, kept apart from our own packages; False without a registry."""
    target = HOME / "oscar" / "packages"
    if not (target / "whoosh").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target)]
        done = subprocess.run([*command, *PACKAGES], check=False, capture_output=True)
        if done.returncode:
            shutil.rmtree(target, ignore_errors=True)
            return False
    return True


def ensure_oscar(name: str, ours: str, *, fresh: bool = False) -> str:
    """Stock Oscar in a database of this name with the goods of one of ours; gives the name."""
    if fresh:
        databases.drop(name)
    if not databases.exists(name):
        console.print(f"making {name}")
        building = f"{name}_building"
        databases.drop(building)
        databases.create(building)
        run(OSCAR | {"DATABASE_NAME": building}, "-m", "benchmarks.peers.oscar_data", ours)
        databases.settle(building)
        databases.rename(building, to=name)
        shutil.rmtree(HOME / "oscar" / "whoosh" / name, ignore_errors=True)
    return name


def ensure_whoosh(name: str) -> None:
    """The Whoosh index of one of Oscar's databases."""
    if (HOME / "oscar" / "whoosh" / name).exists():
        return
    console.print(f"indexing {name} with Whoosh")
    here = OSCAR | {"DATABASE_NAME": name, "OSCAR_ENGINE": "whoosh"}
    run(here, "-m", "django", "rebuild_index", "--noinput", "--verbosity", "0")


@contextmanager
def serving(
    environment: Mapping[str, str],
    database: str,
    *,
    engine: str = "memory",
    workers: int = 1,
    probe: str = "/healthz",
) -> Iterator[WebServer]:
    """A peer's web server on one of its databases."""
    here = {**environment, "DATABASE_NAME": database, "OSCAR_ENGINE": engine}
    with web_server(here, workers=workers, probe=probe) as server:
        yield server
