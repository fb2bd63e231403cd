"""Oscar's models of this app, unchanged; the migrations are ours."""

from oscar.apps.offer.models import *  # noqa: F403
