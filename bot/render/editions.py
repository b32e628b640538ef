"""The daily edition as one message: its stories, who is silent, and what has to be put right.

In three sizes. What does not fit is on further pages of the same message; in a channel, where a button would
turn the page for all its readers, everything is told on one page, as shortly as that takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.callbacks.places import EditionPlace
from bot.callbacks.stories import OpenSettings, OpenStory, ShowEdition
from bot.markup import Html, Part, bold, clipped, join, lines, paragraphs
from bot.payloads import ToStory
from bot.payloads import link as link_to
from bot.render.asides import corrections, silent
from bot.render.keyboards import rows
from bot.render.packing import Room, packed
from bot.render.stories import Detail, Form, fitting, key_quote, one_line, story, title_only
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.editor.digest import FULL_QUOTES, FULL_SENTENCES, USUAL_SENTENCES
from digests.model import Chat, ChatKind, Digest, Edition, Size
from digests.schedule import ON_TIME, zone_of

_AGES = 24
"""Characters by which "3 months ago" is longer than "1 minute ago" in any language."""
_LATEST = timedelta(days=40)
"""After which no edition is sent."""
_NUMBERS_IN_ROW = 8
_FOLLOW = 24
"""Characters of what somebody follows, before the title."""


@dataclass(frozen=True, slots=True)
class Style:
    """The operator's part in it."""

    sentences: int = USUAL_SENTENCES
    """Of a story in an edition of the usual size."""
    bot: str = ""
    """Its username."""


USUAL = Style()


def edition(
    words: Words,
    made: Edition,
    chat: Chat,
    now: datetime,
    sent_at: datetime | None = None,
    *,
    page: int = 0,
    style: Style = USUAL,
) -> Screen:
    """A page (from 0; the last one for all beyond) of an edition as it is sent at `now`, or as it is shown
    again after it was sent at `sent_at`: marked as late where it came late, and honest on a quiet day."""
    return _Setting(words, made, chat, now, sent_at or now, style).page(page)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One edition, about to be set."""

    words: Words
    made: Edition
    chat: Chat
    now: datetime
    sent_at: datetime
    style: Style

    def page(self, number: int) -> Screen:
        pages = self._pages()
        number = min(max(number, 0), len(pages) - 1)
        shown = pages[number]

        def build(detail: Detail) -> Html:
            blocks = (self._story(place, detail, self.now) for place in shown)
            return paragraphs(
                self._heading(number, len(pages)),
                *blocks,
                self._elsewhere() if number == len(pages) - 1 else "",
                self._asides(detail) if number == 0 else "",
            )

        return Screen(fitting(build), self._keyboard(shown, number, len(pages)))

    def _pages(self) -> tuple[Sequence[int], ...]:
        """The places (from 0) of the stories on each page: the same whenever they are asked for."""
        told = self.made.lineup.digests
        if self.chat.kind is ChatKind.CHANNEL:
            return (range(len(told)),)
        blocks = (
            Room.of(self._story(place, Detail.FULL, digest.last_time), _AGES)
            for place, digest in enumerate(told)
        )
        latest = _Setting(self.words, self.made, self.chat, self.now, self.made.due_at + _LATEST, self.style)
        closing = Room.of(self._elsewhere())
        first = Room.of(latest._heading(0, 1)).beside(Room.of(self._asides(Detail.FULL)))
        return packed(blocks, first.beside(closing), Room.of(self._heading(99, 99)).beside(closing))

    # --- blocks -----------------------------------------------------------------------------------

    def _heading(self, number: int, pages: int) -> Html:
        words, made = self.words, self.made
        zone = zone_of(self.chat.timezone)
        due, sent = made.due_at.astimezone(zone), self.sent_at.astimezone(zone)
        title: list[Part] = [bold(words(f"edition.{_part_of_day(due)}")), words.day(made.local_date)]
        if number > 0:
            return join([*title, f"{number + 1}/{pages}"], " · ")
        late = Html()
        if sent - due > ON_TIME:
            late = words("edition.late", due=words.clock(due), sent=_sent(words, due, sent))
        return lines(join(title, " · "), late, self._counts() if made.lineup.digests else self._nothing())

    def _story(self, place: int, detail: Detail, now: datetime) -> Html:
        digest = self.made.lineup.digests[place]
        marks = self._marks(digest)
        if self.chat.size is Size.BRIEF:
            titled = title_only(digest, detail, place + 1, marks)
            if place != self._quoted() or detail <= Detail.BRIEF:
                return titled
            return lines(titled, key_quote(self.words, digest.quotes[0], digest.language))
        return story(self.words, digest, now, detail, place + 1, form=self._form, marks=marks)

    @property
    def _form(self) -> Form:
        if self.chat.size is Size.FULL:
            return Form(max(FULL_SENTENCES, self.style.sentences), FULL_QUOTES)
        return Form(self.style.sentences)

    def _quoted(self) -> int | None:
        """The place of the story whose quotation stands for a brief edition: the best with a name to it."""
        quoted = [place for place, digest in enumerate(self.made.lineup.digests) if digest.quotes]
        named = (p for p in quoted if self.made.lineup.digests[p].quotes[0].speaker)
        return next(named, quoted[0] if quoted else None)

    def _marks(self, digest: Digest) -> list[Part]:
        told = self.made.lineup
        marks: list[Part] = [self.words("story.updated")] if digest.story in told.updates else []
        if followed := told.followed.get(digest.story):
            wanted = clipped(", ".join(map(one_line, followed)), _FOLLOW)
            marks.append(self.words("story.follow", words=wanted))
        return marks

    def _counts(self) -> Html:
        words, told = self.words, self.made.lineup
        return words(
            "edition.counts",
            stories=words("count.stories", count=len(told.digests)),
            articles=words("count.articles", count=told.articles),
            sources=words("count.sources", count=told.sources),
        )

    def _nothing(self) -> Html:
        """Where there was something, but nothing that the chat has chosen to hear of, it says so."""
        words, told = self.words, self.made.lineup
        if not told.elsewhere:
            return words("edition.nothing")
        since = told.since.astimezone(zone_of(self.chat.timezone)).date()
        days = (self.made.local_date - since).days
        day = {0: words.plain("when.today"), 1: words.plain("when.yesterday")}.get(days, words.day(since))
        return words("edition.nothing_chosen", day=day, count=told.elsewhere)

    def _elsewhere(self) -> Html:
        told = self.made.lineup
        if not told.elsewhere or not told.digests:
            return Html()
        return self.words("edition.elsewhere", count=told.elsewhere)

    def _asides(self, detail: Detail) -> Html:
        """They stand on the first page: nobody turns pages to find that something was wrong."""
        zone = zone_of(self.chat.timezone)
        return paragraphs(
            silent(self.words, self.made, zone),
            corrections(self.words, self.made, shortly=detail is Detail.TITLE),
        )

    # --- buttons ----------------------------------------------------------------------------------

    def _keyboard(self, shown: Sequence[int], number: int, pages: int) -> Keyboard:
        words, told = self.words, self.made.lineup
        if told.key is None:
            return ()
        numbers = _even_rows([self._number(place, EditionPlace(told.key, number)) for place in shown])
        if self.chat.kind is ChatKind.CHANNEL:
            return numbers if self.style.bot else ()
        row = [Button(words.plain("button.settings"), OpenSettings())]
        if number < pages - 1:
            row.insert(0, Button(words.plain("button.more"), ShowEdition(told.key, number + 1)))
        if number > 0:
            row.insert(0, Button(words.plain("button.previous"), ShowEdition(told.key, number - 1)))
        return (*numbers, tuple(row))

    def _number(self, place: int, here: EditionPlace) -> Button:
        story = self.made.lineup.digests[place].story
        if self.chat.kind is ChatKind.CHANNEL:
            address = link_to(self.style.bot, ToStory(story))
            return Button(str(place + 1), address or OpenStory(here, story))
        return Button(str(place + 1), OpenStory(here, story))


def _even_rows(buttons: Sequence[Button]) -> Keyboard:
    """As many rows as it takes, of about the same length."""
    if not buttons:
        return ()
    count = -(-len(buttons) // _NUMBERS_IN_ROW)
    return rows(buttons, -(-len(buttons) // count))


def _sent(words: Words, due: datetime, sent: datetime) -> str:
    clock = words.clock(sent)
    return clock if sent.date() == due.date() else f"{words.day(sent.date())} {clock}"


def _part_of_day(moment: datetime) -> str:
    if 4 <= moment.hour < 12:
        return "morning"
    if 12 <= moment.hour < 17:
        return "midday"
    return "evening" if 17 <= moment.hour < 23 else "night"
