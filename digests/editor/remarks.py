"""What somebody said, each statement once: quotations of many articles, merged within each story. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from digests.editor.statements import (
    complete,
    may_join,
    same_statement,
    statements,
    with_meaning,
    wordings,
)
from digests.model import Passage, Wording
from digests.model.spoken import Remark, Spoken
from digests.text.words import words


@dataclass(frozen=True, slots=True)
class _Heard:
    """A quotation as statements are told apart by it (`statements.Said`)."""

    spoken: Spoken
    said: tuple[str, ...]
    content: tuple[str, ...]
    place: int

    @property
    def article(self) -> int:
        return self.spoken.passage.article

    @property
    def start(self) -> int:
        return self.spoken.passage.span.start

    @property
    def speaker(self) -> str | None:
        return self.spoken.speaker


def remarks(own: Iterable[Spoken]) -> list[tuple[Spoken, ...]]:
    """The quotations of one person by statement, the newest statement first; those that are not worth
    showing only beside one that is."""
    told = []
    ordered = sorted(own, key=lambda spoken: spoken.story)
    for _, of_story in groupby(ordered, key=lambda spoken: spoken.story):
        for statement in statements(_heard(of_story)):
            if any(each.spoken.key for each in statement):
                told.append(tuple(each.spoken for each in statement))
    told.sort(key=lambda statement: (first_told(statement), -statement[0].passage.span.start), reverse=True)
    return told


def first_told(statement: Sequence[Spoken]) -> datetime:
    return min(spoken.time for spoken in statement)


def as_printed(statement: Sequence[Spoken], told: Iterable[Spoken]) -> Remark:
    """The statement as the outlets of its story print it; `told` are all quotations of the story, under
    whatever name and under none."""
    mine = {(spoken.passage.article, spoken.number) for spoken in statement}
    heard = _heard((*statement, *(each for each in told if (each.passage.article, each.number) not in mine)))
    own = [each for each in heard if (each.article, each.spoken.number) in mine]
    members = list(own)
    for other in heard:
        if other not in own and may_join(other, members) and same_statement(own[0], other):
            members.append(other)
    shown = min((each for each in own if each.spoken.key), key=_fullness, default=own[0])
    printed = wordings(members)
    printed.sort(key=lambda wording: (shown not in wording, -len(_outlets(wording)), wording[0].place))
    told_as = tuple(
        Wording((shown if shown in wording else wording[0]).spoken.passage, _outlets(wording))
        for wording in printed
    )
    return Remark(shown.spoken, told_as, min(each.spoken.time for each in members))


def _heard(spoken: Iterable[Spoken]) -> list[_Heard]:
    """In the order in which they were told, without the comma that led on to who said it."""
    return list(_in_order(sorted(spoken, key=lambda each: (each.time, each.passage.article, each.number))))


def _in_order(ordered: Sequence[Spoken]) -> Iterator[_Heard]:
    for place, each in enumerate(ordered):
        was = each.passage
        span = complete(was.span, was.text)
        if span != was.span:
            each = replace(each, passage=Passage(was.article, span, was.text[: span.end - span.start]))
        if said := tuple(words(each.passage.text)):
            yield _Heard(each, said, with_meaning(said, each.language), place)


def _fullness(heard: _Heard) -> tuple[bool, int, int]:
    return heard.spoken.passage.text[:1].islower(), -len(heard.said), heard.place


def _outlets(wording: Sequence[_Heard]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for each in sorted(wording, key=lambda each: each.place):
        names.setdefault(each.spoken.outlet.casefold(), each.spoken.outlet)
    return tuple(names.values())
