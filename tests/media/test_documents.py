"""Papers: photos made anew, PDFs looked through."""

import pytest
from django.core.files.base import ContentFile

from media.documents import MAX_PDF_BYTES, NotAPaper, PaperTooLarge, inspected_paper
from media.inspection import Empty, NotAPicture
from tests.factories.photos import make_upload

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_photo_is_made_anew_under_a_name_of_ours():
    paper = inspected_paper(make_upload("NIB ibu lina.jpg"))

    assert paper.name.endswith(".jpg")
    assert "lina" not in paper.name


def test_a_pdf_is_kept_as_it_was_sent_under_a_name_of_ours():
    paper = inspected_paper(ContentFile(PDF, name="../halal.pdf"))

    assert paper.read() == PDF
    assert paper.name.endswith(".pdf")
    assert "halal" not in paper.name


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4 cut off",
        PDF.replace(b"/Catalog", b"/OpenAction<</S/JavaScript>>"),
        PDF.replace(b"/Catalog", b"/Launch"),
        PDF.replace(b"/Catalog", b"/Encrypt 2 0 R"),
    ],
)
def test_a_pdf_that_is_damaged_locked_or_runs_something_is_refused(content):
    with pytest.raises(NotAPaper):
        inspected_paper(ContentFile(content, name="a.pdf"))


def test_a_pdf_that_is_too_large_is_refused_unread():
    with pytest.raises(PaperTooLarge):
        inspected_paper(ContentFile(PDF + b" " * MAX_PDF_BYTES, name="a.pdf"))


@pytest.mark.parametrize(
    ("content", "refusal"), [(b"", Empty), (b"MZ\x90", NotAPicture), (b"<html>", NotAPicture)]
)
def test_anything_else_is_refused_whatever_its_name_says(content, refusal):
    with pytest.raises(refusal):
        inspected_paper(ContentFile(content, name="a.pdf"))
