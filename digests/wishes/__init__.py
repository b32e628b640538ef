"""What readers type after a command, understood or politely refused: any words give a value or a
ReaderMistake. Never guessed. Pure.

times    /time: times of day, each with its weekdays
days     the weekdays and months of a language
quiet    /quiet
pauses   /pause

Places, for /timezone, are in `digests.zones`.
"""

from digests.wishes.pauses import pause_day
from digests.wishes.quiet import quiet_hours
from digests.wishes.times import MOST_TIMES, Wish, shortened, time_of_day, wished_times
from digests.zones.clocks import is_zone

__all__ = [
    "MOST_TIMES",
    "Wish",
    "is_zone",
    "pause_day",
    "quiet_hours",
    "shortened",
    "time_of_day",
    "wished_times",
]
