"""/quotes as screens: what one person said, whom a name may mean, whom the news quote most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from babel.dates import format_date

from bot.callbacks.follows import FollowPerson
from bot.callbacks.lists import TurnPage
from bot.callbacks.places import ListingPlace
from bot.callbacks.quotes import CompareWordings
from bot.callbacks.stories import ShowListedPassage
from bot.markup import Html, Part, blockquote, bold, clipped, join, lines, link, paragraphs
from bot.render.keyboards import rows, turning
from bot.render.moments import on_day
from bot.render.stories import NAME, TITLE, one_line, quotation_marks
from bot.render.wordings import compared
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model.spoken import Remark
from digests.newsroom.quoting import PAGE, Choice, MostQuoted, Namesakes, Quoted, Unheard
from digests.schedule import zone_of
from digests.wishes import shortened

_LENGTHS = ((1_500, TITLE), (500, 120), (150, 60))
"""Characters of each quotation and of its title; the first that fits."""
_LABEL = 60


def quoted(words: Words, found: Quoted, now: datetime, timezone: str) -> Screen:
    """A page of what one person said, each statement with its day, its story and in how many outlets."""
    heading = _heading(words, found, now, timezone)
    first = found.page.number * PAGE + 1
    pages = (
        paragraphs(
            heading,
            *(
                _remark(words, remark, number, on_day(words, remark.first_at, now, timezone), lengths)
                for number, remark in enumerate(found.page.items, first)
            ),
        )
        for lengths in _LENGTHS
    )
    return Screen(next(page for page in pages if page.fits), tuple(_buttons(words, found, first)))


def wordings(words: Words, found: Quoted, remark: Remark) -> Screen | None:
    """One statement as its outlets print it; None where all print it alike (by now)."""
    if len(remark.wordings) < 2:
        return None
    shown = remark.shown
    heading = lines(
        bold(link(shown.url, clipped(one_line(shown.title), TITLE))),
        join([*_who(found.name, found.role), words("wordings.heading", count=len(remark.wordings))], " · "),
    )
    back = Button(words.plain("button.back"), TurnPage(found.listing, found.page.number))
    return Screen(compared(words, heading, shown.language, remark.wordings), ((back,),))


def namesakes(words: Words, found: Namesakes) -> Screen:
    """Several people of one name, each by role and latest story."""
    return Screen(words("quotes.which", words=bold(shortened(found.words))), _choices(found.people))


def unheard(words: Words, found: Unheard) -> Screen:
    """Nobody of this name, and whom it may have meant."""
    asked = bold(shortened(found.words))
    html = words("quotes.nobody_near" if found.near else "quotes.nobody", words=asked)
    if found.search is None:
        return Screen(html, _choices(found.near))
    label = words.plain("button.search_words", words=clipped(one_line(found.words), NAME))
    return Screen(html, (*_choices(found.near), (Button(label, TurnPage(found.search, 0)),)))


def most_quoted(words: Words, found: MostQuoted) -> Screen:
    """How to ask, and whom most of the newest stories quote."""
    if not found.people:
        return Screen(paragraphs(words("quotes.how"), words("quotes.empty")))
    buttons = tuple(
        (
            Button(
                words.plain("quotes.voice", name=clipped(one_line(each.name), NAME), count=each.stories),
                TurnPage(each.listing, 0),
            ),
        )
        for each in found.people
    )
    return Screen(paragraphs(words("quotes.how"), words("quotes.most")), buttons)


# --- one person ---------------------------------------------------------------------------------


def _heading(words: Words, found: Quoted, now: datetime, timezone: str) -> Html:
    parts: list[Part] = [bold(clipped(one_line(found.name), NAME))]
    if found.role:
        parts.append(clipped(one_line(found.role), NAME))
    if found.since is not None:
        zone = zone_of(timezone)
        since, today = found.since.astimezone(zone).date(), now.astimezone(zone).date()
        key = "quotes.count_newest" if found.more else "quotes.count"
        parts.append(words(key, count=found.page.total, month=_month(words, since, today)))
    return join(parts, " · ")


def _remark(words: Words, remark: Remark, number: int, day: str, lengths: tuple[int, int]) -> Html:
    shown = remark.shown
    opening, closing = quotation_marks(shown.language)
    said = blockquote(f"{opening}{clipped(shown.passage.text, lengths[0])}{closing}")
    title = link(shown.url, clipped(one_line(shown.title), lengths[1]))
    parts: list[Part] = [bold(str(number)), day, title]
    if len(remark.outlets) > 1:
        parts.append(words("story.printed", count=len(remark.outlets)))
    else:
        parts.append(clipped(one_line(shown.outlet), NAME))
    return lines(said, join(parts, " · "))


def _buttons(words: Words, found: Quoted, first: int) -> Iterator[tuple[Button, ...]]:
    place = ListingPlace(found.listing, found.page.number)
    numbered = list(enumerate(found.page.items, first))
    yield tuple(
        Button(str(number), ShowListedPassage(place, *_place_of(remark))) for number, remark in numbered
    )
    compare = [
        Button(
            words.plain("button.quote_wordings", number=number, count=len(remark.wordings)),
            CompareWordings(place, *_place_of(remark)),
        )
        for number, remark in numbered
        if len(remark.wordings) > 1
    ]
    yield from rows(compare, 2)
    yield from turning(found.page.number, found.page.pages, partial(TurnPage, found.listing))
    name = clipped(one_line(found.name), NAME)
    yield (Button(words.plain("button.follow_person", name=name), FollowPerson(found.listing)),)


def _place_of(remark: Remark) -> tuple[int, int]:
    return remark.shown.passage.article, remark.shown.passage.span.start


def _who(name: str, role: str | None) -> tuple[str, ...]:
    named = [name, *([role] if role else [])]
    return (", ".join(clipped(one_line(part), NAME) for part in named),)


def _choices(people: Sequence[Choice]) -> Keyboard:
    return tuple(
        (
            Button(
                clipped(
                    " · ".join(one_line(part) for part in (each.name, each.role, each.title) if part), _LABEL
                ),
                TurnPage(each.listing, 0),
            ),
        )
        for each in people
    )


def _month(words: Words, since: date, today: date) -> str:
    """ "October", with its year where it is another one."""
    pattern = "format.month" if since.year == today.year else "format.month_year"
    return format_date(since, words.plain(pattern), locale=words.locale)
