"""Sending the form of an entry as a browser would, and what is true afterwards."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from accounts.models import User
from finance.models import Entry, Occurrence, Valuation
from finance.tests.entries import shown
from numoraq.rls.identity import as_user


def fields(client: Client, entry: Entry, **changes: str) -> dict[str, str]:
    """Return what the form of an entry would send, with some fields changed."""
    form = client.get(path(entry)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    typed = {name: str(value) for name, value in sent.items() if value is not None}
    return typed | {"seen": shown.hidden(client.get(path(entry)), "seen")} | changes


def path(entry: Entry) -> str:
    """Return where an entry is changed."""
    return f"/entries/{entry.pk}/"


def now(user: User, entry: Entry) -> Entry:
    """Return an entry as it is now, deleted or not."""
    with as_user(user):
        return Entry.objects.get(pk=entry.pk)


def history(user: User, entry: Entry) -> dict[date, Decimal]:
    """Return the values of a balance, or the occurrences of a flow, by day."""
    model: Any = Valuation if entry.is_balance else Occurrence
    with as_user(user):
        return dict(model.objects.filter(entry=entry).values_list("on", "amount"))


def undo_url(page: Any) -> str:
    """Return where the message on a page posts its undo."""
    text = page.content.decode()
    toast = text[text.index('id="toasts"') :]
    return str(toast.partition('action="')[2].partition('"')[0])
