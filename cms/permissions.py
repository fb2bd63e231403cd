"""Who may do what in the editors' room."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from core.users.models import User


class SuperusersOnly(BasePermissionPolicy):
    """Only superusers, and of their actions only these.

    Wagtail's own policy would let anyone with `change_group` hand out every right.
    """

    def __init__(self, model: type[Model], *, actions: Collection[str]):
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        return bool(user.is_active and user.is_superuser and action in self.actions)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        people = get_user_model().objects
        if self.actions.isdisjoint(actions):
            return people.none()
        return people.filter(is_active=True, is_superuser=True)
