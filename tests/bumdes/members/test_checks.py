"""`check --deploy` notices a key under which members' numbers are not found again."""

import pytest

from bumdes.members.checks import check_numbers_are_found_again
from tests.factories.members import make_member
from tests.factories.people import make_organisation

pytestmark = pytest.mark.django_db
ONE, OTHER = "kunci-satu--" * 5, "kunci-lain--" * 5


def _ids(settings, key: str) -> list[str]:
    settings.PERSONAL_DATA_KEY = key
    return [error.id for error in check_numbers_are_found_again(None)]


def test_without_members_any_key_does(settings):
    assert _ids(settings, ONE) == []


def test_the_key_the_numbers_were_kept_with_is_known_again(settings):
    settings.PERSONAL_DATA_KEY = ONE
    make_member(make_organisation(), nik="1607025204900001")

    assert _ids(settings, ONE) == []
    assert _ids(settings, OTHER) == ["sedulang.E007"]


def test_numbers_that_still_open_under_a_fallback_are_not_found_again(settings):
    settings.PERSONAL_DATA_KEY = settings.SECRET_KEY
    make_member(make_organisation(), nik="1607025204900001")

    # They open, since SECRET_KEY is tried too, but their hashes are another key's.
    assert _ids(settings, ONE) == ["sedulang.E007"]


def test_a_key_changed_between_members_is_noticed(settings):
    hub = make_organisation()
    for key, nik in ((ONE, "1607025204900001"), (OTHER, "1607025204900002")):
        settings.PERSONAL_DATA_KEY = key
        make_member(hub, nik=nik)

    assert _ids(settings, OTHER) == ["sedulang.E007"]
