"""Where files are kept: the local disk, or two buckets when STORAGE_BUCKET names one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import environment as env

SIGNED_FOR_S = 600  # how long the address of a private file works


def file_storages(var: Path) -> dict[str, dict[str, Any]]:
    """The `default` (public) and `private` entries of STORAGES.

    Buckets: STORAGE_BUCKET and STORAGE_PRIVATE_BUCKET (two different ones), STORAGE_ACCESS_KEY,
    STORAGE_SECRET_KEY, and where they are needed STORAGE_ENDPOINT (a service other than AWS),
    STORAGE_REGION and STORAGE_PUBLIC_HOST (the host name pictures are read from).
    Raises ImproperlyConfigured when one bucket would serve for both.
    """
    bucket = env.text("STORAGE_BUCKET")
    if not bucket:
        return {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "private": {"BACKEND": "media.private.PrivateDisk", "OPTIONS": {"location": var / "private"}},
        }
    private = env.text("STORAGE_PRIVATE_BUCKET")
    if private in ("", bucket):
        raise ImproperlyConfigured(
            "STORAGE_PRIVATE_BUCKET is missing or the public one: name a bucket that nobody can read"
        )
    common = {
        "access_key": env.text("STORAGE_ACCESS_KEY"),
        "secret_key": env.text("STORAGE_SECRET_KEY"),
        "endpoint_url": env.text("STORAGE_ENDPOINT") or None,
        "region_name": env.text("STORAGE_REGION") or None,
        "file_overwrite": False,
        "default_acl": None,
    }
    public = {
        **common,
        "bucket_name": bucket,
        "querystring_auth": False,
        "custom_domain": env.text("STORAGE_PUBLIC_HOST") or None,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    }
    hidden = {
        **common,
        "bucket_name": private,
        "querystring_auth": True,
        "querystring_expire": SIGNED_FOR_S,
        "object_parameters": {"CacheControl": "private, no-store"},
    }
    return {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": public},
        "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": hidden},
    }


def picture_hosts() -> list[str]:
    """Hosts beside our own that pictures come from, as sources for the content policy."""
    if not env.text("STORAGE_BUCKET"):
        return []
    host = env.text("STORAGE_PUBLIC_HOST")
    return [f"https://{host}"] if host else [env.text("STORAGE_ENDPOINT") or "https://*.amazonaws.com"]
