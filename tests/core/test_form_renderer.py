"""Inputs drawn without a template: the markup must stay Django's own, byte for byte."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from core.form_renderer import _INPUTS, FormRenderer

WIDGETS = [
    forms.TextInput,
    forms.EmailInput,
    forms.NumberInput,
    forms.URLInput,
    forms.HiddenInput,
    forms.PasswordInput,
    forms.DateInput,
    forms.TimeInput,
]
VALUES = [None, "", 0, 12_345, "Siti", '"><script>&amp;', "{{ value }} {}", mark_safe("<b>&</b>")]
ATTRS = [
    {},
    {"id": "id_name", "required": True, "hidden": False, "maxlength": 30, "class": ""},
    {"data-said": '"quoted" & <more>', "type": "tel", "autocomplete": "tel", "aria-invalid": "true"},
]


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "booleans", "escaped"])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_input_is_drawn_as_django_draws_it(widget, attrs, value):
    ours = widget(attrs).render("nama", value, renderer=FormRenderer())
    theirs = widget(attrs).render("nama", value, renderer=DjangoTemplates())

    assert ours == theirs


def test_every_template_drawn_here_is_one_of_djangos_and_but_an_input():
    renderer = DjangoTemplates()

    for name in _INPUTS:
        source = renderer.get_template(name).template.source.strip()
        assert source == '{% include "django/forms/widgets/input.html" %}', name


def test_other_widgets_and_errors_are_left_to_django():
    class Asking(forms.Form):
        default_renderer = FormRenderer
        note = forms.CharField(widget=forms.Textarea)
        side = forms.ChoiceField(choices=[("left", "Left")])

    form = Asking({"note": "", "side": "left"})

    assert str(form["note"]).startswith("<textarea")
    assert '<option value="left" selected>Left</option>' in str(form["side"])
    assert "This field is required." in str(form.errors)
