import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


def _run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SEDULANG_VAR") if name in os.environ}
    command = [sys.executable, "-W", "ignore", *arguments]
    environment = {**kept, **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_deploy_check_is_clean(sane_environment):
    done = _run(sane_environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak"),
        (
            {"SECRET_KEY": "local-only-key-that-production-settings-refuse-to-start-with"},
            "SECRET_KEY is missing or weak",
        ),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghijklmnop" * 4}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is missing or weak"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing or open"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is missing or open"),
        ({"ALLOWED_HOSTS": ".example.id"}, "ALLOWED_HOSTS is missing or open"),
        ({"SITE_URL": "http://sedulang.example.id"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://other.example.id"}, "SITE_URL must begin with https://"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is missing"),
        ({"PROXY_HOPS": "one"}, "PROXY_HOPS is 'one': write a whole number"),
        ({"PROCESS_ROLE": "cook"}, "PROCESS_ROLE is 'cook': write web, worker or command"),
    ],
)
def test_bad_environment_stops_the_start_and_says_why(monkeypatch, sane_environment, wrong, said):
    for name, value in {**sane_environment, **wrong}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured) as stopped:
        runpy.run_module("config.settings.production")

    assert str(stopped.value).startswith(said)


VISIT = """
import json
import django
from django.conf import settings
from django.db import connection
from django.test import Client
# Which files are collected is not what is asked here.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
client = Client(headers={"host": "sedulang.example.id"})
far = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
plain = client.get("/akun/masuk/")
alive = client.get("/healthz")
page = client.get("/akun/masuk/", headers=far)
strange = client.get("/", headers={**far, "host": "evil.example"})
with connection.cursor() as cursor:
    def shown(name):
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]
    limits = {name: shown(name) for name in (
        "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_timeout",
        "search_path", "application_name")}
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "alive": alive.status_code,
    "page": page.status_code,
    "headers": {key.lower(): value for key, value in page.headers.items()},
    "cookies": {key: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"], c["domain"]]
                for key, c in page.cookies.items()},
    "address": page.wsgi_request.META["REMOTE_ADDR"],
    "strange": strange.status_code,
    "limits": limits,
    "pool": settings.DATABASES["default"]["OPTIONS"].get("pool"),
}))
connection.close()
if connection.pool:
    connection.close_pool()
"""


def test_a_visit_is_secure_in_every_header(sane_environment):
    done = _run({**sane_environment, "PROCESS_ROLE": "web"}, "-c", VISIT)

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    headers = seen["headers"]
    assert seen["plain"] == [301, "https://sedulang.example.id/akun/masuk/"]
    assert (seen["alive"], seen["page"], seen["strange"]) == (200, 200, 400)
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split("; ")}
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "upgrade-insecure-requests" in policy
    assert "'unsafe-inline'" not in headers["content-security-policy"]
    assert seen["address"] == "203.0.113.9"
    assert seen["cookies"]["__Host-csrf"] == [True, True, "Lax", "/", ""]
    assert seen["limits"] == {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "10s",
        "transaction_timeout": "30s",
        "search_path": "public",
        "application_name": "sedulang-web",
    }
    assert seen["pool"] == {"min_size": 1, "max_size": 4, "timeout": 5}


def test_start_refuses_a_database_that_may_lose_data(sane_environment):
    url = sane_environment["DATABASE_URL"] + "&options=-c%20synchronous_commit%3Doff"

    done = _run({**sane_environment, "DATABASE_URL": url}, "-c", "import config.wsgi")

    assert done.returncode == 1
    assert "may lose committed data: synchronous_commit = off" in done.stderr


def test_logs_are_json_with_the_requests_id_and_no_personal_data(sane_environment):
    visit = """
import django
from django.test import Client
django.setup()
far = {"host": "sedulang.example.id", "X-Forwarded-Proto": "https", "X-Request-ID": "from-our-proxy-1"}
Client(headers=far).get("/healthz?phone=081234567890&token=Zx81pQ")
"""

    done = _run(sane_environment, "-c", visit)

    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert {**line, "ms": 0, "timestamp": ""} == {
        "request_id": "from-our-proxy-1",
        "event": "request",
        "logger": "sedulang.requests",
        "level": "info",
        "method": "GET",
        "path": "/healthz",
        "status": 200,
        "ms": 0,
        "timestamp": "",
    }
