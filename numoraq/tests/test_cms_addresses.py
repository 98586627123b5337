"""Every address of the CMS's host, as Dana who is staff, Alice who is not, and nobody."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import User
from cms.tests.cast import CMS, cms_of
from numoraq.rls.identity import as_staff
from numoraq.tests import belongings, places
from numoraq.tests.belongings import Owned, owned
from numoraq.tests.places import Place
from numoraq.tests.sound import everything, is_for_nobody_else
from numoraq.tests.visitors import Visit, unlike, visits

__all__ = ["owned"]

PLACES = places.of("cms.urls")
# The doors, and what browsers ask for by themselves. Whoever is no staff finds nothing else.
PUBLIC = {
    "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn",
    "mfa_send_code", "mfa_code", "mfa_lost",
    "first-administrator", "set_language",
    "ui-theme", "ui-amounts", "ui-shortcuts", "ui-manifest", "ui-favicon", "ui-service-worker",
    "ui-offline", "ui-styleguide",
}  # fmt: skip
CLOSED = [place for place in PLACES if place.name not in PUBLIC and place.route != "robots.txt"]
OTHER_ROW = "00000000-0000-4000-8000-000000000000"

each_method = pytest.mark.parametrize("method", ["GET", "POST"])


def row_of(place: Place) -> str:
    """Return the key of a row of the table that a place is about, if it has any."""
    app, model = place.route.split("/")[:2]
    found = apps.get_model(app, model)._default_manager.order_by("pk").first()
    return str(found.pk) if found else OTHER_ROW


def tour(client: Client, dana: User, *, method: str) -> Iterator[Visit]:
    """Ask at every place, with a row that exists where one is asked for."""
    with as_staff(dana):
        rows = {place.route: row_of(place) for place in PLACES if "object_id" in place.examples}
    for place in PLACES:
        row = rows.get(place.route, "")
        yield from visits(client, [place], owned={"row": row}, method=method)


def is_sent_to_the_door(visit: Visit) -> bool:
    """Return whether somebody is told to sign in first."""
    return visit.status == 302 and visit.leads_to.startswith("/login/?next=/")


def is_let_in(visit: Visit) -> bool:
    """Return whether somebody is not told to sign in."""
    return not is_sent_to_the_door(visit)


@each_method
def test_nobody_is_sent_to_the_door_from_everywhere(db: None, method: str) -> None:
    client = Client(headers={"host": CMS})
    found = visits(client, CLOSED, owned={"row": OTHER_ROW}, method=method)
    assert unlike(found, is_sent_to_the_door) == []


@each_method
def test_alice_is_sent_to_the_door_even_from_her_own_rows(
    alice: User, owned: Owned, method: str
) -> None:
    before = belongings.picture(alice)
    found = visits(cms_of(alice), CLOSED, owned={"row": owned["entry"]}, method=method)
    assert unlike(found, is_sent_to_the_door) == []
    assert belongings.picture(alice) == before


@each_method
def test_whatever_dana_opens_is_sound(dana: User, owned: Owned, method: str) -> None:
    assert unlike(tour(cms_of(dana), dana, method=method), everything) == []


def test_dana_is_let_in_and_nothing_of_it_is_kept_for_the_next(dana: User, owned: Owned) -> None:
    found = tour(cms_of(dana), dana, method="GET")
    inside = (visit for visit in found if visit.place.name not in PUBLIC)
    assert unlike(inside, lambda visit: is_let_in(visit) and is_for_nobody_else(visit)) == []


def test_looking_at_alices_rows_changes_none(alice: User, dana: User, owned: Owned) -> None:
    before = belongings.picture(alice)
    assert [str(v) for v in tour(cms_of(dana), dana, method="GET") if v.status >= 500] == []
    assert belongings.picture(alice) == before


def test_nothing_of_the_main_host_is_here(dana: User, owned: Owned) -> None:
    doors = {place.route for place in PLACES}
    elsewhere = [place for place in places.of("numoraq.urls") if place.route not in doors]
    found = visits(cms_of(dana), elsewhere, owned=owned, method="GET")
    admins = {"import/", "entries/", "premium/"}  # what may be the name of an app, and of none
    assert unlike(found, lambda visit: visit.status == 404 or visit.place.route in admins) == []
