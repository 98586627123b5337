"""Every way a view can reach rows shows the signed-in person's own, and no others."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from django.test import AsyncClient, Client, override_settings

from accounts.models import User
from accounts.tests.proving import prove
from numoraq.rls.identity import ANONYMOUS, current
from numoraq.rls.tests import rows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("numoraq.rls.tests.urls"),
]


@pytest.fixture
def rich(alice: User, bob: User) -> None:
    """Give Alice three incomes of 10, and Bob five of 1000."""
    rows.give(alice, 3, amount=10)
    rows.give(bob, 5, amount=1000)


def browser(user: User | None) -> Client:
    """Return a browser that shows errors as responses, signed in or not."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


@pytest.mark.usefixtures("rich")
def test_orm_raw_and_aggregates_see_only_own_rows(alice: User, bob: User) -> None:
    a, b = browser(alice), browser(bob)
    assert a.get("/orm/").json() == {"entries": 3, "owners": [str(alice.pk)]}
    assert b.get("/orm/").json() == {"entries": 5, "owners": [str(bob.pk)]}
    assert a.get("/raw/").json() == {"entries": 3, "owners": 1}
    assert a.get("/aggregate/").json() == {"total": "30.00"}
    assert b.get("/aggregate/").json() == {"total": "5000.00"}


@pytest.mark.usefixtures("rich")
def test_a_lazily_rendered_template_sees_only_own_rows(alice: User) -> None:
    body = browser(alice).get("/lazy/").content.decode()
    assert body.split() == [str(alice.pk)] * 3


@pytest.mark.usefixtures("rich")
def test_a_streamed_body_sees_only_own_rows(bob: User) -> None:
    response = browser(bob).get("/stream/")
    assert b"".join(response).decode().split() == [str(bob.pk)] * 5


@pytest.mark.usefixtures("rich")
def test_nobody_is_denied(alice: User) -> None:
    assert browser(None).get("/orm/").status_code == 500
    assert browser(None).get("/raw/").status_code == 500


@pytest.mark.usefixtures("rich")
def test_an_exception_leaves_nothing_for_the_next_person(alice: User, bob: User) -> None:
    a, b = browser(alice), browser(bob)
    for address in ("/fail/", "/fail-in-sql/"):
        assert a.get(address).status_code == 500
        assert b.get("/raw/").json()["entries"] == 5
        assert browser(None).get("/raw/").status_code == 500
    assert current() == ANONYMOUS


@pytest.mark.usefixtures("rich")
def test_a_reused_connection_is_back_at_the_login_role(alice: User) -> None:
    browser(alice).get("/raw/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.user_id', true)")
        role, user_id = cursor.fetchone()
    assert (role, user_id or "") == ("nq_web", "")


@pytest.mark.usefixtures("rich")
def test_a_row_for_somebody_else_is_refused(alice: User, bob: User) -> None:
    a = browser(alice)
    assert a.get("/insert/", {"owner": str(bob.pk)}).status_code == 500
    assert a.get("/insert/", {"owner": str(alice.pk)}).status_code == 200
    assert a.get("/raw/").json()["entries"] == 4
    assert browser(bob).get("/raw/").json()["entries"] == 5


@pytest.mark.usefixtures("rich")
def test_without_the_middleware_everything_is_denied(alice: User) -> None:
    middleware = [name for name in settings.MIDDLEWARE if "rls" not in name]
    with override_settings(MIDDLEWARE=middleware):
        assert browser(alice).get("/orm/").status_code == 500


@pytest.mark.usefixtures("rich")
def test_staff_have_rights_on_the_cms_host_alone(dana: User, alice: User) -> None:
    d, a = browser(dana), browser(alice)
    cms = settings.CMS_HOSTS[0]
    assert d.get("/raw/").json()["entries"] == 0
    with override_settings(CMS_URLCONF="numoraq.rls.tests.urls"):
        d.force_login(dana)
        prove(d, dana)
        assert d.get("/raw/", headers={"host": cms}).json()["entries"] == 8
        assert a.get("/raw/", headers={"host": cms}).json()["entries"] == 3


@pytest.mark.usefixtures("rich")
def test_async_views_and_streams_keep_people_apart(alice: User, bob: User) -> None:
    people = [alice, bob] * 6

    async def ask(user: User) -> tuple[dict[str, object], set[str]]:
        client = AsyncClient()
        await client.aforce_login(user)
        answer = (await client.get("/async/")).json()
        response = await client.get("/async-stream/")
        body: Any = response
        chunks = [chunk async for chunk in body.streaming_content]
        return answer, set(b"".join(chunks).decode().split())

    async def ask_all() -> list[tuple[dict[str, object], set[str]]]:
        try:
            return await asyncio.gather(*[ask(user) for user in people])
        finally:
            await sync_to_async(connections.close_all)()

    answers = asyncio.run(ask_all())
    counts = {alice.pk: 3, bob.pk: 5}
    for user, (answer, streamed) in zip(people, answers, strict=True):
        assert answer == {"entries": counts[user.pk], "owners": [str(user.pk)]}
        assert streamed == {str(user.pk)}
