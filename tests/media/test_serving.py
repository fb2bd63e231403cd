from io import BytesIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadhandler import StopUpload
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.test import RequestFactory

from config.storages import file_storages, picture_hosts
from media import uploads
from media.private import serve_private
from media.uploads import MAX_FILE_BYTES, CappedUploadHandler
from media.views import public_file
from tests.factories.photos import make_picture


@pytest.mark.django_db
def test_picture_may_be_kept_for_ever_and_runs_nothing(client):
    picture = make_picture(ready=True)

    response = client.get(f"/media/{picture.widths['stem']}-160.webp")

    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "documents/ktp.pdf",
        "r/../documents/ktp.pdf",
        "r/ab/../../documents/ktp.pdf",
        "r/",
        "r/ab",
        "r/nothing.webp",
        "",
        "/etc/passwd",
        "r//etc/passwd",
        "r\\..\\documents\\ktp.pdf",
        "r/ab/c.webp\0.pdf",
    ],
)
def test_nothing_else_is_served(rf, path):
    default_storage.save("documents/ktp.pdf", ContentFile(b"secret"))
    default_storage.save("r/ab/c.webp", ContentFile(b"picture"))

    with pytest.raises(Http404):
        public_file(rf.get("/"), path)


def test_pictures_are_only_read(client):
    default_storage.save("r/ab/c.webp", ContentFile(b"picture"))

    assert client.post("/media/r/ab/c.webp").status_code == 405


def _private(name: str, content: bytes) -> FieldFile:
    stored = storages["private"].save(name, ContentFile(content))
    return FieldFile(None, FileField(storage=storages["private"]), stored)


def test_private_file_is_shown_once_and_kept_nowhere():
    response = serve_private(_private("transfer-proofs/a.jpg", b"jpeg"), download_name="bukti-ABCD.jpg")

    assert b"".join(response) == b"jpeg"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="bukti-ABCD.jpg"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_private_page_is_never_shown():
    response = serve_private(_private("x.html", b"<script>"), download_name="x.html")

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="x.html"'


def test_private_file_has_no_address():
    file = _private("transfer-proofs/a.jpg", b"jpeg")

    with pytest.raises(ValueError, match="has no address"):
        file.url  # noqa: B018


def test_files_are_on_disk_until_a_bucket_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("STORAGE_BUCKET", raising=False)

    kept = file_storages(tmp_path)

    assert kept["private"]["BACKEND"] == "media.private.PrivateDisk"
    assert kept["private"]["OPTIONS"] == {"location": tmp_path / "private"}
    assert picture_hosts() == []


def test_buckets_are_two_and_the_private_one_is_signed(monkeypatch, tmp_path):
    monkeypatch.setenv("STORAGE_BUCKET", "sedulang")
    monkeypatch.setenv("STORAGE_PRIVATE_BUCKET", "sedulang-private")
    monkeypatch.setenv("STORAGE_PUBLIC_HOST", "foto.example.id")

    kept = file_storages(tmp_path)

    public, private = kept["default"]["OPTIONS"], kept["private"]["OPTIONS"]
    assert (public["bucket_name"], public["querystring_auth"]) == ("sedulang", False)
    assert (private["bucket_name"], private["querystring_auth"]) == ("sedulang-private", True)
    assert private["querystring_expire"] == 600
    assert "custom_domain" not in private
    assert picture_hosts() == ["https://foto.example.id"]


@pytest.mark.parametrize("private", ["", "sedulang"])
def test_one_bucket_for_both_stops_the_start(monkeypatch, tmp_path, private):
    monkeypatch.setenv("STORAGE_BUCKET", "sedulang")
    monkeypatch.setenv("STORAGE_PRIVATE_BUCKET", private)

    with pytest.raises(ImproperlyConfigured, match="STORAGE_PRIVATE_BUCKET"):
        file_storages(tmp_path)


def _posted(content: bytes):
    upload = BytesIO(content)
    upload.name = "besar.jpg"
    request = RequestFactory().post("/", {"photo": upload})
    request.upload_handlers = [CappedUploadHandler(request)]
    return request


def test_large_upload_takes_no_room_and_tells_its_size():
    request = _posted(bytes(MAX_FILE_BYTES + 1))

    file = request.FILES["photo"]

    assert (file.size, file.read()) == (MAX_FILE_BYTES + 1, b"")


def test_ordinary_upload_is_whole():
    assert _posted(b"photo" * 50_000).FILES["photo"].read() == b"photo" * 50_000


def test_request_over_its_cap_is_cut_off(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_REQUEST_BYTES", 100_000)
    handler = CappedUploadHandler(RequestFactory().post("/"))
    handler.new_file("photo", "a.jpg", "image/jpeg", None)
    handler.receive_data_chunk(bytes(65_536), 0)

    with pytest.raises(StopUpload):
        handler.receive_data_chunk(bytes(65_536), 65_536)
