"""How long and in how many places people stay signed in, read from the environment."""

from typing import Final

from numoraq.lib import env
from numoraq.lib.limits_of_sessions import SessionLimits

PEOPLE: Final = SessionLimits.of(
    hours=env.number("NUMORAQ_SESSION_HOURS", 0),
    idle_hours=env.number("NUMORAQ_SESSION_IDLE_HOURS", 0),
    at_once=env.number("NUMORAQ_SESSIONS_AT_ONCE", 20),
)
STAFF: Final = SessionLimits.of(
    hours=env.number("NUMORAQ_STAFF_SESSION_HOURS", 24),
    idle_hours=env.number("NUMORAQ_STAFF_SESSION_IDLE_HOURS", 8),
    at_once=env.number("NUMORAQ_STAFF_SESSIONS_AT_ONCE", 5),
)
