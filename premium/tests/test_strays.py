"""Subscriptions whose person is not in this database: kept for the team to decide."""

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.models import Stray
from premium.services import customers, strays, subscriptions
from premium.tests.shop import DAY, HOUR, Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def restore_what_was_before(user: User, jobs: Jobs) -> None:
    """Lose a person as an older backup does: without their leaving."""
    with worker_login(), as_service():
        people.delete(user=user)
    jobs.waiting.clear()


def running(shop: Shop) -> list[str]:
    """Return the subscriptions that run at Stripe."""
    return [one.id for one in shop.fake.client.v1.subscriptions.list({"status": "active"}).data]


def noted() -> list[Stray]:
    """Return what the team is shown."""
    with as_login_role():
        return list(Stray.objects.all())


def test_who_pays_goes_on_after_an_older_backup_was_restored(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    [kept], person = running(shop), str(alice.pk)
    restore_what_was_before(alice, jobs)
    shop.fake.advance(31 * DAY + 2 * HOUR)
    assert set(shop.deliver()) == {200}
    jobs.run()
    assert running(shop) == [kept]
    [stray] = noted()
    assert (stray.pk, stray.person, stray.plan_type) == (kept, person, "monthly")


def test_staff_end_it_on_the_record(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "monthly")
    restore_what_was_before(alice, jobs)
    shop.fake.advance(31 * DAY + 2 * HOUR)
    shop.deliver()
    dana = make_person("dana")
    with as_staff(dana):
        stray = Stray.objects.get()
        strays.end(stray=stray, actor=dana, reason="she left", at=shop.now())
        with pytest.raises(ValidationError, match="ended already"):
            strays.end(stray=Stray.objects.get(), actor=dana, reason="again", at=shop.now())
    assert running(shop) == []
    shop.deliver()
    assert [one.status for one in noted()] == ["canceled"]


def test_whose_person_is_here_after_all_is_no_stray(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.pay(shop.order(alice, "monthly"))  # of which nothing was heard yet
    [begun] = shop.fake.client.v1.subscriptions.list().data
    with worker_login(), as_service():
        strays.note(begun.to_dict(), at=shop.now())
    with as_login_role():
        subscriptions.sync(subscription_id=begun.id, at=shop.now())
    assert noted() == []
    with worker_login(), as_service():
        strays.note(begun.to_dict(), at=shop.now())
    dana = make_person("dana")
    with as_staff(dana), pytest.raises(ValidationError, match="is here"):
        strays.end(stray=Stray.objects.get(), actor=dana, reason="no", at=shop.now())
    assert running(shop) == [begun.id]


def test_a_site_that_moved_knows_its_own(
    alice: User, shop: Shop, jobs: Jobs, settings: Settings
) -> None:
    shop.buy(alice, "monthly")
    restore_what_was_before(alice, jobs)
    settings.WEB_URL = "https://elsewhere.example"
    shop.fake.advance(31 * DAY + 2 * HOUR)
    shop.deliver()
    assert len(noted()) == 1


def test_what_began_at_another_site_is_not_ours(shop: Shop, settings: Settings) -> None:
    before = {"metadata": {"installation": settings.WEB_URL}, "customer": "cus_1"}
    elsewhere = {"metadata": {"installation": "https://elsewhere.example"}, "customer": "cus_1"}
    with as_login_role():
        assert customers.is_ours(before)
        assert not customers.is_ours(elsewhere)
