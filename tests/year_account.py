"""The account that the year's planner is judged by: kept date by date, and not by the planner's own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, timedelta
from functools import partial

from digests.model import EVERY_DAY
from digests.schedule import Punctuality, instant, local_date_exists
from tests.year_diaries import CATCH_UP, DAY, Diary, Life, Missed, Noted, Setting

LEAST, MOST = timedelta(hours=20), timedelta(hours=28)


def wrongs(diary: Diary, life: Life, end: datetime) -> Iterator[str]:
    """What should not have happened to a slot."""
    before: Noted | None = None
    written_off = {each.local_date for each in diary.missed}
    for edition in diary.editions:
        yield from _wrong_by_itself(edition, diary.settings[edition.setting], life)
        if before is not None:
            between = diary.settings[before.setting : edition.setting + 1]
            yield from _wrong_after(before, edition, between, life)
            yield from _lost(before, edition, between, written_off)
        before = edition
    yield from _wrongly_written_off(diary, life)
    yield from _starving(diary, life, end)


def _wrong_by_itself(edition: Noted, setting: Setting, life: Life) -> Iterator[str]:
    if setting.zone is None:
        yield f"{edition.local_date} came though no editions were wanted"
    if setting.paused_until and edition.made_at < setting.paused_until:
        yield f"{edition.local_date} came in a pause"
    if edition.punctuality is not Punctuality.ON_TIME and not life.was_down(edition.due_at, edition.made_at):
        yield f"{edition.local_date} was late while the bot was up"
    late = edition.made_at - edition.due_at
    if (late > CATCH_UP) is not (edition.punctuality is Punctuality.TOO_LATE):
        yield f"{edition.local_date} was {late} late: {edition.punctuality}"


def _wrong_after(before: Noted, edition: Noted, settings: Sequence[Setting], life: Life) -> Iterator[str]:
    if edition.local_date <= before.local_date:
        yield f"{edition.local_date} came after {before.local_date}"
    if edition.made_at == before.made_at and edition.due_at < edition.made_at:
        yield f"{before.local_date} came although {edition.local_date} was due by then"
    missing = before.local_date + DAY
    while missing < edition.local_date:
        if not _is_excused(missing, settings, life):
            yield f"{missing} never came, between {before} and {edition}"
        missing += DAY
    # An edition within two days of a change may still have come at the time before it.
    if len(settings) == 1 and settings[0].days == EVERY_DAY and settings[0].since < before.due_at - 2 * DAY:
        apart = edition.due_at - before.due_at
        if not LEAST <= apart <= MOST and not life.was_down(before.due_at, edition.made_at):
            yield f"{before.local_date} and {edition.local_date} are {apart} apart"


def _lost(
    before: Noted, edition: Noted, settings: Sequence[Setting], written_off: Set[date]
) -> Iterator[str]:
    """Dates that were wanted all along and have neither an edition nor a row that says why."""
    day = before.local_date + DAY
    while day < edition.local_date:
        if day not in written_off and all(map(partial(_is_wanted, day), settings)):
            yield f"{day} is nowhere, between {before} and {edition}"
        day += DAY


def _wrongly_written_off(diary: Diary, life: Life) -> Iterator[str]:
    dates = [each.local_date for each in (*diary.editions, *diary.missed)]
    yield from (f"{day} came and was written off" for day, times in Counter(dates).items() if times > 1)
    for each in diary.missed:
        yield from _wrongly_missed(each, diary.settings[each.setting], life)


def _wrongly_missed(each: Missed, setting: Setting, life: Life) -> Iterator[str]:
    if not _is_wanted(each.local_date, setting):
        yield f"{each.local_date} was written off though it was not wanted"
    if not life.was_down(each.due_at, each.made_at):
        yield f"{each.local_date} was written off while the bot was up"


def _is_excused(day: date, settings: Sequence[Setting], life: Life) -> bool:
    """Whether a date had no edition for a reason, as things were set then."""
    if not all(map(partial(_is_wanted, day), settings)):
        return True
    # After a downtime only the latest occurrence counts, so one before it was left out.
    moments = [_moment(day, setting) for setting in settings]
    followings = [_next_wanted(day + DAY, setting) for setting in settings]
    return any(life.awake(moment) >= following for moment in moments for following in followings)


def _is_wanted(day: date, setting: Setting) -> bool:
    if setting.zone is None or not setting.days >> day.weekday() & 1:
        return False
    if setting.paused_until is not None and _moment(day, setting) < setting.paused_until:
        return False
    return local_date_exists(day, setting.zone)


def _moment(day: date, setting: Setting) -> datetime:
    assert setting.zone is not None
    return instant(day, setting.at, setting.zone)


def _next_wanted(day: date, setting: Setting) -> datetime:
    while not _is_wanted(day, setting):
        day += DAY
    return _moment(day, setting)


def _starving(diary: Diary, life: Life, end: datetime) -> Iterator[str]:
    """A slot that is wanted goes on to the end."""
    setting = diary.settings[-1]
    if setting.zone is None:
        return
    newest = diary.editions[-1] if diary.editions else None
    since = max(setting.since, newest.made_at) if newest else setting.since
    day = since.astimezone(setting.zone).date()
    while (moment := _moment(day, setting)) < end - DAY:
        is_new = since < moment and (newest is None or day > newest.local_date)
        if is_new and _is_wanted(day, setting) and life.awake(moment) < end - DAY:
            yield f"{day} never came, and nothing after it"
            return
        day += DAY
