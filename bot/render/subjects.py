"""What of a story shall come less, or be followed: asked and undone in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import assert_never

from bot.callbacks.places import Place
from bot.callbacks.stories import ChooseLess, ChooseMore
from bot.markup import Html, clipped, lines, paragraphs
from bot.render.cards import titled, to_card
from bot.render.keyboards import rows
from bot.render.stories import capital, one_line
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.editor.subjects import Subject
from digests.model import Digest, MuteKind

_NAME = 32
_BUTTONS_IN_ROW = 2
_SHORT = 20
"""Characters of a label that has room beside another one."""


def less(
    words: Words,
    digest: Digest,
    offered: Sequence[Subject],
    muted: Collection[Subject],
    place: Place,
    notice: str = "",
) -> Screen:
    """Each subject with a button; behind those that are muted already stands how to hear of them again."""

    def choose(subject: Subject) -> ChooseLess:
        return ChooseLess(place, digest.story, subject.code, subject not in muted)

    asked = _asked(words, digest, "less", offered, muted)
    return Screen(asked, _keyboard(words, digest, place, offered, muted, choose), notice=notice)


def more(
    words: Words,
    digest: Digest,
    offered: Sequence[Subject],
    followed: Collection[Subject],
    place: Place,
    notice: str = "",
) -> Screen:
    """The same for what can be followed."""

    def choose(subject: Subject) -> ChooseMore:
        return ChooseMore(place, digest.story, subject.code, subject not in followed)

    asked = _asked(words, digest, "more", offered, followed)
    return Screen(asked, _keyboard(words, digest, place, offered, followed, choose), notice=notice)


def said(words: Words, key: str, subject: Subject) -> str:
    """What was just done, for the notice."""
    return words.plain(key, what=named(words, subject))


def named(words: Words, subject: Subject) -> str:
    """ "topic World", "source Coastal Post"."""
    name = clipped(one_line(subject.words), _NAME)
    match subject.kind:
        case MuteKind.STORY:
            return words.plain("subject.story")
        case MuteKind.TOPIC:
            return words.plain("subject.topic", name=capital(name))
        case MuteKind.SOURCE:
            return words.plain("subject.source", name=name)
        case MuteKind.PERSON:
            return name
        case MuteKind.WORDS:
            return words.plain("subject.words", words=name)
        case _:
            assert_never(subject.kind)


def _asked(
    words: Words, digest: Digest, kind: str, offered: Sequence[Subject], done: Collection[Subject]
) -> Html:
    names = tuple(named(words, subject) for subject in offered if subject in done)
    told = lines(words(f"{kind}.done", what=words.listing(names)), words("subject.where")) if names else ""
    return paragraphs(titled(digest), words(f"{kind}.ask"), told)


def _keyboard(
    words: Words,
    digest: Digest,
    place: Place,
    offered: Sequence[Subject],
    done: Collection[Subject],
    choose: Callable[[Subject], ChooseLess | ChooseMore],
) -> Keyboard:
    buttons = [Button(_label(words, each, done=each in done), choose(each)) for each in offered]
    wide = 1 if any(len(button.label) > _SHORT for button in buttons) else _BUTTONS_IN_ROW
    return (*rows(buttons, wide), *to_card(words, place, digest.story))


def _label(words: Words, subject: Subject, *, done: bool) -> str:
    name = named(words, subject)
    return words.plain("button.undo", what=name) if done else capital(name)
