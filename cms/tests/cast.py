"""Staff of each role, and the CMS as they see it."""

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.tests.proving import prove
from cms.roles import Role
from conftest import make_person
from numoraq.rls.identity import as_staff

CMS = "cms.localhost"


def staff_of(role: Role) -> User:
    """Return a member of staff with one role."""
    person = make_person(role.value.lower())
    with as_staff(person):
        User.objects.filter(pk=person.pk).update(is_staff=True)
        person.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=person.pk)


def cms_of(person: User) -> Client:
    """Return a browser on the CMS's host in which a person is signed in by two factors."""
    client = Client(headers={"host": CMS, "user-agent": "Firefox"}, REMOTE_ADDR="198.51.100.4")
    client.force_login(person)
    prove(client, person)
    return client
