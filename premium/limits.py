"""What somebody may use: the limits that premium lifts, asked for by the features themselves.

limits.require(user=user, feature=Feature.Code.WALLETS, wanted=3, at=timezone.now())
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from premium.models import Feature, PremiumStatus


class LimitReached(Exception):
    """More was asked for than somebody may use; as text it says what would be possible."""

    def __init__(self, feature: Feature, *, is_premium: bool) -> None:
        super().__init__(feature.code)
        self.feature = feature
        self.is_premium = is_premium

    def __str__(self) -> str:
        found = {"feature": self.feature, "limit": self.feature.free_limit}
        if self.is_premium:
            found["limit"] = self.feature.premium_limit or 0
            return _("%(feature)s: up to %(limit)s.") % found
        if not self.feature.free_limit:
            return _("%(feature)s: a part of premium.") % found
        return _("%(feature)s: up to %(limit)s, and more with premium.") % found


def is_premium(*, user: User, at: datetime) -> bool:
    """Return whether limits are lifted for a person at a moment (aware UTC). Runs as them."""
    status = PremiumStatus.objects.filter(user=user).first()
    return status is not None and status.is_premium(at=at)


def limit(*, user: User, feature: Feature.Code, at: datetime) -> int | None:
    """Return how much a person may use, None for as much as they want. Runs as them.

    Raises Feature.DoesNotExist when the limits were not loaded: nothing is guessed.
    """
    return _limit(Feature.objects.get(code=feature), is_premium=is_premium(user=user, at=at))


def require(*, user: User, feature: Feature.Code, wanted: int, at: datetime) -> None:
    """Check that a person may use as much of a feature. Runs as them. Raises LimitReached."""
    found, premium = Feature.objects.get(code=feature), is_premium(user=user, at=at)
    most = _limit(found, is_premium=premium)
    if most is not None and wanted > most:
        raise LimitReached(found, is_premium=premium)


def _limit(feature: Feature, *, is_premium: bool) -> int | None:
    return feature.premium_limit if is_premium else feature.free_limit
