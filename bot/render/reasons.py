""" "Why this?": the reasons in sentences, and how to change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.callbacks.places import Place
from bot.callbacks.stories import OpenSettings, OpenStory, ShowLess, ShowMore
from bot.markup import Html, bold, clipped, lines, paragraphs
from bot.render.cards import titled
from bot.render.stories import NAME, one_line
from bot.render.subjects import named
from bot.screens import Button, Screen
from bot.words import Words
from digests.editor.reasons import (
    Followed,
    Leaning,
    MovedOn,
    New,
    NothingChosen,
    Quotes,
    Reads,
    Reason,
    ToldBy,
)
from digests.editor.subjects import Subject
from digests.model import Digest, MuteKind

_MOST = 10


def why(words: Words, digest: Digest, reasons: Sequence[Reason], place: Place) -> Screen:
    story = digest.story
    told = lines(*(words("why.line", reason=_said(words, reason)) for reason in reasons[:_MOST]))
    keyboard = (
        (
            Button(words.plain("button.follow"), ShowMore(place, story)),
            Button(words.plain("button.less"), ShowLess(place, story)),
        ),
        (
            Button(words.plain("button.back"), OpenStory(place, story)),
            Button(words.plain("button.settings"), OpenSettings()),
        ),
    )
    return Screen(paragraphs(titled(digest), bold(words("why.title")), told), keyboard)


def _said(words: Words, reason: Reason) -> Html:
    match reason:
        case Followed(kind, wanted):
            return words("why.followed", what=named(words, Subject(MuteKind(kind), wanted)))
        case MovedOn():
            return words("why.moved_on")
        case New():
            return words("why.new")
        case ToldBy(outlets):
            return words("why.told", count=outlets)
        case Quotes(people):
            names = words.listing(tuple(clipped(one_line(name), NAME) for name in people))
            return words("why.quotes", names=names)
        case Leaning(topic, liked):
            name = clipped(one_line(topic), NAME)
            return words("why.liked" if liked else "why.disliked", topic=name)
        case Reads(languages):
            known = (words.locale.languages.get(code, code) for code in languages)
            return words("why.reads", languages=words.listing(tuple(known)))
        case NothingChosen():
            return words("why.nothing_chosen")
        case _:
            assert_never(reason)
