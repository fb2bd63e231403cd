"""Forms of a complaint: what the buyer says, what the shop answers, what is decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import RupiahField
from marketplace.aftersales.models import Complaint
from marketplace.order.models import Order
from marketplace.payment.models import GIVES_BACK, Refund
from marketplace.settlement.queries.reversing import Left
from media.fields import PhotosField

MOST_PHOTOS = 4


class ComplaintForm(forms.Form):
    """One number of pieces for each line of the order; a single line is filled in."""

    kind = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=Complaint.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is the matter.")},
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any):
        super().__init__(*args, **kwargs)
        lines = list(order.lines.order_by("pk"))
        self.names = {f"line-{line.pk}": line.pk for line in lines}
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=_("%(goods)s: how many pieces of %(quantity)s")
                % {"goods": line.title, "quantity": line.quantity},
                min_value=0,
                max_value=line.quantity,
                initial=line.quantity if len(lines) == 1 else 0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={"required": _("Write how many, or 0.")},
            )
        self.fields["story"] = forms.CharField(
            label=_("What happened?"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("The shop and we read it."),
            error_messages={"required": _("Write what happened.")},
        )
        self.fields["photos"] = PhotosField(
            label=_("Photos of the goods and the packing"),
            max_photos=MOST_PHOTOS,
            required=False,
            help_text=_("Up to %(n)s. They help to decide quickly.") % {"n": MOST_PHOTOS},
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What raise_complaint() takes."""
        data = self.cleaned_data
        pieces = {pk: data[name] for name, pk in self.names.items()}
        return {"kind": data["kind"], "story": data["story"], "photos": data["photos"], "pieces": pieces}


class AnswerForm(forms.Form):
    agrees = forms.TypedChoiceField(
        label=_("Is the buyer right?"),
        choices=[("yes", _("Yes, money should go back")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    words = forms.CharField(
        label=_("What do you say to it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The buyer reads it."),
        error_messages={"required": _("Write an answer.")},
    )


class DecisionForm(forms.Form):
    """How much of each line and of the delivery goes back, out of whose money, and which way."""

    def __init__(self, *args: Any, complaint: Complaint, left: Left, method: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        asked = {row.line_id: row.pieces for row in complaint.lines.all()}
        lines = list(complaint.order.lines.order_by("pk"))
        self.names = {f"line-{line.pk}": line.pk for line in lines}
        for line in lines:
            most = left.lines[line.pk]
            self.fields[f"line-{line.pk}"] = RupiahField(
                label=line.title,
                required=False,
                largest=most,
                initial=min(asked.get(line.pk, 0) * line.unit_price, most),
            )
        self.fields["delivery"] = RupiahField(
            label=_("Delivery money"), required=False, largest=left.delivery, initial=0
        )
        self.fields["liable"] = forms.ChoiceField(
            label=_("Who bears it?"),
            choices=Refund.Liable.choices,
            initial=Refund.Liable.SELLER,
            widget=forms.RadioSelect,
            help_text=_("The shop gets commission and fee back in proportion. The others bear it whole."),
        )
        ways = [
            way for way in Refund.Target.choices if way[0] != Refund.Target.ORIGINAL or method in GIVES_BACK
        ]
        self.fields["target"] = forms.ChoiceField(
            label=_("Which way does it go back?"), choices=ways, initial=ways[0][0], widget=forms.RadioSelect
        )
        self.fields["words"] = forms.CharField(
            label=_("Your decision in words"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The buyer and the shop read it."),
            error_messages={"required": _("Write why it is decided so.")},
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What decide() takes."""
        data = self.cleaned_data
        granted = {pk: data[name] for name, pk in self.names.items() if data[name]}
        return {
            "granted": granted,
            "delivery": data["delivery"] or 0,
            **{name: data[name] for name in ("liable", "target", "words")},
        }


class RefusalForm(forms.Form):
    words = forms.CharField(
        label=_("Why nothing goes back"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The buyer and the shop read it."),
        error_messages={"required": _("Write why it is decided so.")},
    )
