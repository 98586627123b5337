"""The CMS: Django's admin on its own host, for staff alone."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import access, sidebar
from cms.sidebar import Page, Section

__all__ = ["CmsSite", "Section", "site"]

# Passwords are changed in the app, and nothing of a person's is shown on the main host.
# Autocompletion would list a person's rows without a record of who looked.
_LEFT_OUT = {"autocomplete", "password_change", "password_change_done", "view_on_site"}


class CmsSite(AdminSite):
    """The admin of the CMS. Only what is registered here is in it; the stock site is mounted
    nowhere, so that no library brings a page that writes without an audit entry.
    """

    site_title = _("NumoraQ CMS")
    site_header = _("NumoraQ CMS")
    index_title = _("Overview")
    index_template = "cms/index.html"
    enable_nav_sidebar = False  # the sidebar is part of our own frame

    def __init__(self) -> None:
        super().__init__("admin")
        self.pages: list[Page] = []
        self.disable_action("delete_selected")

    def register_page(self, **page: Any) -> None:
        """Add a page: path, name, title, section, permission, view(request) -> HttpResponse."""
        self.pages.append(Page(**page))

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this is a member of staff, in the CMS, proven well enough."""
        return super().has_permission(request) and access.may_act_as_staff(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return a view for staff, rendered while the transaction of the request is open."""

        def rendered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

        return super().admin_view(rendered, cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return our pages, then the admin's URLs without those that have no place here."""
        pages = [path(page.path, self._for_page(page), name=page.name) for page in self.pages]
        stock = [url for url in super().get_urls() if getattr(url, "name", "") not in _LEFT_OUT]
        return [*pages, *stock]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sign staff in, by the same machinery as everybody."""
        from cms import views

        return views.sign_in(request)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """End the session; open also to those who have none of staff's rights."""
        from cms import views

        return views.sign_out(request)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the numbers, the machine and the end of the audit log."""
        from cms import overview

        shown = overview.context(request=request, at=timezone.now())
        return super().index(request, {**shown, **(extra_context or {})})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Go to the overview: sections take the place of apps."""
        return HttpResponseRedirect(reverse("admin:index"))

    def each_context(self, request: Any) -> dict[str, Any]:
        """Return what the frame needs on every page."""
        context = super().each_context(request)
        apps = context["available_apps"]
        return {
            **context,
            "sidebar": sidebar.groups(request=request, apps=apps, pages=self.pages),
            "environment": settings.ENVIRONMENT,
            "app_url": settings.WEB_URL,
        }

    def get_app_list(self, request: Any, app_label: str | None = None) -> list[Any]:
        """Return the models a person may see by app, each with its section and name."""
        apps = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"]):
            admin = self.get_model_admin(model["model"])
            model["section"] = getattr(admin, "section", Section.MACHINE)
            model["name"] = str(getattr(admin, "menu_title", "") or model["name"])
        return apps

    def _for_page(self, page: Page) -> Any:
        def view(request: HttpRequest) -> HttpResponse:
            if not request.user.has_perm(page.permission):
                raise PermissionDenied
            return page.view(request)

        return self.admin_view(view)


site = CmsSite()
