"""A form that was sent twice: one answer, one key, one sender."""

from dataclasses import dataclass

import pytest
from django import forms

from core.idempotency.fields import KeyField
from core.idempotency.models import SentForm
from core.idempotency.services import content_hash, earlier_answer, remember
from core.refusals import Conflict
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
KEY = "k" * 22


@dataclass(frozen=True)
class Opening:
    name: str


def test_a_new_form_has_no_earlier_answer():
    assert earlier_answer(key=KEY, user=make_user(), content="x") is None


@pytest.mark.parametrize(("made", "answer"), [(17, "17"), ("toko-lina", "toko-lina")])
def test_the_same_form_gets_the_same_answer(made, answer):
    user = make_user()
    remember(key=KEY, user=user, content="x", answer=made, now=NOON)

    assert earlier_answer(key=KEY, user=user, content="x") == answer
    assert SentForm.objects.get().sent_at == NOON


def test_other_content_or_another_sender_is_refused():
    user = make_user()
    remember(key=KEY, user=user, content="x", answer=1, now=NOON)

    with pytest.raises(Conflict):
        earlier_answer(key=KEY, user=user, content="y")
    with pytest.raises(Conflict):
        earlier_answer(key=KEY, user=make_user(), content="x")


def test_a_fingerprint_is_of_the_content():
    assert content_hash("shop", Opening("Lina")) == content_hash("shop", Opening("Lina"))
    assert content_hash("shop", Opening("Lina")) != content_hash("shop", Opening("Sari"))
    assert content_hash("shop", 1) != content_hash("shop", "1")


class KeyForm(forms.Form):
    key = KeyField()


def test_each_page_makes_a_key_of_its_own_and_a_lost_one_is_said():
    assert KeyForm().initial == {}
    assert KeyForm()["key"].value() != KeyForm()["key"].value()
    assert KeyForm({}).errors["key"] == ["This form is incomplete. Open the page again."]
