"""What comes of an answer of a provider or an organisation that is not as the standards say."""

from typing import Final

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError
from requests import RequestException

# Those of the database leave nothing usable behind: what may raise them runs in a savepoint.
# allauth calls it a wrong setting when a name is too long; nesting without end is a RecursionError.
ERRORS: Final = (
    OAuth2Error, RequestException, ImproperlyConfigured, IntegrityError, DataError, AttributeError,
    KeyError, TypeError, ValueError, RecursionError,
)  # fmt: skip
