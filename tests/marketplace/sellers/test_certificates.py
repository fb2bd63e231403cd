"""Papers of a shop: sent by the shop, seen by its BUMDes and the operator, by nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit.models import AuditLine
from marketplace.sellers import certificates
from marketplace.sellers.models import Certificate
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user, owner_of
from tests.factories.photos import make_upload
from tests.media.test_documents import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_seller()


@pytest.fixture
def own(client, shop):
    client.force_login(owner_of(shop))
    return client


def send(client, shop, **kw):
    pdf = SimpleUploadedFile("NIB.pdf", PDF, content_type="application/pdf")
    data = {"kind": "nib", "note": "0220101234567", "file": pdf} | kw
    return client.post(reverse("seller:certificates", args=[shop.slug]), data)


def keep(shop, **kw) -> Certificate:
    values = {"kind": "nib", "note": "", "actor": owner_of(shop), "now": NOON} | kw
    file = SimpleUploadedFile("x.pdf", PDF)
    return certificates.add_certificate(seller=shop, file=file, **values)


def test_a_paper_is_sent_and_seen_by_the_shop(own, shop):
    answer = send(own, shop)

    paper = Certificate.objects.get()
    page = own.get(answer.url)
    file = own.get(reverse("seller:certificate", args=[shop.slug, paper.pk]))
    assert (paper.kind, paper.note, paper.uploaded_by) == ("nib", "0220101234567", owner_of(shop))
    assert "0220101234567" in page.text
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == f'inline; filename="nib-{shop.slug}.pdf"'
    assert "no-store" in file["Cache-Control"]
    assert paper.file.storage.exists(paper.file.name)


def test_a_photo_of_a_paper_is_kept_as_a_photo(own, shop):
    send(own, shop, file=make_upload("halal.png"))

    assert Certificate.objects.get().ending == ".jpg"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "ktp"}, "kind"),
        ({"note": "x" * 81}, "note"),
        ({"file": ""}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ")}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 /JavaScript %%EOF")}, "file"),
    ],
)
def test_bad_input_is_said_beside_its_field(own, shop, change, field):
    page = send(own, shop, **change)

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert not Certificate.objects.exists()


def test_a_shop_keeps_a_dozen_papers(own, shop):
    for _ in range(certificates.MOST):
        keep(shop)

    page = send(own, shop)

    assert page.status_code == 422
    assert Certificate.objects.count() == certificates.MOST


def test_removing_a_paper_deletes_its_file(own, shop, django_capture_on_commit_callbacks):
    paper = keep(shop)
    url = reverse("seller:certificate", args=[shop.slug, paper.pk])

    with django_capture_on_commit_callbacks(execute=True):
        own.post(url)

    assert not Certificate.objects.exists()
    assert not paper.file.storage.exists(paper.file.name)
    assert AuditLine.objects.get(action="certificate.removed").actor == owner_of(shop)
    assert own.post(url).status_code == 404


def test_the_hub_and_the_operator_see_it_when_they_look_a_shop_over(client, shop):
    paper = keep(shop, note="ABC-1")
    at_desk = reverse("hub:certificate", args=[shop.hub.code, shop.slug, paper.pk])
    at_operator = reverse("operator:certificate", args=[shop.slug, paper.pk])

    client.force_login(make_officer(shop.hub, "cashier"))
    assert "ABC-1" in client.get(reverse("hub:seller", args=[shop.hub.code, shop.slug])).text
    assert client.get(at_desk).status_code == 200
    client.force_login(make_operator())
    assert "ABC-1" in client.get(reverse("operator:seller", args=[shop.slug])).text
    assert client.get(at_operator).status_code == 200
    client.force_login(make_officer(shop.hub, "supervisor"))
    assert client.get(at_desk).status_code == 403


def test_nobody_else_sees_it(client, shop):
    paper = keep(shop)
    elsewhere = make_organisation()
    strangers = [
        make_user(),
        owner_of(make_seller()),
        make_officer(elsewhere, "director"),
    ]
    urls = [
        reverse("seller:certificate", args=[shop.slug, paper.pk]),
        reverse("hub:certificate", args=[shop.hub.code, shop.slug, paper.pk]),
        reverse("hub:certificate", args=[elsewhere.code, shop.slug, paper.pk]),
        reverse("operator:certificate", args=[shop.slug, paper.pk]),
    ]

    seen = []
    for user in strangers:
        client.force_login(user)
        seen += [client.get(url).status_code for url in urls]

    assert set(seen) == {404}


def test_a_paper_without_its_file_is_refused_by_the_database(shop):
    with pytest.raises(IntegrityError, match="certificate_has_its_file"), transaction.atomic():
        Certificate.objects.create(
            seller=shop, kind="nib", file="", uploaded_by=owner_of(shop), uploaded_at=NOON
        )
