"""The way back for who has lost every second factor."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notices, selectors
from accounts.models import AuthSession, Factor, FactorReset, PersonalToken, User
from accounts.services import stored
from cms import audit, origin
from cms import selectors as staff_selectors
from numoraq.rls.identity import as_login_role

_SALT = "accounts.factor_reset"
_AGENT_LENGTH = 400


def ask(*, user: User, at: datetime) -> FactorReset:
    """Ask staff to remove every factor of a person who has just given their password.

    Returns the request that is open already, if one is. `at` is aware UTC.
    """
    came = origin.current()
    with as_login_role(), transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if found := open_of(user):
            return found
        reset = FactorReset.objects.create(
            user=user,
            asked_at=at,
            ip=came.ip_address,
            user_agent=" ".join(came.user_agent.split())[:_AGENT_LENGTH],
        )
    notices.post_with_origin(
        user=user, message="emails.resets.reset_asked", at=at, path=path_back(reset)
    )
    return reset


def open_of(user: User) -> FactorReset | None:
    """Return the request of a person that waits for staff or for its time, if one does."""
    with as_login_role():
        return FactorReset.objects.filter(user=user, status__in=FactorReset.OPEN).first()


def path_back(reset: FactorReset) -> str:
    """Return the path of the page that takes a request back, for a mail."""
    token = signing.dumps(str(reset.pk), salt=_SALT)
    return reverse("mfa_reset_cancel", urlconf=settings.ROOT_URLCONF, args=[token])


def by_token(token: str) -> FactorReset | None:
    """Return the request that the link of a mail is about, if it is one of our links."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    with as_login_role():
        return FactorReset.objects.select_related("user").filter(pk=key).first()


def cancel(*, user: User, at: datetime) -> bool:
    """Take back what a person asked for; return whether there was something. `at` is UTC."""
    with as_login_role():
        mine = FactorReset.objects.filter(user=user, status__in=FactorReset.OPEN)
        is_cancelled = mine.update(status=FactorReset.Status.CANCELLED, cancelled_at=at) == 1
    if is_cancelled:
        notices.post_with_origin(user=user, message="emails.resets.reset_cancelled", at=at)
    return is_cancelled


@transaction.atomic
def approve(*, reset: FactorReset, actor: User, reason: str, at: datetime) -> None:
    """Let the wait begin, on the record. Runs as staff. `at` is aware UTC.

    Raises ValidationError for oneself, for what is decided, and for staff unless the actor is
    an administrator.
    """
    _must_decide(reset, actor)
    reset.approved_at = at
    reset.waits_until = at + timedelta(hours=settings.FACTOR_RESET_HOURS)
    _decide(reset, FactorReset.Status.APPROVED, actor, reason)
    notices.post(
        user=reset.user,
        message="emails.resets.reset_approved",
        path=path_back(reset),
        until=reset.waits_until.isoformat(),
        timezone=selectors.reader_of(reset.user_id).timezone,
    )


@transaction.atomic
def refuse(*, reset: FactorReset, actor: User, reason: str) -> None:
    """Leave the factors as they are, on the record. Runs as staff. Raises as `approve` does."""
    _must_decide(reset, actor)
    _decide(reset, FactorReset.Status.REFUSED, actor, reason)
    notices.post(user=reset.user, message="emails.resets.reset_refused")


def complete_due(*, at: datetime) -> int:
    """Do what is approved and has waited. Runs as the service. Returns how many. `at` is UTC."""
    approved = FactorReset.objects.filter(status=FactorReset.Status.APPROVED)
    due = list(approved.filter(waits_until__lte=at).values_list("pk", flat=True))
    return sum(_complete(key, at) for key in due)


@transaction.atomic
def _complete(key: UUID, at: datetime) -> bool:
    # Whoever is taking it back at this moment holds the row: it is looked at again next time.
    found = FactorReset.objects.select_for_update(skip_locked=True, of=("self",))
    reset = found.select_related("user").filter(pk=key).first()
    if reset is None or not reset.is_due(at=at):
        return False
    count = Factor.objects.filter(user=reset.user, confirmed=True).count()
    Authenticator.objects.filter(user=reset.user).delete()
    Factor.objects.filter(user=reset.user).delete()
    stored.end(AuthSession.objects.filter(user=reset.user))
    PersonalToken.objects.filter(user=reset.user).delete()
    reset.status, reset.done_at = FactorReset.Status.DONE, at
    reset.save(update_fields=["status", "done_at"])
    audit.record(action="factor_reset.done", actor=None, target=reset, before={"factors": count})
    notices.post(user=reset.user, message="emails.resets.reset_done")
    return True


def _must_decide(reset: FactorReset, actor: User) -> None:
    if reset.user_id == actor.pk:
        raise ValidationError(_("Nobody decides about their own factors."))
    if reset.status != FactorReset.Status.ASKED:
        raise ValidationError(_("This was decided, or taken back, already."))
    if reset.user.is_staff:
        administrators = staff_selectors.administrators()
        if not administrators.filter(pk=actor.pk).exists():
            raise ValidationError(_("Only administrators decide about staff."))


def _decide(reset: FactorReset, status: FactorReset.Status, actor: User, reason: str) -> None:
    reset.status, reset.approved_by, reset.reason = status, actor, reason
    decided = ["status", "approved_at", "waits_until", "approved_by", "reason"]
    reset.save(update_fields=decided)
    until = reset.waits_until.isoformat() if reset.waits_until else None
    audit.record(
        action=f"factor_reset.{status}",
        actor=actor,
        target=reset,
        before={"status": FactorReset.Status.ASKED},
        after={"status": status, "waits_until": until},
        reason=reason,
    )
