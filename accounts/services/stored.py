"""What Django keeps of sessions, which holds addresses of people: it ends with the session."""

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import AuthSession, User
from numoraq.rls import sessions as kept
from numoraq.rls.identity import as_login_role

KEY = "auth_session"  # in Django's session: the id of our row


def digest(request: HttpRequest) -> str:
    """Return by what our row names Django's session of a request, which is stored by then."""
    if request.session.session_key is None:
        request.session.create()
    return kept.digest(str(request.session.session_key))


def end(rows: QuerySet[AuthSession]) -> int:
    """End sessions, with what Django keeps of each; return how many.

    Runs as whoever may end them.
    """
    digests = digests_of(rows)
    count = rows.delete()[0]
    kept.drop(digests)
    return count


def digests_of(rows: QuerySet[AuthSession]) -> list[str]:
    """Return by what sessions name those that Django keeps."""
    return [found for found in rows.values_list("key_hash", flat=True) if found]


def drop_of(user: User) -> None:
    """Remove what Django keeps of the sessions of a person who is about to be deleted."""
    kept.drop(digests_of(AuthSession.objects.filter(user=user)))


def follow(session: SessionBase, before: str) -> None:
    """Have our row name the session by its new key, after it had another one."""
    session_id = session.get(KEY)
    if session_id is None:
        return
    after = kept.digest(str(session.session_key))
    with as_login_role():
        rows = AuthSession.objects.filter(pk=session_id, key_hash=kept.digest(before))
        rows.update(key_hash=after)
