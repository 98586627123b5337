"""How allauth's flows meet our people: what is stored, what is mailed, where one goes next."""

from collections.abc import Mapping
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import allauth_compat, guesses, mailing, selectors, texts
from accounts.flow_mails import ALREADY, MAILS
from accounts.models import AmrClaim, SignIn, User
from accounts.services import (
    address_codes,
    demo,
    email_changes,
    factors,
    identities,
    people,
    profiles,
    sessions,
    sign_ins,
)
from accounts.sso import gate
from accounts.validators import PASSWORD_LIMIT
from cms import origin
from numoraq.rls.identity import as_login_role, as_user


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
        if not gate.is_arrival(self.request):
            gate.judge_address(self.request, email)
        return email

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password it is; refused where an organisation is the only way in."""
        user: User | None = super().authenticate(request, **credentials)
        if request.user.is_anonymous:  # who is signed in only proves themselves again
            gate.judge_password(request, email=credentials.get("email", ""), user=user)
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Send away whom their organisation alone may sign in, whatever else proved them."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response or gate.judge_sign_in(request, user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a proven address the person's own; a demo account becomes a real one by it.

        An address in the place of another waits until the old mailbox has agreed as well.
        """
        user, at = email_address.user, timezone.now()
        address = email_address.email
        is_change = email_changes.needs_both(user=user, address=address)
        if not address_codes.spend(request=request, user=user, address=address, at=at):
            messages.error(request, texts.ERRORS["incorrect_code"])
            return False
        if is_change and not email_changes.prove_new(user=user, address=address, at=at):
            messages.info(request, texts.WAITS_FOR_THE_OLD_ADDRESS)
            return allauth_compat.is_program(request)  # to which False would be an error
        return self.make_address_theirs(request, email_address)

    def make_address_theirs(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Have a person sign in with a proven address from now on.

        Runs as the login role: the person's role cannot see whether somebody else was faster.
        """
        user = email_address.user
        try:
            with as_login_role(), transaction.atomic():
                is_confirmed: bool = super().confirm_email(request, email_address)
        except IntegrityError:
            messages.error(request, texts.ERRORS["email_taken"])
            return False
        if is_confirmed:
            email_changes.settle(user=user)
        if is_confirmed and user.is_demo:
            demo.keep(user=user, drops_data=bool(request.session.pop(demo.DROPS_DATA, False)))
            request.session.set_expiry(None)
        return is_confirmed

    # ---- what is mailed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue our message in place of allauth's template, in the reader's language."""
        if email.endswith(f"@{demo.DOMAIN}"):
            return
        if template_prefix == ALREADY and identities.came_by_one(self.request):
            template_prefix = f"social{ALREADY}"
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
        message = f"accounts.{mail.function}"
        mailing.post(message=message, to=email, language=reader.language, **values)

    def send_confirmation_mail(self, request: HttpRequest, process: Any, signup: bool) -> None:
        """Queue the code, and keep what says whether it works."""
        super().send_confirmation_mail(request, process, signup)
        address_codes.issue(
            request=request,
            process=process,
            user=process.user,
            address=process.email,
            at=timezone.now(),
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the path of the page that sets a new password; the mail adds our own host."""
        name = "account_reset_password_from_key"
        path = reverse(name, urlconf=settings.ROOT_URLCONF, args=["uid", "key"])
        return path.replace("uid-key", key)

    # ---- where one goes next

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send people to the welcome page when they first come in, later to today's figures."""
        user = cast("User", request.user)
        if user.is_demo and request.path == reverse("account_signup"):
            return reverse("demo-keep")
        with as_user(user):
            is_asked = profiles.of(user).onboarded_at is None and sign_ins.is_first(user=user)
        name = "welcome" if is_asked else "dashboard"
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

    # ---- what is noted of sign-ins

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let somebody try. Raises ValidationError after too many wrong tries.

        And, before anything is hashed, for a password longer than any that was ever set.
        """
        if len(credentials.get("password", "")) > PASSWORD_LIMIT:
            raise self.validation_error("password_too_long")
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _note_failure(SignIn.Outcome.REFUSED, credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Have a wrong password noted, in the same way whether or not there is an account."""
        _note_failure(SignIn.Outcome.FAILED, credentials)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Refuse somebody whose account is closed."""
        _note_failure(SignIn.Outcome.REFUSED, {"email": user.email})
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    # ---- second factors

    def get_login_stages(self) -> list[str]:
        """Return allauth's stages with ours in the place of its second step."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.stages.AuthenticateStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    # ---- who asks, and how they prove it

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody proves themselves again; whoever has nothing else gets a mail."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        for method in methods:
            method["description"] = texts.PROOFS.get(method["id"], method["description"])
        if identities.proves_elsewhere(user, self.request):
            url, told = reverse("identity-prove"), _("Sign in at your provider")
            methods.append({"id": identities.BY_PROVIDER, "description": told, "url": url})
        url = reverse("mfa_reauthenticate")
        if all(method["url"] != url for method in methods) and factors.by_code(user):
            description = _("Use a code we send")
            methods.append({"id": "mfa_reauthenticate", "description": description, "url": url})
        others = [method for method in methods if method["id"] != identities.BY_PROVIDER]
        if others or not isinstance(user, User) or user.is_demo:
            return methods
        url, told = reverse("reauthenticate-code"), _("Use a code by mail")
        return [*methods, {"id": allauth_compat.BY_MAIL, "description": told, "url": url}]

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check a password; one that came with a foreign hash is rehashed, the session stays."""
        is_right: bool = super().reauthenticate(user, password)
        before = user.password
        if is_right:
            user.refresh_from_db(fields=["password"])
            if user.password != before:
                update_session_auth_hash(self.request, user)
        return is_right

    # ---- limits

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address limits are counted by: as our proxies saw it, never as it claims."""
        return origin.client_ip(request) or request.META.get("REMOTE_ADDR", "")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth adds the Host header: each spelling of it would get five tries of its own.
        login: str = credentials.get("email", "")
        return login.lower()


def _note_failure(outcome: SignIn.Outcome, credentials: Mapping[str, Any]) -> None:
    email = credentials.get("email")
    if email:
        sign_ins.note_failure(
            email=email, outcome=outcome, method=AmrClaim.Method.PASSWORD, at=timezone.now()
        )
