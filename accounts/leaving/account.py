"""The account itself as files of an archive: who somebody is and how they sign in, no secrets."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Model, QuerySet

from accounts.leaving.parts import record
from accounts.leaving.registry import Part
from accounts.models import (
    AmrClaim,
    AuthSession,
    EmailChange,
    Export,
    Factor,
    FactorReset,
    PersonalToken,
    Profile,
    SignIn,
    User,
)

_USER = (
    "id", "email", "created_at", "last_login", "password_changed_at", "is_demo", "deletion_due_at",
)  # fmt: skip
_SECRET = frozenset(
    {
        "token_hash",
        "key_hash",
        "file_key",
        "authenticator_id",
        "address_hash",
        "approved_by",
        "user",
    }
)


def parts(user: User) -> Iterator[Part]:
    """Yield the file about the account of a person. Runs as that person."""
    yield record("account.json", _account(user))


def _account(user: User) -> dict[str, Any]:
    own = User.objects.filter(pk=user.pk)
    return {
        "person": own.values(*_USER).get(),
        "profile": _rows(Profile, user)[0],
        "addresses": _rows(EmailAddress, user),
        "second_factors": _rows(Factor, user),
        "sessions": _rows(AuthSession, user),
        "proofs_of_sessions": _rows(AmrClaim, user),
        "sign_ins": _rows(SignIn, user),
        "lost_factors": _rows(FactorReset, user),
        "changes_of_address": _rows(EmailChange, user),
        "identities": _rows(SocialAccount, user),
        "personal_access_tokens": _rows(PersonalToken, user),
        "exports": _rows(Export, user),
    }


def _rows(model: type[Model], user: User) -> list[dict[str, Any]]:
    """Return the rows of a table that are a person's, without what is secret or says only whose."""
    names = [f.name for f in model._meta.concrete_fields if f.name not in _SECRET]
    own: QuerySet[Model] = QuerySet(model).filter(user=user)
    return list(own.order_by("pk").values(*names))
