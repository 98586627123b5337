from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: who they are and how they sign in."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell the lower layers where people, their choices and their limits are kept."""
        from accounts import allauth_compat, allauth_factors, assurance, bearers, receivers
        from accounts.integrations import providers
        from accounts.keys import services as keys
        from accounts.leaving import account, files, registry
        from accounts.services import profiles, stored
        from accounts.sso import receivers as sso
        from accounts.tokens import claims, codes
        from accounts.tokens import keys as signing_keys
        from cms import access
        from numoraq.rls import sessions
        from numoraq.ui import preferences

        allauth_compat.keep_our_limits()
        allauth_compat.ask_for_our_proofs()
        allauth_compat.have_programs_offered(codes.offered)
        providers.install()
        allauth_factors.install()
        receivers.connect()
        sessions.on_move(stored.follow)
        sso.connect()
        bearers.register(keys.PREFIX, keys.person)
        bearers.register("", claims.person)
        signing_keys.configured()
        registry.register("account", account.parts)
        registry.register_files(files.of_person)
        access.require(assurance.is_proven)
        access.register_way_up(assurance.way_up)
        preferences.register_writer(profiles.remember_choice)
