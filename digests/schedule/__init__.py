"""When editions are due, and whether they make a sound: local wall times in, UTC instants out. Pure; the
only place with local time.

occurrences   local dates and times of a slot as instants
turns         what a slot that is due calls for
changes       what is due after the slot's time, days or zone, or the chat's pause, was changed
quiet         quiet hours
crowds        minutes at which more is due than can be sent

The rule that all of them keep: the local dates of one slot strictly increase; none that its days ask for
is left out, but inside a pause, or after downtime, when it is named as missed; none comes twice.
"""

from digests.schedule.changes import continued, is_out_of_reach, newest_possible, pause_end, rescheduled
from digests.schedule.crowds import calmer, longest_wait
from digests.schedule.occurrences import Due, instant, last_due, local_date_exists, next_due, zone_of
from digests.schedule.quiet import Loudness, Wait, loudness, quiet_until
from digests.schedule.turns import MISSED, ON_TIME, Punctuality, Turn, punctuality, turn

__all__ = [
    "MISSED",
    "ON_TIME",
    "Due",
    "Loudness",
    "Punctuality",
    "Turn",
    "Wait",
    "calmer",
    "continued",
    "instant",
    "is_out_of_reach",
    "last_due",
    "local_date_exists",
    "longest_wait",
    "loudness",
    "newest_possible",
    "next_due",
    "pause_end",
    "punctuality",
    "quiet_until",
    "rescheduled",
    "turn",
    "zone_of",
]
