"""Who comes back from an organisation: believed once, and only for its own domains."""

from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import guesses
from accounts.integrations import freshness
from accounts.models import (
    AuthSession,
    Factor,
    PersonalToken,
    SAMLAssertion,
    SAMLRelayState,
    SSOProvider,
    User,
)
from accounts.services import identities, one_time, people, sessions
from accounts.sso import apps, notices, saml, selectors
from cms import origin
from numoraq.rls.identity import as_login_role

ANSWERED_WITHIN: Final = timedelta(minutes=2)
# In Django's session: ids of requests this browser was sent with, and what for.
_BEGUN: Final = "sso_requests"
_MOST_BEGUN: Final = 5


class Refused(Exception):
    """The organisation's word does not sign this person in; the text is for the log."""


def begin(
    *, request: HttpRequest, provider: SSOProvider, process: str, redirect_to: str, at: datetime
) -> str:
    """Note that a browser is sent to an organisation by SAML; return the address to send it to.

    `process` is what for: to sign in, or to prove who one is again. `at` is aware UTC.
    """
    url, request_id = saml.request(provider, asks_again=process == identities.AGAIN)
    with as_login_role():
        SAMLRelayState.objects.create(
            provider=provider,
            request_id=request_id,
            redirect_to=redirect_to,
            from_ip=origin.current().ip_address,
            created_at=at,
        )
    begun = [*request.session.get(_BEGUN, []), [request_id, process]]
    request.session[_BEGUN] = begun[-_MOST_BEGUN:]
    return url


def judge(*, provider: SSOProvider, text: str) -> str:
    """Return the id of the request that an answer is to, before it is kept for its browser.

    Raises Refused: of an answer that proves nobody, or that nobody waits for, nothing is kept.
    """
    request_id = _read(provider, text).request_id
    with as_login_role():
        waits = SAMLRelayState.objects.filter(provider=provider, request_id=request_id).exists()
    if not waits:
        raise Refused("nobody waits for it")
    return request_id


def answer(*, request: HttpRequest, provider: SSOProvider, text: str, at: datetime) -> SocialLogin:
    """Return the sign-in that an organisation's SAML answer proves, each answer once.

    Raises Refused. `at` is aware UTC.
    """
    found = _read(provider, text)
    with as_login_role():
        state = _spend(request, provider, found, at=at)
    speaker = saml.OrganisationSAML(request, app=apps.build(provider))
    if found.response.get_nameid_format() == saml.TRANSIENT:
        raise Refused("a name that changes each time tells nobody apart")
    try:
        login = speaker.sociallogin_from_response(request, found.response)
    except ValueError as error:
        raise Refused("no name of the person") from error
    login.state = state
    freshness.note_asked(login, {"auth_time": found.asked_at.timestamp()})
    if found.session_ends_at is not None:
        login.state["not_after"] = found.session_ends_at.isoformat()
    return login


def arrive(*, request: HttpRequest, login: SocialLogin, at: datetime) -> None:
    """Find or make the person of a sign-in at an organisation, by an address of its domains.

    Raises Refused. `at` is aware UTC.
    """
    email = (login.user.email or "").lower()
    key = apps.provider_id(login.account.provider)
    if key is None or not selectors.has_domain(provider_id=key, email=email):
        raise Refused("an address of a domain that is not proven to be theirs")
    with as_login_role(), transaction.atomic():
        known = login.user if login.is_existing else _owner(email)
        if known is not None and known.is_superuser:
            raise Refused("a superuser is signed in by no organisation")
        if login.is_existing:
            return
        if login.state.get("process") == identities.AGAIN:
            raise Refused("somebody who is not known here proves nothing")
        login.account.user = login.user = known or _newcomer(request, email, at=at)
        _link(login)
        if known is not None:
            notices.linked(user=known, provider=SSOProvider.objects.get(pk=key))


def note_end(*, request: HttpRequest, login: SocialLogin) -> None:
    """Have the session that was just begun end when the organisation says so."""
    ends_at = login.state.get("not_after")
    session_id = sessions.id_in(request)
    if ends_at and session_id:
        with as_login_role():
            row = AuthSession.objects.filter(pk=session_id)
            row.update(not_after=datetime.fromisoformat(ends_at))


def sweep(*, at: datetime) -> int:
    """Remove requests and assertions that are too old to matter. Runs as the service."""
    begun = SAMLRelayState.objects.filter(created_at__lt=at - 10 * ANSWERED_WITHIN).delete()[0]
    # Clocks may differ by five minutes: an assertion is remembered for longer than it is taken.
    old = at - timedelta(hours=1)
    return begun + SAMLAssertion.objects.filter(expires_at__lt=old).delete()[0]


def _read(provider: SSOProvider, text: str) -> saml.Answer:
    try:
        return saml.read(provider, text)
    except saml.BadAnswer as error:
        raise Refused(str(error)) from error


def _spend(
    request: HttpRequest, provider: SSOProvider, found: saml.Answer, *, at: datetime
) -> dict[str, Any]:
    """Use up the request an answer belongs to, and the answer; return what it was made for."""
    begun = dict(request.session.get(_BEGUN, []))
    process = begun.pop(found.request_id, None)
    if process is None:
        raise Refused("asked for by another browser, or by nobody")
    request.session[_BEGUN] = list(begun.items())
    try:
        with transaction.atomic():
            SAMLAssertion.objects.create(
                provider=provider, assertion_id=found.assertion_id, expires_at=found.expires_at
            )
    except IntegrityError as error:
        raise Refused("used before") from error
    rows = SAMLRelayState.objects.select_for_update().filter(provider=provider)
    row = rows.filter(request_id=found.request_id).first()
    if row is None:
        raise Refused("answered before")
    row.delete()
    if at - row.created_at > ANSWERED_WITHIN:
        raise Refused("answered too late")
    state = {"process": process, "next": row.redirect_to}
    freshness.note_sent(state, at=row.created_at.timestamp())
    return state


def _owner(email: str) -> User | None:
    """Return whose account an address is, made safe when nobody had proven the address.

    Whoever signed up with somebody else's address has set a password: it opens nothing now.
    """
    address = EmailAddress.objects.select_for_update().filter(email=email, verified=True).first()
    if address is not None:
        return User.objects.select_for_update(of=("self",)).get(pk=address.user_id)
    EmailAddress.objects.filter(email=email).exclude(user__email=email).delete()
    user = User.objects.select_for_update(of=("self",)).filter(email=email).first()
    if user is not None:
        _hand_over(user)
    return user


def _hand_over(user: User) -> None:
    user.set_unusable_password()
    user.save(update_fields=["password", "updated_at"])
    sessions.end_others(user=user, keep=None)
    SocialAccount.objects.filter(user=user).delete()
    PersonalToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    Factor.objects.filter(user=user).delete()
    one_time.clear(user=user)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _link(login: SocialLogin) -> None:
    try:
        with transaction.atomic():
            login.account.save()
    except IntegrityError as error:  # came in a moment ago, in another request
        raise Refused("the person is being linked elsewhere") from error


def _newcomer(request: HttpRequest, email: str, *, at: datetime) -> User:
    try:
        with transaction.atomic():
            return people.create(
                email=email,
                password=None,
                at=at,
                is_verified=True,
                language=guesses.language(),
                currency=guesses.currency(request=request, on=at.date()),
            )
    except IntegrityError as error:  # signed up at the same moment
        raise Refused("the account is being made elsewhere") from error
