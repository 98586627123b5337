"""Why a code gave nothing."""

from premium.models import Redemption


class CodeMistyped(Exception):
    """What was typed cannot be a code, whatever codes there are."""


class CodeRefused(Exception):
    """No code, or none that can be redeemed: expired, used up and switched off are told alike."""


class CodeRedeemed(Exception):
    """The person has redeemed this code before; `redemption` says when, and what it gave."""

    def __init__(self, redemption: Redemption) -> None:
        super().__init__(str(redemption))
        self.redemption = redemption
