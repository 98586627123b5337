"""The trial: thirty days from the first sign-in, once a person."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from conftest import ClientFor, make_person
from numoraq.rls.identity import as_login_role, as_staff, as_user
from premium.models import Grant, PremiumStatus, Trial
from premium.services import grants, trials
from premium.tests.make import credit, day, given

pytestmark = pytest.mark.django_db


def test_it_begins_with_the_first_sign_in(client_for: ClientFor, alice: User) -> None:
    client_for(alice)
    with as_user(alice):
        found = PremiumStatus.objects.get(user=alice)
    assert found.source == "trial"
    assert found.premium_expires_at is not None
    left = found.premium_expires_at - timezone.now()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)


def test_it_is_given_once(alice: User) -> None:
    assert trials.begin(user=alice, at=day(0))
    assert not trials.begin(user=alice, at=day(40))
    with as_user(alice):
        assert PremiumStatus.objects.get().premium_expires_at == day(30)


@pytest.mark.parametrize("address", ["alice+again@example.org", "ALICE@example.org"])
def test_who_comes_back_under_the_same_mailbox_gets_none(alice: User, address: str) -> None:
    """The guard of the existing product never blocked."""
    assert trials.begin(user=alice, at=day(0))
    EmailAddress.objects.filter(user=alice).delete()
    User.objects.filter(pk=alice.pk).update(email="gone@example.org")
    again = make_person("again")
    EmailAddress.objects.filter(user=again).update(email=address.lower())
    assert not trials.begin(user=again, at=day(50))
    assert not trials.begin(user=again, at=day(51))
    with as_user(again):
        assert not Grant.objects.exists()


def test_dots_say_nothing_where_the_mailbox_ignores_them(alice: User, bob: User) -> None:
    EmailAddress.objects.filter(user=alice).update(email="a.li.ce@gmail.com")
    EmailAddress.objects.filter(user=bob).update(email="alice@gmail.com")
    assert trials.begin(user=alice, at=day(0))
    assert not trials.begin(user=bob, at=day(0))


GOOGLE = ["alice@gmail.com", "a.lice@googlemail.com", "al.i.ce+again@gmail.com"]


@pytest.mark.parametrize("first", GOOGLE)
@pytest.mark.parametrize("second", GOOGLE)
def test_googles_two_names_are_one_mailbox(alice: User, bob: User, first: str, second: str) -> None:
    EmailAddress.objects.filter(user=alice).update(email=first)
    EmailAddress.objects.filter(user=bob).update(verified=False)
    assert trials.begin(user=alice, at=day(0))
    EmailAddress.objects.filter(user=alice).delete()
    EmailAddress.objects.filter(user=bob).update(email=second, verified=True)
    assert not trials.begin(user=bob, at=day(0))


@pytest.mark.parametrize("second", GOOGLE)
def test_what_was_written_down_under_the_second_name_still_counts(alice: User, second: str) -> None:
    """Trials before the two names were one: whose row says googlemail.com has had it, too."""
    had = salted_hmac("premium.trials", "alice@googlemail.com", algorithm="sha256").hexdigest()
    with as_login_role():
        Trial.objects.create(address_hash=had, user=None, begun_at=day(0))
    EmailAddress.objects.filter(user=alice).update(email=second)
    assert not trials.begin(user=alice, at=day(50))


def test_both_names_at_one_account_are_one_trial(alice: User) -> None:
    EmailAddress.objects.filter(user=alice).update(email="alice@gmail.com")
    EmailAddress.objects.create(user=alice, email="ali.ce@googlemail.com", verified=True)
    assert trials.begin(user=alice, at=day(0))
    with as_login_role():
        assert Trial.objects.count() == 1


def test_it_waits_for_a_proven_address(alice: User) -> None:
    EmailAddress.objects.filter(user=alice).update(verified=False)
    assert not trials.begin(user=alice, at=day(0))
    EmailAddress.objects.filter(user=alice).update(verified=True)
    assert trials.begin(user=alice, at=day(3))
    with as_user(alice):
        assert PremiumStatus.objects.get().premium_expires_at == day(33)


def test_the_hash_outlives_the_account(alice: User) -> None:
    trials.begin(user=alice, at=day(0))
    with as_login_role():
        (kept,) = Trial.objects.all()
    assert "alice" not in kept.address_hash
    assert kept.user_id == alice.pk


def test_who_has_no_trial_is_given_other_things_all_the_same(alice: User) -> None:
    """A user without a trial row could not be activated."""
    given(alice, credit(0, 30))
    with as_user(alice):
        assert PremiumStatus.objects.get().is_premium(at=day(1))


def test_who_was_given_something_first_still_gets_the_trial(alice: User) -> None:
    given(alice, credit(0, 30))
    assert trials.begin(user=alice, at=day(5))
    with as_user(alice):
        assert PremiumStatus.objects.get().premium_expires_at == day(60)


def test_a_visitor_of_the_demo_has_it_without_a_trace(alice: User, dana: User) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_demo=True)
    EmailAddress.objects.filter(user=alice).delete()
    alice.is_demo = True
    assert trials.begin(user=alice, at=day(0))
    with as_login_role():
        assert not Trial.objects.exists()
        assert PremiumStatus.objects.filter(user__is_demo=True, source="trial").exists()


def test_the_lock_is_one_for_all(alice: User) -> None:
    with as_login_role():
        assert grants.lock(alice.pk).pk == grants.lock(alice.pk).pk
