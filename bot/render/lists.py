"""/latest and /search as screens: paged lists of stories that are edited in place, and what narrows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from bot.callbacks.follows import FollowSearch
from bot.callbacks.lists import ChooseOrder, ChoosePeriod, Narrow, ShowChoices, TurnPage, Widen
from bot.callbacks.places import ListingPlace
from bot.callbacks.stories import OpenStory
from bot.markup import Html, Part, bold, clipped, join, paragraphs
from bot.render.keyboards import rows, ticked, turning
from bot.render.stories import Detail, capital, fitting, hit, one_line, story
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.newsroom.finding import LATEST_PAGE, SEARCH_PAGE, Choices, Found, Latest, Listed, Offer
from digests.newsroom.suggesting import Change, Count
from digests.newsroom.views import Facet, Order, Period
from digests.wishes import shortened

_LABEL = 24
"""Characters of a name in a button beside others."""
_OFFERS = {
    Change.SPELLING: "list.offer.spelling",
    Change.ALL_TIME: "list.offer.all_time",
    Change.WITHOUT: "list.offer.without",
    Change.WORDS_ONLY: "list.offer.words_only",
    Change.EITHER: "list.offer.either",
}


def latest(words: Words, found: Latest, now: datetime) -> Screen:
    """A page of stories."""
    page = found.page
    if not page.total:
        return _nothing(words, found, found.offers)
    first = page.number * LATEST_PAGE + 1
    heading = _heading(words, found, Count(page.total, found.more))

    def build(detail: Detail) -> Html:
        blocks = (story(words, digest, now, detail, first + i) for i, digest in enumerate(page.items))
        return paragraphs(heading, *blocks)

    stories = [digest.story for digest in page.items]
    keyboard = (
        *_stories(found, page.number, first, stories),
        *_turning(words, found),
    )
    return Screen(fitting(build), (*keyboard, *_narrowing(words, found)))


def search(words: Words, found: Found, now: datetime) -> Screen:
    """A page of hits."""
    page = found.page
    if not page.total:
        return _nothing(words, found, found.offers)
    first = page.number * SEARCH_PAGE + 1
    heading = _heading(words, found, Count(page.total, found.more))

    def build(detail: Detail) -> Html:
        blocks = (
            hit(words, one, now, first + i, passage=detail > Detail.TITLE) for i, one in enumerate(page.items)
        )
        return paragraphs(heading, *blocks)

    stories = [one.stored.story for one in page.items]
    keyboard = (
        *_stories(found, page.number, first, stories),
        *_turning(words, found),
    )
    return Screen(fitting(build), (*keyboard, *_narrowing(words, found)))


def choices(words: Words, found: Choices) -> Screen:
    """What a list can be narrowed to, a button for each name."""
    asked = words(f"list.which.{found.facet.name.lower()}" if found.choices else "list.which.none")
    buttons = [
        Button(
            words.plain("list.choice", name=_named(words, found.facet, each.name), many=str(each.stories)),
            Narrow(found.listing, found.facet, each.key),
        )
        for each in found.choices
    ]
    back = (Button(words.plain("button.back"), TurnPage(found.listing, 0)),)
    return Screen(paragraphs(_subject(words, found), asked), (*rows(buttons, 2), back))


def _nothing(words: Words, found: Listed, offers: Sequence[Offer]) -> Screen:
    """That there is nothing, and what would bring something."""
    asked = _subject(words, found)
    period = found.view.period.name.lower()
    said = words(f"list.nothing.{period}", words=asked) if asked else words(f"list.empty.{period}")
    rows: list[tuple[Button, ...]] = []
    rows += [(Button(_offer(words, offer), TurnPage(offer.listing, 0)),) for offer in offers]
    dropped = {offer.proposal.dropped for offer in offers}
    rows += [(button,) for name, button in _chosen(words, found) if name not in dropped]
    if not found.words and found.view.period is not Period.ALL:
        rows.append(_periods(words, found))
    return Screen(paragraphs(said, words("list.offers") if offers else ""), tuple(rows))


def _offer(words: Words, offer: Offer) -> str:
    proposal = offer.proposal
    many = f"{proposal.count.stories}+" if proposal.count.more else str(proposal.count.stories)
    return words.plain(
        _OFFERS[proposal.change],
        words=clipped(one_line(proposal.words), _LABEL),
        name=clipped(one_line(proposal.dropped), _LABEL),
        many=many,
    )


def _heading(words: Words, found: Listed, count: Count) -> Html:
    """What was asked for, how much there is, of which time and in which order."""
    many = "list.stories_more" if count.more else "list.stories"
    parts: list[Part] = [
        _subject(words, found) or bold(words("latest.title")),
        words(many, count=count.stories),
    ]
    if found.query.since is None or found.view.period is not Period.ALL:
        parts.append(words(f"list.period.{found.view.period.name.lower()}"))
    parts.append(words(f"list.order.{_order(found).name.lower()}"))
    return join(parts, " · ")


def _subject(words: Words, found: Listed) -> Html:
    """The words, and what they are narrowed to; nothing where that is nothing."""
    narrowed = (_named(words, facet, name) for facet, name in found.view.chosen)
    asked = [bold(shortened(one_line(found.words)))] if found.words else []
    return join([*asked, *narrowed], " · ")


def _named(words: Words, facet: Facet, name: str) -> str:
    """A name as a button shows it; of a language, what the reader calls it."""
    known = words.locale.languages.get(name, name) if facet is Facet.LANGUAGE else name
    return clipped(one_line(known), _LABEL)


def _order(found: Listed) -> Order:
    return found.view.order if found.query.terms else Order.NEWEST


def _stories(found: Listed, page: int, first: int, stories: Sequence[int]) -> Keyboard:
    """A button for each story's card, by its number in the message."""
    place = ListingPlace(found.listing, page)
    return (
        tuple(Button(str(number), OpenStory(place, key)) for number, key in enumerate(stories, start=first)),
    )


def _turning(words: Words, found: Latest | Found) -> Keyboard:
    page = found.page
    turn = turning(page.number, page.pages, partial(TurnPage, found.listing))
    if found.query.terms and page.total > 1:
        other = Order.BEST if found.view.order is Order.NEWEST else Order.NEWEST
        label = capital(words.plain(f"list.order.{other.name.lower()}"))
        return (*turn, (Button(label, ChooseOrder(found.listing, other)),))
    return turn


def _narrowing(words: Words, found: Listed) -> Keyboard:
    open_facets = tuple(
        Button(words.plain(f"list.facet.{facet.name.lower()}"), ShowChoices(found.listing, facet))
        for facet in Facet
        if found.view.of(facet) is None
    )
    rows = [_periods(words, found), open_facets, tuple(button for _, button in _chosen(words, found))]
    if found.words or found.view.chosen:
        rows.append((Button(words.plain("list.follow"), FollowSearch(found.listing)),))
    return tuple(row for row in rows if row)


def _periods(words: Words, found: Listed) -> tuple[Button, ...]:
    labels = {period: words.plain(f"list.only.{period.name.lower()}") for period in Period}
    labels[found.view.period] = ticked(labels[found.view.period], True)
    return tuple(Button(label, ChoosePeriod(found.listing, period)) for period, label in labels.items())


def _chosen(words: Words, found: Listed) -> Iterator[tuple[str, Button]]:
    """Each name that the list is narrowed to, and the button that takes it back."""
    for facet, name in found.view.chosen:
        yield name, Button(f"✕ {_named(words, facet, name)}", Widen(found.listing, facet))
