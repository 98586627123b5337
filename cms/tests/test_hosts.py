"""Where the CMS is: a host of its own, in all its spellings, or a path of the main one."""

from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from accounts.models import User
from accounts.tests.proving import prove
from cms import access
from cms.middleware import CmsHostMiddleware
from conftest import ClientFor

pytestmark = pytest.mark.django_db
CMS = "cms.localhost"


class TestPrefix:
    """Where there is no second host name, the CMS is under a path of the main one."""

    @pytest.fixture(autouse=True)
    def _prefix(self) -> Iterator[None]:
        with override_settings(CMS_PREFIX="/cms/", CMS_URLCONF="cms.prefix_urls"):
            yield

    def test_the_cms_is_under_its_path(self, dana: User, client_for: ClientFor) -> None:
        client = client_for(dana)
        prove(client, dana)
        assert client.get("/cms/").status_code == 200
        assert client.get("/cms/premium/plan/").status_code == 200
        assert Client().get("/cms/")["location"] == "/cms/login/?next=/cms/"

    def test_the_rest_is_the_main_host(self, dana: User, client_for: ClientFor) -> None:
        client = client_for(dana)
        assert client.get("/premium/plan/").status_code == 404
        assert client.get("/premium/plan/", headers={"host": CMS}).status_code == 404
        assert not access.is_cms_request(client.get("/pricing/").wsgi_request)

    def test_alice_is_refused(self, alice: User, client_for: ClientFor) -> None:
        assert client_for(alice).get("/cms/", follow=True).status_code == 403


@pytest.mark.parametrize("host", ["cms.localhost", "CMS.localhost:8000", "cms.localhost."])
def test_the_host_is_known_in_all_its_spellings(rf: RequestFactory, host: str) -> None:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    CmsHostMiddleware(answer)(rf.get("/", headers={"host": host}))
    assert access.is_cms_request(seen[0])


def test_async_requests_are_routed_too(rf: RequestFactory) -> None:
    async def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(access.is_cms_request(request)))

    middleware = CmsHostMiddleware(answer)
    assert iscoroutinefunction(middleware)
    response = async_to_sync(middleware)(rf.get("/", headers={"host": CMS}))
    assert response.content == b"True"
