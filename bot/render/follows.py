"""What a chat follows and mutes, as screens: the list, one of them, and what came of a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.callbacks.follows import Kept, OpenKept, RemoveKept, SetBreaking, ShowFollowing, TakeOffer
from bot.callbacks.settings import Menu, ShowMenu
from bot.markup import Html, Part, bold, clipped, join, lines, link, paragraphs
from bot.render.keyboards import rows, ticked, turning
from bot.render.stories import TITLE, one_line
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.editor.subjects import Subject
from digests.model import Follow, FollowKind, Mute, MuteKind, page_of
from digests.newsroom.following import Followed
from digests.newsroom.meaning import Brought
from digests.schedule import zone_of

PAGE = 10
OFTEN = (1, 3, 10)
"""Messages a day that a follow may be told in at once."""

_WORDS = 80
"""Characters of a query in a line; in a button there is room for fewer."""
_LABEL = 40
_IN_ROW = 5

Titles = Mapping[int, str]
"""Of muted stories, by their numbers."""


def called(words: Words, kind: FollowKind | MuteKind, said: str, titles: Titles, most: int = _WORDS) -> str:
    """ "the topic Science", "the words “harbour bridge”" """
    name = one_line(said)
    if MuteKind(kind) is MuteKind.STORY:
        number = int(said) if said.isdecimal() else 0
        name = one_line(titles.get(number) or f"{number}")
    return words.plain(f"follow.what.{kind}", name=clipped(name, most))


def following(
    words: Words,
    followed: Followed,
    titles: Titles,
    number: int = 0,
    notice: str = "",
    *,
    forum: bool = False,
) -> Screen:
    """A page of all that counts here, each with a button. A `forum` has topics: what counts in all of them is
    marked as such, here and on the other screens."""
    kept: list[Follow | Mute] = [*followed.follows, *followed.mutes]
    settings = (Button(words.plain("button.settings"), ShowMenu(Menu.SETTINGS)),)
    if not kept:
        examples = _examples(words, "follow"), _examples(words, "mute")
        return Screen(paragraphs(notice, bold(words("following.none")), *examples), (settings,))
    page = page_of(kept, number, PAGE)
    first = page.number * PAGE + 1
    numbered = list(enumerate(page.items, first))
    told = [(each, _line(words, place, each, titles, forum)) for place, each in numbered]
    follows = [line for each, line in told if isinstance(each, Follow)]
    mutes = [line for each, line in told if isinstance(each, Mute)]
    html = paragraphs(
        notice,
        lines(bold(words("following.follows", count=len(followed.follows))), *follows) if follows else "",
        lines(bold(words("following.mutes", count=len(followed.mutes))), *mutes) if mutes else "",
        words("following.topics") if followed.topics else "",
        words("following.hint"),
    )
    buttons = [Button(str(place), OpenKept(_kept(each), each.key)) for place, each in numbered]
    turn = turning(page.number, page.pages, ShowFollowing)
    return Screen(html, (*rows(buttons, _IN_ROW), *turn, settings))


def explained(words: Words, kind: str, followed: Followed, titles: Titles, *, forum: bool = False) -> Screen:
    """/follow or /mute without words: how it is done, and what there is already. `kind` is its name."""
    listed = following(words, followed, titles, forum=forum)
    if not (followed.follows or followed.mutes):
        return Screen(_examples(words, kind))
    return Screen(paragraphs(_examples(words, kind), listed.html), listed.keyboard)


def follow(words: Words, each: Follow, timezone: str, notice: str = "", *, forum: bool = False) -> Screen:
    """One follow, with all that can be changed of it."""
    if each.breaking:
        told = words("follow.breaking.on", count=each.most_a_day)
    else:
        told = words("following.topics" if each.kind is FollowKind.TOPIC else "follow.breaking.off")
    html = paragraphs(notice, _heading(words, each, timezone, {}, forum), told)
    rows: list[tuple[Button, ...]] = [(_switch(words, each),)]
    if each.breaking:
        rows.append(tuple(_how_often(words, each)))
    return Screen(html, (*rows, *_ending(words, each)))


def mute(words: Words, each: Mute, timezone: str, titles: Titles, *, forum: bool = False) -> Screen:
    return Screen(_heading(words, each, timezone, titles, forum), _ending(words, each))


def removed(
    words: Words, each: Follow | Mute, listing: int, titles: Titles, *, forum: bool = False
) -> Screen:
    key = "follow.removed" if isinstance(each, Follow) else "mute.removed"
    undo = Button(words.plain("button.follow_undo"), TakeOffer(listing, 0))
    return Screen(
        join(
            [words(key, what=called(words, each.kind, each.words, titles)), *_reach(words, each, forum)],
            " · ",
        ),
        ((undo, Button(words.plain("button.manage"), ShowFollowing())),),
    )


def made(
    words: Words,
    each: Follow | Mute,
    brought: Brought,
    titles: Titles,
    *,
    active: bool = True,
    forum: bool = False,
) -> Screen:
    """What is followed or muted from now on, and what that would have brought or kept away this week."""
    kind = "follow" if isinstance(each, Follow) else "mute"
    what = called(words, each.kind, each.words, titles)
    if brought.stories:
        would = words(f"{kind}.would_have", count=brought.stories)
        shown = [join(("· ", link(url, clipped(one_line(title), TITLE)))) for title, url in brought.titles]
        if brought.stories > len(shown):
            shown.append(words("follow.more", count=brought.stories - len(shown)))
    else:
        would, shown = words(f"{kind}.would_not_have"), []
    topics = isinstance(each, Follow) and each.kind is FollowKind.TOPIC
    html = paragraphs(
        join([words(f"{kind}.done", what=bold(what)), *_reach(words, each, forum)], " · "),
        words("following.topics") if topics else "",
        lines(would, *shown),
        "" if active else words("follow.inactive"),
    )
    undo = Button(words.plain("button.follow_undo"), RemoveKept(_kept(each), each.key))
    ending = undo, Button(words.plain("button.manage"), ShowFollowing())
    return Screen(html, ((_switch(words, each),), ending) if isinstance(each, Follow) else (ending,))


def which(words: Words, kind: str, meant: Sequence[Subject], listing: int) -> Screen:
    """Words that mean several things: which of them shall be followed or muted?"""
    rows = (
        (Button(called(words, each.kind, each.words, {}, _LABEL), TakeOffer(listing, number)),)
        for number, each in enumerate(meant)
    )
    said = bold(clipped(one_line(meant[-1].words), _WORDS))
    return Screen(words(f"{kind}.which", words=said), tuple(rows))


def _heading(words: Words, each: Follow | Mute, timezone: str, titles: Titles, forum: bool) -> Html:
    key = "follow.since" if isinstance(each, Follow) else "mute.since"
    day = words.day(each.created_at.astimezone(zone_of(timezone)).date())
    since = join([words(key, day=day), *_reach(words, each, forum)], " · ")
    return lines(bold(called(words, each.kind, each.words, titles)), since)


def _reach(words: Words, each: Follow | Mute, forum: bool) -> list[Html]:
    """Where it counts, in a forum: in one topic, if nothing else is said."""
    return [words("follow.whole_group")] if forum and each.thread is None else []


def _switch(words: Words, each: Follow) -> Button:
    """A label of its own row: it is long in some languages."""
    label = words.plain("button.breaking_on" if each.breaking else "button.breaking_off")
    return Button(label, SetBreaking(each.key, not each.breaking, each.most_a_day))


def _how_often(words: Words, each: Follow) -> Iterator[Button]:
    for count in OFTEN:
        label = words.plain("button.most_a_day", count=count)
        yield Button(ticked(label, count == each.most_a_day), SetBreaking(each.key, True, count))


def _ending(words: Words, each: Follow | Mute) -> Keyboard:
    return (
        (Button(words.plain("button.remove"), RemoveKept(_kept(each), each.key)),),
        (Button(words.plain("button.back"), ShowFollowing()),),
    )


def _line(words: Words, place: int, each: Follow | Mute, titles: Titles, forum: bool) -> Html:
    parts: list[Part] = [bold(str(place)), called(words, each.kind, each.words, titles)]
    if isinstance(each, Follow) and each.breaking:
        parts.append(words("follow.breaking.mark"))
    return join([*parts, *_reach(words, each, forum)], " · ")


def _examples(words: Words, kind: str) -> Html:
    return words(f"{kind}.examples")


def _kept(each: Follow | Mute) -> Kept:
    return Kept.FOLLOW if isinstance(each, Follow) else Kept.MUTE


def toast(words: Words, each: Follow, brought: Brought) -> str:
    """Said for a moment where something was followed from a list."""
    what = called(words, each.kind, each.words, {}, _LABEL)
    return words.plain("follow.toast", what=what, count=brought.stories)
