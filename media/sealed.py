"""Papers that are unreadable on the disk: the private store, with each file encrypted."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from core.encryption import decrypt, encrypt
from media.private import private_storage

_PURPOSE = "sealed-file"


@deconstructible
class SealedStorage(Storage):
    """Encrypts what it keeps in the private store. A file is read whole: papers are small."""

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        return private_storage().save(name, ContentFile(encrypt(content.read(), purpose=_PURPOSE)))

    def _open(self, name: str, mode: str = "rb") -> File:
        with private_storage().open(name, "rb") as file:
            return ContentFile(decrypt(file.read(), purpose=_PURPOSE), name=name)

    def exists(self, name: str) -> bool:
        return private_storage().exists(name)

    def delete(self, name: str) -> None:
        private_storage().delete(name)

    def url(self, name: str | None) -> str:
        raise ValueError("A sealed file has no address: its view serves it.")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return private_storage().get_available_name(name, max_length)

    def size(self, name: str) -> int:
        """Of the readable content."""
        with self._open(name) as file:
            return file.size

    def listdir(self, path: str) -> tuple[list[Any], list[Any]]:
        return private_storage().listdir(path)


def sealed_storage() -> Storage:
    """For `FileField(storage=sealed_storage)`: identity papers."""
    return SealedStorage()
