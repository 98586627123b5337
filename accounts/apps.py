from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: who they are and how they sign in."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell the lower layers where people, their choices and their limits are kept."""
        from accounts import allauth_compat, assurance, bearers, receivers
        from accounts.keys import services as keys
        from accounts.services import profiles
        from accounts.sso import receivers as sso
        from cms import access
        from numoraq.ui import preferences

        allauth_compat.count_where_all_limits_are()
        receivers.connect()
        sso.connect()
        bearers.register(keys.PREFIX, keys.person)
        access.require(assurance.is_proven)
        access.register_way_up(assurance.way_up)
        preferences.register_writer(profiles.remember_choice)
