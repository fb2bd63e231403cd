"""Files that have no address of their own: proofs, contracts, identity papers."""

from __future__ import annotations

from mimetypes import guess_type

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse

# What a browser may show by itself; everything else is only ever saved.
_SHOWN = ("image/jpeg", "image/png", "image/webp", "application/pdf")


class PrivateDisk(FileSystemStorage):
    """A folder outside of MEDIA_ROOT. Without a base address Django would offer that of MEDIA_URL."""

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address: its view serves it.")


def private_storage() -> Storage:
    """For `FileField(storage=private_storage)`: never served by path."""
    return storages["private"]


def serve_private(field_file: FieldFile, *, download_name: str) -> FileResponse:
    """The answer that shows one private file. The view has already checked who asks.

    `download_name` is ours, not the uploader's, and its ending says the type.
    """
    kind = guess_type(download_name)[0]
    response = FileResponse(
        field_file.open("rb"),
        filename=download_name,
        as_attachment=kind not in _SHOWN,
        content_type=kind if kind in _SHOWN else "application/octet-stream",
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
