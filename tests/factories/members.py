"""Small real members and groups; names are invented."""

from __future__ import annotations

from itertools import count

from bumdes.members.models import Group, Member
from bumdes.members.services import form_group, register_member
from bumdes.members.services.groups import GroupFacts
from bumdes.members.services.people import Facts
from bumdes.organisations.models import Organisation
from core.users.models import User
from tests.factories.books import NEW_YEAR
from tests.factories.people import NOON, make_user

_n = count(1)


def make_member(
    organisation: Organisation, *, actor: User | None = None, user: User | None = None, **facts
) -> Member:
    """`user` is her own sign-in, where she has one."""
    n = next(_n)
    facts.setdefault("name", f"Anggota contoh {n}")
    facts.setdefault("village", organisation.village)
    return register_member(
        organisation=organisation,
        facts=Facts(**facts),
        joined_on=NEW_YEAR,
        key=f"member-key-{n:08d}",
        actor=actor or make_user(),
        now=NOON,
        user=user,
    )


def make_group(organisation: Organisation, *, actor: User | None = None, **facts) -> Group:
    n = next(_n)
    facts.setdefault("name", f"Kelompok contoh {n}")
    facts.setdefault("village", organisation.village)
    return form_group(
        organisation=organisation,
        facts=GroupFacts(**facts),
        formed_on=NEW_YEAR,
        key=f"group-key-{n:08d}",
        actor=actor or make_user(),
        now=NOON,
    )
