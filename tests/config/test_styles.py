"""The style sheet in a page's head is the one the content policy names, and the only one."""

import base64
import re
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from config.styles import head_style


def test_sheet_loses_its_comments_and_lines_but_not_its_spaces(tmp_path):
    file = tmp_path / "a.css"
    file.write_text("/* why\n so */\n.a .b{color:red}\n  .c{margin:0 1px}\n")

    style = head_style(file)

    digest = base64.b64encode(sha256(style.text.encode()).digest()).decode()
    assert (style.text, style.csp_source) == (".a .b{color:red}.c{margin:0 1px}", f"'sha256-{digest}'")


def test_sheet_that_could_end_its_element_stops_the_start(tmp_path):
    file = tmp_path / "a.css"
    file.write_text(".a::before{content:'</style><script>'}")

    with pytest.raises(ImproperlyConfigured, match=r"a\.css holds a '<'"):
        head_style(file)


@pytest.mark.django_db
def test_policy_lets_in_the_style_of_the_page_and_nothing_inline(client):
    response = client.get(reverse("store:list"))

    [style] = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["style-src"] == f"'self' 'sha256-{digest}'"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/akun/masuk/", "/keranjang/", "/tidak-ada/"])
def test_pages_that_come_later_link_both_sheets(client, address):
    page = client.get(address).content.decode()

    assert "<style" not in page
    assert re.findall(r'<link rel="stylesheet" href="/static/css/(\w+)\.css">', page) == ["first", "sedulang"]


def test_one_place_writes_a_style_element():
    rooms = ("core", "media", "bumdes", "marketplace", "cms", "config")
    writers = [
        str(path.relative_to(settings.BASE_DIR))
        for room in rooms
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if "<style" in path.read_text(encoding="utf-8")
    ]

    assert writers == ["core/templatetags/styles.py"]
