"""What Django keeps of sessions, which holds addresses of people: it ends with the session."""

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import AuthSession
from numoraq.rls import sessions as kept
from numoraq.rls.identity import as_login_role

KEY = "auth_session"  # in Django's session: the id of our row


def digest(request: HttpRequest) -> str:
    """Return by what our row names Django's session of a request, which is stored by then."""
    if request.session.session_key is None:
        request.session.create()
    return kept.digest(str(request.session.session_key))


@transaction.atomic
def end(rows: QuerySet[AuthSession]) -> int:
    """End sessions, with what Django keeps of each; return how many.

    Runs as whoever may end them. A session that is getting another key meanwhile is waited for.
    """
    held = dict(rows.select_for_update().order_by("pk").values_list("pk", "key_hash"))
    AuthSession.objects.filter(pk__in=held).delete()
    kept.drop([found for found in held.values() if found])
    return len(held)


def follow(session: SessionBase, before: str) -> None:
    """Have our row name the session by its new key, after it had another one.

    One that was ended meanwhile has no row: nothing of it lives on under the new key.
    """
    session_id = session.get(KEY)
    if session_id is None:
        return
    after = kept.digest(str(session.session_key))
    with as_login_role():
        row = AuthSession.objects.filter(pk=session_id)
        if row.filter(key_hash=kept.digest(before)).update(key_hash=after):
            return
        if not row.exists():
            session.flush()
