"""Text messages of ours: sent by the worker after commit, the number sealed on its way."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import sms
from numoraq.lib import crypto, jobs

_PLACE = "accounts.send_text"  # of the number, while the job waits


def post_code(*, to: str, code: str, until: datetime) -> None:
    """Queue a code for a phone (E.164), in the active language, of use until a moment (UTC)."""
    sealed = crypto.encrypt(to, context=_PLACE)
    jobs.enqueue("accounts.send_text", to=sealed, text=written(code), until=until.isoformat())


def deliver(*, to: str, text: str, until: str, at: datetime) -> None:
    """Send a text to a sealed number, unless it is of no use by now (`at`, aware UTC).

    Raises what the backend raises.
    """
    if at < datetime.fromisoformat(until):
        sms.send(to=crypto.decrypt(to, context=_PLACE), text=text)


def written(code: str) -> str:
    """Return the text that carries a code.

    Its last line is the form by which phones fill in a code on our own host, and no other.
    """
    told = _("%(code)s is your NumoraQ code. It works for 5 minutes. Give it to nobody.")
    return f"{told % {'code': code}}\n\n@{urlsplit(settings.WEB_URL).hostname} #{code}"
