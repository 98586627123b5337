from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: who they are and how they sign in."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell the lower layers where people, their choices and their limits are kept."""
        from accounts import allauth_compat
        from accounts.services import people, profiles
        from numoraq.rls import sessions
        from numoraq.ui import preferences

        allauth_compat.count_where_all_limits_are()
        sessions.register_ender(people.end_sessions_of)
        preferences.register_writer(profiles.remember_choice)
