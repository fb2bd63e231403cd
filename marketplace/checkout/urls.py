"""Addresses of the checkout. A purchase's pages exist twice: by its reference for the person
signed in, and by its token for a guest."""

from django.urls import path

from marketplace.checkout.views.confirmation import Confirmation
from marketplace.checkout.views.delivery import Delivery
from marketplace.checkout.views.paying import (
    Again,
    Cancellation,
    Look,
    Pay,
    PaymentMethod,
    Proof,
    QrPicture,
    State,
)
from marketplace.checkout.views.recipient import Recipient

app_name = "checkout"

_PAGES = {
    "pay": ("bayar/", Pay),
    "method": ("bayar/cara/", PaymentMethod),
    "proof": ("bayar/bukti/", Proof),
    "look": ("bayar/cek/", Look),
    "state": ("bayar/keadaan/", State),
    "qr": ("bayar/qris.png", QrPicture),
    "cancellation": ("pembatalan/", Cancellation),
    "again": ("ulang/", Again),
    "confirmation": ("konfirmasi/", Confirmation),
}

urlpatterns = [
    path("", Recipient.as_view(), name="recipient"),
    path("pengiriman/", Delivery.as_view(), name="delivery"),
]
for name, (route, view) in _PAGES.items():
    urlpatterns += [
        path(f"<slug:reference>/{route}", view.as_view(), name=name),
        path(f"tamu/<slug:token>/{route}", view.as_view(), name=f"{name}_token"),
    ]
