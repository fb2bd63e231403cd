"""What a BUMDes says about itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import SPEAK_FOR, roles_of
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class NotTheDirector(Refusal):
    message = _("Only the director of this BUMDes may change this.")


def set_desk(
    *, organisation: Organisation, opening_hours: str, address: str, actor: User, now: datetime
) -> Organisation:
    """Say where the desk is and when it is open; buyers read it where they choose a pickup point.

    The same words again change nothing. Raises NotTheDirector.
    """
    with transaction.atomic(durable=True):
        lock(organisation)
        if not roles_of(actor, organisation.pk) & SPEAK_FOR:
            raise NotTheDirector
        said = {"opening_hours": opening_hours, "address": address}
        changed = sorted(name for name, value in said.items() if getattr(organisation, name) != value)
        if changed:
            for name in changed:
                setattr(organisation, name, said[name])
            organisation.save(update_fields=changed)
            record(action="organisation.desk", subject=organisation, actor=actor, at=now, changed=changed)
    return organisation
