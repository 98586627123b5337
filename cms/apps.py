from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """The admin on its own host, and the audit log."""

    name = "cms"
    verbose_name = _("CMS")

    def ready(self) -> None:
        """Load the roles after each migration; collect what the apps show on the overview."""
        from cms import roles

        post_migrate.connect(roles.load)
        autodiscover_modules("kpis")
