from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """The admin on its own host, and the audit log."""

    name = "cms"
    verbose_name = _("CMS")
