"""How allauth's flows meet our people: what is stored, what is mailed, where one goes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import guesses, mailing, selectors, texts
from accounts.models import User
from accounts.services import demo, people, profiles, sessions
from accounts.sso import gate
from numoraq.rls.identity import as_login_role, as_user


@dataclass(frozen=True, slots=True)
class Mail:
    """One of our messages, and which of allauth's values it takes (ours: theirs)."""

    function: str
    values: Mapping[str, str]
    tells_origin: bool = False


MAILS: Mapping[str, Mail] = {
    "account/email/email_confirmation_signup": Mail("sign_up_code", {"code": "code"}),
    "account/email/email_confirmation": Mail("verification_code", {"code": "code"}),
    "account/email/account_already_exists": Mail("account_exists", {}),
    "account/email/unknown_account": Mail("unknown_account", {}),
    "account/email/password_reset_key": Mail("password_reset", {"path": "password_reset_url"}),
    "account/email/password_changed": Mail("password_changed", {}, tells_origin=True),
    "account/email/password_set": Mail("password_changed", {}, tells_origin=True),
    "account/email/password_reset": Mail("password_changed", {}, tells_origin=True),
    "mfa/email/totp_activated": Mail("factor_added", {}, tells_origin=True),
    "mfa/email/totp_deactivated": Mail("factor_removed", {}, tells_origin=True),
    "mfa/email/recovery_codes_generated": Mail("codes_made", {}, tells_origin=True),
    "account/email/email_changed": Mail(
        "email_changed", {"new_address": "to_email"}, tells_origin=True
    ),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our answers to allauth's questions."""

    error_messages = {**DefaultAccountAdapter.error_messages, **texts.ERRORS}

    # ---- what is stored

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        """Store somebody new together with their profile, filled by what the browser tells."""
        at = timezone.now()
        super().save_user(request, user, form, commit=False)
        user.password_changed_at = at
        user.save()
        profiles.create(
            user=user,
            language=guesses.language(),
            currency=guesses.currency(request=request, on=at.date()),
            timezone=guesses.timezone(form.cleaned_data.get("timezone", "")),
        )
        return user

    def set_password(self, user: User, password: str) -> None:
        """Store a new password and when it was set; only the browser that asks stays signed in."""
        keep = sessions.id_in(self.request) if self.request.user == user else None
        people.set_password(user=user, password=password, at=timezone.now(), keep=keep)

    def clean_email(self, email: str) -> str:
        """Refuse the addresses of demo accounts, which exist in no mail system."""
        if email.lower().endswith(f"@{demo.DOMAIN}"):
            raise ValidationError(_("Use an address that receives mail."), code="invalid")
        gate.judge_address(self.request, email)
        return email

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password it is; refused where an organisation is the only way in."""
        user: User | None = super().authenticate(request, **credentials)
        gate.judge_password(request, email=credentials.get("email", ""), user=user)
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Send away whom their organisation alone may sign in, whatever else proved them."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response or gate.judge_sign_in(request, user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a proven address the person's own; a demo account becomes a real one by it.

        Runs as the login role: the person's role cannot see whether somebody else was faster.
        """
        user = email_address.user
        try:
            with as_login_role(), transaction.atomic():
                is_confirmed: bool = super().confirm_email(request, email_address)
        except IntegrityError:
            messages.error(request, texts.ERRORS["email_taken"])
            return False
        if is_confirmed and user.is_demo:
            demo.keep(user=user, drops_data=bool(request.session.pop(demo.DROPS_DATA, False)))
            request.session.set_expiry(None)
        return is_confirmed

    # ---- what is mailed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue our message in place of allauth's template, in the reader's language."""
        if email.endswith(f"@{demo.DOMAIN}"):
            return
        mail = MAILS.get(template_prefix)
        if mail is None:
            super().send_mail(template_prefix, email, context)
            return
        reader = selectors.reader(email)
        values = {ours: context[theirs] for ours, theirs in mail.values.items()}
        if mail.tells_origin:
            values |= {
                "at": context["timestamp"].isoformat(),
                "timezone": reader.timezone,
                "ip": context["ip"],
                "device": context["user_agent"],
            }
        message = f"accounts.emails.{mail.function}"
        mailing.post(message=message, to=email, language=reader.language, **values)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the path of the page that sets a new password; the mail adds our own host."""
        name = "account_reset_password_from_key"
        path = reverse(name, urlconf=settings.ROOT_URLCONF, args=["uid", "key"])
        return path.replace("uid-key", key)

    # ---- where one goes next

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send new people to the welcome page, everybody else to today's figures."""
        user = cast("User", request.user)
        if user.is_demo and request.path == reverse("account_signup"):
            return reverse("demo-keep")
        with as_user(user):
            is_welcomed = profiles.of(user).onboarded_at is not None
        name = "dashboard" if is_welcomed else "welcome"
        return reverse(name, urlconf=settings.ROOT_URLCONF)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Send new people where everybody goes who signs in."""
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the page the change began on."""
        return reverse("settings-security")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Return somebody who changed the address to the page the change began on."""
        if self.request.user.is_authenticated:
            return reverse("settings-security")
        url: str = super().get_email_verification_redirect_url(email_address)
        return url

    def is_safe_url(self, url: str) -> bool:
        """Return whether a `next` address stays on the host it was asked from."""
        return url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )

    # ---- limits

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth adds the Host header: each spelling of it would get five tries of its own.
        login: str = credentials.get("email", "")
        return login.lower()
