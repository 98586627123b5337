"""Our answers to what allauth asks about accounts elsewhere."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People come in by an account elsewhere; it is theirs once its address is proven."""
