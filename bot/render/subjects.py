"""What of a story shall come less, or be followed: asked and undone in place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import assert_never

from bot.callbacks.places import Place
from bot.callbacks.stories import ChooseLess, ChooseMore
from bot.markup import clipped, lines, paragraphs
from bot.render.cards import titled, to_card
from bot.render.stories import one_line
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.editor.subjects import Subject
from digests.model import Digest, MuteKind

_NAME = 32
_BUTTONS_IN_ROW = 2


def less(
    words: Words,
    digest: Digest,
    offered: Sequence[Subject],
    muted: Collection[Subject],
    place: Place,
    notice: str = "",
) -> Screen:
    """Each subject with a button; behind those that are muted already stands how to hear of them again."""
    names = [named(words, subject) for subject in offered if subject in muted]
    told = lines(words("less.muted", what=words.listing(tuple(names))), words("less.where")) if names else ""
    text = paragraphs(titled(digest), words("less.ask"), told)
    buttons = [
        Button(_label(words, subject, done=subject in muted), _less(place, digest, subject, muted))
        for subject in offered
    ]
    return Screen(text, (*_rows(buttons), *to_card(words, place, digest.story)), notice=notice)


def more(
    words: Words,
    digest: Digest,
    offered: Sequence[Subject],
    followed: Collection[Subject],
    place: Place,
    notice: str = "",
) -> Screen:
    """The same for what can be followed."""
    names = [named(words, subject) for subject in offered if subject in followed]
    told = (
        lines(words("more.followed", what=words.listing(tuple(names))), words("less.where")) if names else ""
    )
    text = paragraphs(titled(digest), words("more.ask"), told)
    buttons = [
        Button(
            _label(words, subject, done=subject in followed),
            ChooseMore(place, digest.story, subject.code, subject not in followed),
        )
        for subject in offered
    ]
    return Screen(text, (*_rows(buttons), *to_card(words, place, digest.story)), notice=notice)


def _less(place: Place, digest: Digest, subject: Subject, muted: Collection[Subject]) -> ChooseLess:
    return ChooseLess(place, digest.story, subject.code, subject not in muted)


def _label(words: Words, subject: Subject, *, done: bool) -> str:
    name = named(words, subject)
    return words.plain("button.undo", what=name) if done else name[:1].upper() + name[1:]


def named(words: Words, subject: Subject) -> str:
    """ "the topic World", "the source Coastal Post"."""
    name = clipped(one_line(subject.words), _NAME)
    match subject.kind:
        case MuteKind.STORY:
            return words.plain("subject.story")
        case MuteKind.TOPIC:
            return words.plain("subject.topic", name=name)
        case MuteKind.SOURCE:
            return words.plain("subject.source", name=name)
        case MuteKind.PERSON:
            return name
        case MuteKind.WORDS:
            if len(subject.words.split()) == 1:
                return words.plain("subject.word", word=name)
            return words.plain("subject.words", words=name)
        case _:
            assert_never(subject.kind)


def _rows(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[i : i + _BUTTONS_IN_ROW]) for i in range(0, len(buttons), _BUTTONS_IN_ROW))


def said(words: Words, key: str, subject: Subject) -> str:
    """What was just done, for the notice."""
    return words.plain(key, what=named(words, subject))
