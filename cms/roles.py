"""The four roles of staff, as groups. What they may do is data, loaded after each migration."""

from collections.abc import Mapping
from typing import Any, Final

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Names of the groups; a person has one of them, or none."""

    SUPPORT = "Support", _("Support")
    EDITOR = "Editor", _("Editor")
    FINANCE = "Finance", _("Finance")
    ADMINISTRATOR = "Administrator", _("Administrator")


# To say who has which role: the right that no other role has.
RIGHT_OF_ADMINISTRATORS: Final = "auth.change_group"
LOOK: Final = ("view",)
EDIT: Final = ("view", "change")

# Rights by model. They are on top of what an admin page allows at all: most are read-only.
PERMISSIONS: Final[Mapping[str, Mapping[Role, tuple[str, ...]]]] = {
    "accounts.user": {
        Role.SUPPORT: EDIT,
        Role.FINANCE: LOOK,
        Role.ADMINISTRATOR: (*EDIT, "may_delete_now"),
    },
    "accounts.authsession": {Role.SUPPORT: EDIT, Role.ADMINISTRATOR: EDIT},
    "accounts.signin": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "accounts.factorreset": {Role.SUPPORT: EDIT, Role.ADMINISTRATOR: EDIT},
    "accounts.factor": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "accounts.profile": {Role.SUPPORT: EDIT, Role.FINANCE: LOOK, Role.ADMINISTRATOR: EDIT},
    "socialaccount.socialapp": {Role.ADMINISTRATOR: (*EDIT, "add")},
    "accounts.ssoprovider": {Role.ADMINISTRATOR: ("view", "add", "change")},
    "accounts.ssodomain": {Role.ADMINISTRATOR: ("view", "add", "change")},
    "finance.entry": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "finance.valuation": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "finance.import": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "finance.fxrate": {Role.SUPPORT: LOOK, Role.FINANCE: LOOK, Role.ADMINISTRATOR: LOOK},
    "premium.plan": {
        Role.SUPPORT: LOOK,
        Role.EDITOR: LOOK,
        Role.FINANCE: LOOK,
        Role.ADMINISTRATOR: EDIT,
    },
    "premium.feature": {
        Role.SUPPORT: LOOK,
        Role.EDITOR: LOOK,
        Role.FINANCE: LOOK,
        Role.ADMINISTRATOR: EDIT,
    },
    "premium.grant": {
        Role.SUPPORT: (*EDIT, "add"),
        Role.FINANCE: LOOK,
        Role.ADMINISTRATOR: (*EDIT, "add"),
    },
    "premium.premiumstatus": {
        Role.SUPPORT: LOOK,
        Role.FINANCE: LOOK,
        Role.ADMINISTRATOR: LOOK,
    },
    "premium.code": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: (*EDIT, "add")},
    "premium.redemption": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "premium.payment": {
        Role.SUPPORT: LOOK,
        Role.FINANCE: EDIT,
        Role.ADMINISTRATOR: EDIT,
    },
    "premium.stray": {Role.SUPPORT: LOOK, Role.FINANCE: EDIT, Role.ADMINISTRATOR: EDIT},
    "premium.subscription": {
        Role.SUPPORT: LOOK,
        Role.FINANCE: EDIT,
        Role.ADMINISTRATOR: EDIT,
    },
    "gamification.tier": {Role.SUPPORT: LOOK, Role.EDITOR: LOOK, Role.ADMINISTRATOR: EDIT},
    "gamification.pointrule": {Role.SUPPORT: LOOK, Role.EDITOR: LOOK, Role.ADMINISTRATOR: EDIT},
    "gamification.pointbalance": {Role.SUPPORT: EDIT, Role.ADMINISTRATOR: EDIT},
    "gamification.ledgerentry": {
        Role.SUPPORT: (*EDIT, "add"),
        Role.ADMINISTRATOR: (*EDIT, "add", "may_give_much"),
    },
    "gamification.tierchange": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.leaderboardmember": {Role.SUPPORT: EDIT, Role.ADMINISTRATOR: EDIT},
    "gamification.leaderboardrow": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.referral": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.referralcode": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.achievement": {Role.SUPPORT: LOOK, Role.EDITOR: LOOK, Role.ADMINISTRATOR: EDIT},
    "gamification.achieved": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.checkin": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.streak": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "gamification.rewardpreference": {Role.SUPPORT: LOOK, Role.ADMINISTRATOR: LOOK},
    "wrappers.wrapperstat": {
        Role.SUPPORT: LOOK,
        Role.FINANCE: LOOK,
        Role.ADMINISTRATOR: LOOK,
    },
    "auth.group": {Role.ADMINISTRATOR: EDIT},
    "cms.auditentry": {Role.ADMINISTRATOR: LOOK},
}


def load(*, app_config: AppConfig, using: str, **_kwargs: Any) -> None:
    """Give the roles exactly their rights on an app's models: a receiver of post_migrate."""
    ours = [label for label in PERMISSIONS if label.startswith(f"{app_config.label}.")]
    if not ours or not app_config.models_module:
        return
    create_permissions(app_config, verbosity=0, interactive=False, using=using)
    app_permissions = {
        (permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.using(using)
        .filter(content_type__app_label=app_config.label)
        .select_related("content_type")
    }
    for role in Role:
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        wanted = _wanted(role, ours, app_permissions)
        present = set(group.permissions.filter(content_type__app_label=app_config.label))
        group.permissions.add(*wanted - present)
        group.permissions.remove(*present - wanted)


def _wanted(
    role: Role, labels: list[str], known: Mapping[tuple[str, str], Permission]
) -> set[Permission]:
    rights = {label.partition(".")[2]: PERMISSIONS[label].get(role, ()) for label in labels}
    names = {(model, f"{verb}_{model}") for model, verbs in rights.items() for verb in verbs}
    return {permission for name, permission in known.items() if name in names}
