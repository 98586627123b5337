"""Plans, what people were granted, what that adds up to, and the limits it lifts."""

from premium.models.codes import Code, CodeType, Redemption
from premium.models.features import Feature
from premium.models.grants import Grant, PremiumStatus
from premium.models.notices import Notice
from premium.models.payments import Payment
from premium.models.plans import Plan
from premium.models.strays import Stray
from premium.models.subscriptions import Subscription
from premium.models.trials import Trial

__all__ = [
    "Code", "CodeType", "Feature", "Grant", "Notice", "Payment", "Plan", "PremiumStatus",
    "Redemption", "Stray", "Subscription", "Trial",
]  # fmt: skip
