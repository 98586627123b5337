"""The page of archives and the download: for their owner, proven, for a day."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.leaving import progress
from accounts.models import Export, User
from accounts.tests.conftest import long_ago
from accounts.tests.proving import give_app, prove
from conftest import PASSWORD, ClientFor
from numoraq.rls.identity import as_login_role
from numoraq.tests import belongings
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db

PAGE, API = "/settings/data/everything/", "/api/v1/exports/everything/"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    belongings.keep_files_in(tmp_path, settings)


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    """Return Alice's browser, in which she has just typed her password."""
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    return client


@pytest.fixture
def export(alice: User) -> Export:
    """Return an archive of Alice's that is ready."""
    with as_login_role():
        return belongings._export(alice, timezone.now())


def file_of(export: Export) -> str:
    """Return where an archive is downloaded."""
    return f"{PAGE}{export.pk}/file/"


def count() -> int:
    """Return how many archives there are."""
    with as_login_role():
        return Export.objects.count()


def test_settings_lead_to_it(browser: Client) -> None:
    assert PAGE in browser.get("/settings/data/").content.decode()


def test_asking_sends_a_job_and_the_page_follows_it(browser: Client, jobs: Jobs) -> None:
    answer = browser.post(PAGE)
    assert answer["Location"] == PAGE
    page = browser.get(PAGE).content.decode()
    assert "is being written" in page
    with as_login_role():
        export = Export.objects.get()
    assert f"{PAGE}{export.pk}/progress/" in page
    progress.Reporter(export.pk)(3 << 20)
    assert "3.0" in browser.get(f"{PAGE}{export.pk}/progress/").content.decode()


def test_asking_twice_and_too_often_is_told(browser: Client, alice: User) -> None:
    browser.post(PAGE)
    assert "being written already" in browser.post(PAGE, follow=True).content.decode()
    with as_login_role():
        Export.objects.update(status="failed")
        now = timezone.now()
        Export.objects.bulk_create(
            Export(user=alice, asked_at=now, status="failed") for _more in range(2)
        )
    assert "third archive" in browser.post(PAGE, follow=True).content.decode()
    assert count() == 3


def test_the_password_is_asked_for_before_and_the_request_goes_on(browser: Client) -> None:
    long_ago(browser)
    answer = browser.post(PAGE)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert count() == 0
    browser.post(answer["Location"], {"password": PASSWORD, "next": PAGE})
    assert count() == 1


def test_the_second_factor_is_asked_for_who_has_one(
    browser: Client, alice: User, export: Export
) -> None:
    give_app(alice)
    for path in (PAGE, file_of(export)):
        assert browser.get(path)["Location"].startswith("/accounts/2fa/reauthenticate/")
    for path in (API, f"{API}{export.pk}/file/"):
        assert browser.get(path).status_code == 403
    prove(browser, alice)
    assert browser.get(file_of(export)).status_code == 200


@pytest.mark.parametrize("path", ["{page}{pk}/file/", "{api}{pk}/file/"])
def test_the_file_is_nothing_but_a_file(browser: Client, export: Export, path: str) -> None:
    answer: Any = browser.get(path.format(page=PAGE, api=API, pk=export.pk))
    assert b"".join(answer.streaming_content) == b"Secret archive"
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="numoraq-everything-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_others_do_not_get_it(bob: User, dana: User, client_for: ClientFor, export: Export) -> None:
    for person in (bob, dana):
        client = client_for(person)
        for path in (file_of(export), f"{PAGE}{export.pk}/progress/", f"{API}{export.pk}/file/"):
            assert client.get(path).status_code == 404
    assert Client().get(file_of(export)).status_code == 302


def test_after_a_day_it_is_given_to_nobody(browser: Client, export: Export) -> None:
    with as_login_role():
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser.get(file_of(export)).status_code == 404
    assert file_of(export) not in browser.get(PAGE).content.decode()


def test_a_file_that_is_gone_is_not_found(browser: Client, export: Export) -> None:
    default_storage.delete(export.file_key)
    assert browser.get(file_of(export)).status_code == 404


def test_the_api_asks_and_tells(browser: Client) -> None:
    made = browser.post(API)
    assert made.status_code == 202
    assert made.json()["status"] == "waiting"
    assert browser.post(API).status_code == 409
    assert [one["id"] for one in browser.get(API).json()] == [made.json()["id"]]
    with as_login_role():
        Export.objects.update(status="failed")
    for _more in range(2):
        browser.post(API)
        with as_login_role():
            Export.objects.update(status="failed")
    assert browser.post(API).status_code == 429


def test_the_api_asks_for_a_fresh_proof(browser: Client) -> None:
    long_ago(browser)
    answer = browser.post(API)
    assert answer.status_code == 403
    assert "last five minutes" in answer.json()["detail"]
    assert count() == 0


def test_the_page_says_that_any_proof_does(browser: Client) -> None:
    words = browser.get(PAGE).content.decode()
    assert "asked to prove that it is you" in words
    assert "asked for your password" not in words
