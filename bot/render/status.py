"""How the bot does, as a message for admins and as a page for the terminal: the same lines in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.markup import Html, bold, join, lines, paragraphs
from bot.receiving import Receiving
from bot.screens import Screen
from bot.words import Words
from digests.model import FeedStanding, Standing
from digests.newsroom.status import Need, Status
from digests.store.pulse import Pulse

_MARK, _NO_MARK = "! ", "  "
_ALARMING = {
    Need.NOT_RUNNING: "status.bot",
    Need.TAKEN: "status.updates",
    Need.UNANSWERED: "status.pace",
    Need.NO_STARS: "status.pace",
    Need.UNKNOWN: "status.unknown",
    Need.REJECTED: "status.rejected",
    Need.REMARKS: "status.remarks",
}
"""Which line says it."""
_UPDATES = {
    Receiving.WAITING: "status.updates.waiting",
    Receiving.POLLING: "status.updates.polling",
    Receiving.LISTENING: "status.updates.listening",
    Receiving.STOPPED_CONFLICT: "status.updates.stopped",
}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is of the message that says what it is called."""

    key: str
    value: str


def message(words: Words, status: Status, zone: ZoneInfo) -> Screen:
    alarming = _alarming(status)

    def block(of: Sequence[Line]) -> Html:
        return lines(*(_told(words, line, line.key in alarming) for line in of))

    return Screen(
        paragraphs(
            block(_process(words, status, zone)),
            lines(bold(words("status.day")), block(_day(words, status))),
            block(_readers(words, status)),
        )
    )


def _told(words: Words, line: Line, alarming: bool) -> Html:
    value = bold(_MARK, line.value) if alarming else line.value
    return join([words(line.key), ": ", value])


def page(words: Words, status: Status, zone: ZoneInfo) -> str:
    """For a terminal: names and values in two columns, a mark before what somebody should look at."""
    alarming = _alarming(status)
    process, day = _process(words, status, zone), _day(words, status)
    readers = _readers(words, status)
    width = max(len(words.plain(line.key)) for line in (*process, *day, *readers))

    def block(of: Sequence[Line]) -> Iterator[str]:
        for line in of:
            mark = _MARK if line.key in alarming else _NO_MARK
            yield f"{mark}{words.plain(line.key):{width}}  {line.value}"

    heading = _NO_MARK + words.plain("status.day")
    return "\n".join([*block(process), "", heading, *block(day), "", *block(readers), ""])


def _alarming(status: Status) -> frozenset[str]:
    return frozenset(_ALARMING[need] for need in status.needs)


# --- lines ------------------------------------------------------------------------------------


def _process(words: Words, status: Status, zone: ZoneInfo) -> tuple[Line, ...]:
    waits = Line("status.line", _waiting(words, status, zone))
    coming = Line("status.coming", _editions(words, status.queue.coming))
    pulse = status.pulse
    if pulse is None:
        return Line("status.bot", words.plain("status.never")), waits, coming
    ago = _span(words, status.at - pulse.beat_at)
    refused = Line("status.refused", _refused(words, status, pulse))
    if not status.running:
        return Line("status.bot", words.plain("status.silent", ago=ago)), refused, waits, coming
    running = words.plain("status.running", span=_span(words, status.at - pulse.started_at), ago=ago)
    updates = words.plain(_UPDATES[Receiving(pulse.updates)])
    pace = Line("status.pace", _pace(words, status, pulse, zone))
    return Line("status.bot", running), Line("status.updates", updates), pace, refused, waits, coming


def _pace(words: Words, status: Status, pulse: Pulse, zone: ZoneInfo) -> str:
    rate, full = words.number(pulse.rate), words.number(pulse.full_rate)
    if Need.UNANSWERED in status.needs:
        return words.plain("status.unanswered", number=words.number(pulse.unanswered))
    if until := status.paused_until:
        return words.plain("status.paused", time=_clock(words, until, status.at, zone), rate=rate)
    if Need.NO_STARS in status.needs:
        return words.plain("status.unpaid", rate=rate, full=full)
    if pulse.rate < pulse.full_rate:
        return words.plain("status.rate.lower", rate=rate, full=full)
    return words.plain("status.rate", rate=rate)


def _refused(words: Words, status: Status, pulse: Pulse) -> str:
    if pulse.refused_at is None or pulse.refused_seconds is None:
        return words.plain("status.refused.none")
    ago, span = status.at - pulse.refused_at, timedelta(seconds=pulse.refused_seconds)
    return words.plain("status.refused.ago", ago=_span(words, ago), span=_span(words, span))


def _waiting(words: Words, status: Status, zone: ZoneInfo) -> str:
    queue = status.queue
    if not queue.open + queue.unplanned:
        return words.plain("status.line.none")
    waiting = _editions(words, queue.open + queue.unplanned)
    if queue.oldest is not None:
        time = _clock(words, queue.oldest, status.at, zone)
        waiting = words.plain("status.line.since", editions=waiting, time=time)
    if end := status.expected_end:
        waiting = words.plain("status.line.end", waiting=waiting, time=_clock(words, end, status.at, zone))
    return waiting


def _day(words: Words, status: Status) -> tuple[Line, ...]:
    tally = status.tally
    counts = {
        "status.due": tally.due,
        "status.sent": status.sent,
        "status.late": tally.late,
        "status.remarks": tally.remarks,
        "status.unknown": tally.unknown,
        "status.rejected": tally.rejected,
        "status.gone": tally.gone,
        "status.dropped": tally.dropped,
    }
    return tuple(Line(key, words.number(count)) for key, count in counts.items())


def _readers(words: Words, status: Status) -> tuple[Line, ...]:
    chats = {standing.value: words.number(status.chats.get(standing, 0)) for standing in Standing}
    feeds = {standing.value: words.number(status.feeds.get(standing, 0)) for standing in FeedStanding}
    return (
        Line("status.chats", words.plain("status.chats.are", **chats)),
        Line("status.feeds", words.plain("status.feeds.are", **feeds)),
    )


def _editions(words: Words, count: int) -> str:
    return words.plain("status.editions", count=count, number=words.number(count))


def _span(words: Words, span: timedelta) -> str:
    if span >= _MINUTE:
        return words.span(span)
    return words.plain("status.seconds", count=max(0, int(span.total_seconds())))


def _clock(words: Words, moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """To the second: a pause is over soon."""
    local = moment.astimezone(zone)
    day = "" if local.date() == now.astimezone(zone).date() else words.day(local.date()) + " "
    return f"{day}{local:%H:%M:%S %Z}"
