"""What an edition says beside its stories: sources that were silent, and words that have to be put right."""

from __future__ import annotations

from datetime import date, tzinfo

from bot.markup import Html, clipped, lines
from bot.render.stories import NAME, one_line
from bot.words import Words
from digests.model import Correction, Edition

_CORRECTIONS, _SILENT = 3, 4
"""Told in a line each, and by name; how many more there are is said."""
_CHANGED_WORDS = 160
_FEWER_CHANGED_WORDS = 60
"""Characters of each wording of a correction."""


def corrections(words: Words, made: Edition, *, shortly: bool = False) -> Html:
    """Quotations that this chat was told and that read otherwise now."""
    length = _FEWER_CHANGED_WORDS if shortly else _CHANGED_WORDS
    all_of_them = made.lineup.corrections
    put_right = [_correction(words, each, made.local_date, length) for each in all_of_them[:_CORRECTIONS]]
    left = len(all_of_them) - len(put_right)
    return lines(*put_right, words("correction.more", count=left) if left else "")


def _correction(words: Words, correction: Correction, today: date, length: int) -> Html:
    days = (today - correction.told_on).days
    when = {0: "today", 1: "yesterday"}.get(days, "day")
    what = words(f"correction.{when}", place=correction.place, day=words.day(correction.told_on))
    outlet = clipped(one_line(correction.outlet), NAME)
    was = f"“{clipped(one_line(correction.was.text), length)}”"
    if correction.now is None:
        return words("correction.gone", what=what, outlet=outlet, was=was)
    now = f"“{clipped(one_line(correction.now.text), length)}”"
    return words("correction.changed", what=what, outlet=outlet, now=now, was=was)


def silent(words: Words, made: Edition, zone: tzinfo) -> Html:
    """The sources that this edition had to do without."""
    told = made.lineup
    if not told.silent:
        return Html()
    since = told.since.astimezone(zone).date()
    yesterday = (made.local_date - since).days == 1
    day = words.plain("when.yesterday") if yesterday else words.day(since)
    named = tuple(clipped(one_line(name), NAME) for name in told.silent[:_SILENT])
    left = len(told.silent) - len(named)
    if left:
        return words("edition.silent_more", day=day, sources=", ".join(named), count=left)
    return words("edition.silent", day=day, sources=", ".join(named))
