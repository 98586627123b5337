"""How long and in how many places people stay signed in, read from the environment."""

from collections.abc import Mapping
from typing import Final

from numoraq.lib import env
from numoraq.lib.limits_of_sessions import SessionLimits

# The roles of the CMS, as it names them, in lower case.
ROLES: Final = ("support", "editor", "finance", "administrator")
_WANTED: Final = f"role:hours:idle hours:at once, with a role of {', '.join(ROLES)}"

_LOW_AAL: Final = env.number("NUMORAQ_LOW_AAL_MINUTES", 15)
PEOPLE: Final = SessionLimits.of(
    hours=env.number("NUMORAQ_SESSION_HOURS", 0),
    idle_hours=env.number("NUMORAQ_SESSION_IDLE_HOURS", 0),
    at_once=env.number("NUMORAQ_SESSIONS_AT_ONCE", 20),
    low_aal_minutes=_LOW_AAL,
)
STAFF: Final = SessionLimits.of(
    hours=env.number("NUMORAQ_STAFF_SESSION_HOURS", 24),
    idle_hours=env.number("NUMORAQ_STAFF_SESSION_IDLE_HOURS", 8),
    at_once=env.number("NUMORAQ_STAFF_SESSIONS_AT_ONCE", 5),
    low_aal_minutes=_LOW_AAL,
)


def of_roles(written: list[str], *, name: str) -> Mapping[str, SessionLimits]:
    """Return limits by role from words such as "finance:8:1:2". Raises BadSetting."""
    return dict(_of_role(word, name) for word in written)


def _of_role(word: str, name: str) -> tuple[str, SessionLimits]:
    role, *numbers = word.lower().split(":")
    if role not in ROLES or len(numbers) != 3 or not all(map(str.isdecimal, numbers)):
        raise env.BadSetting(name, word, _WANTED)
    hours, idle_hours, at_once = map(int, numbers)
    return role, SessionLimits.of(
        hours=hours, idle_hours=idle_hours, at_once=at_once, low_aal_minutes=_LOW_AAL
    )


BY_ROLE: Final = of_roles(env.words("NUMORAQ_ROLE_SESSIONS"), name="NUMORAQ_ROLE_SESSIONS")
