"""The CMS's own host: its doors, and the admin."""

from django.conf import settings
from django.urls import include, path

from cms import views
from cms.site import site

handler400 = "numoraq.ui.errors.bad_request"
handler403 = "numoraq.ui.errors.permission_denied"
handler404 = "numoraq.ui.errors.page_not_found"
handler500 = "numoraq.ui.errors.server_error"

urlpatterns = [
    path("robots.txt", views.robots),
    path("login/", site.login, name="account_login"),
    path("logout/", site.logout, name="account_logout"),
    path("first-administrator/<str:token>/", views.come_in, name="first-administrator"),
    path("", include(settings.CMS_FACTOR_URLS)),
    path("", include("numoraq.ui.urls")),
    path("", site.urls),
]
