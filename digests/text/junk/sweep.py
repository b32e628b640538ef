"""One sweep over a text's lines: every kind of junk looked for once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from digests.text.junk.blocks import mark_after_end, mark_blocks
from digests.text.junk.captions import is_caption, mark_captions
from digests.text.junk.datelines import dateline_end
from digests.text.junk.echoes import mark_echoes, mark_repeats, without_title
from digests.text.junk.pieces import cuts
from digests.text.junk.rules import NEEDLED, Rule, Rules
from digests.text.junk.shapes import is_dangling, is_date, is_menu
from digests.text.repeats import line_key

LONGEST_JUNK = 620
"""Characters; a longer line is prose. It also bounds what a pattern can cost."""

FURNITURE = frozenset({"ad-placeholder", "separator", "paywalled", "gallery", "bare-link", "title-echo"})
"""What nobody takes for text. It counts neither for nor against the rest."""

SENTENCES = frozenset({"caption", "related"})
"""Rules that take whole sentences, and so may take an article's."""

_DECORATION = " \t\u3000\xa0-–—−*#_>»«▶▷►☞■◆●•·|→=~+"
_MOST_FEET = 4
_DATELINE_WITHIN = 5
"""Kept lines from the top: a dateline stands before the first sentence, at times below a standfirst."""


class Kinds(IntEnum):
    """How much is looked for."""

    FURNITURE = 0
    """Only what nobody takes for text."""
    LINES = 1
    """Also lines and ends of lines that are junk by themselves."""
    ALL = 2
    """Also what takes sentences: headings, end markers, captions, repetitions."""


class Line(NamedTuple):
    """A line, or the piece of one that is left: the line's number, where the piece begins, what it says."""

    number: int
    start: int
    text: str


class Taken(NamedTuple):
    """A piece that goes."""

    number: int
    start: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is known of the text that is swept."""

    rules: Rules
    title: str | None
    repeated: Collection[str]
    kinds: Kinds = Kinds.ALL

    def __call__(self, lines: list[Line]) -> tuple[list[Line], list[Taken]]:
        """The lines that stay, and what goes."""
        present = self._present(lines)
        taken: list[Taken] = []
        reasons = self._reasons([line.text.strip() for line in lines], present)
        kept = []
        for line, reason in zip(lines, reasons, strict=True):
            if reason is None:
                kept.append(line)
            else:
                taken.append(Taken(line.number, line.start, line.text.strip(), reason))
        if self.kinds and (present["start"] or present["inside"] or present["finish"]):
            kept = [piece for line in kept for piece in self._cut(line, present, taken)]
        if self.kinds:
            self._take_dateline(kept, taken)
        return kept, taken

    def _present(self, lines: list[Line]) -> dict[str, tuple[str, ...]]:
        """The needles of each kind that the text holds: most texts hold few, and most patterns need one."""
        short = _folded("\n".join([line.text for line in lines if len(line.text) <= LONGEST_JUNK]))
        long = _folded("\n".join([line.text for line in lines if len(line.text) > LONGEST_JUNK]))
        return {
            kind: self.rules.needles_in(short if kind in ("holds", "foot") else f"{short}\n{long}", kind)
            for kind in NEEDLED
        }

    def _cut(self, line: Line, present: Mapping[str, tuple[str, ...]], taken: list[Taken]) -> list[Line]:
        found = cuts(_plain(line.text), _folded(line.text), self.rules, present)
        if not found:
            return [line]
        pieces, at = [], 0
        for cut in found:
            taken.append(
                Taken(line.number, line.start + cut.start, line.text[cut.start : cut.end].strip(), cut.rule)
            )
            pieces.append(_piece(line, at, cut.start))
            at = cut.end
        pieces.append(_piece(line, at, len(line.text)))
        return [piece for piece in pieces if piece.text]

    def _reasons(self, lines: list[str], present: Mapping[str, tuple[str, ...]]) -> list[str | None]:
        """Why each line goes, None for those that stay."""
        found = [self._rule(line, present["holds"]) for line in lines]
        reasons = [
            rule.name if rule else self._look(line) if line else None
            for line, rule in zip(lines, found, strict=True)
        ]
        if self.kinds == Kinds.ALL:
            mark_blocks(lines, found, reasons)
            mark_after_end(lines, found, reasons)
            mark_repeats(lines, reasons)
            mark_captions(lines, reasons, self.rules)
        mark_echoes(lines, reasons, self.title)
        if self.kinds:
            self._mark_feet(lines, reasons, present["foot"])
        return reasons

    def _rule(self, line: str, needles: tuple[str, ...]) -> Rule | None:
        if not line or len(line) > LONGEST_JUNK:
            return None
        line = _plain(line)
        rule = self.rules.whole_line(line)
        if rule is None and (line[0] in _DECORATION or line[-1] in _DECORATION):
            rule = self.rules.whole_line(line.strip(_DECORATION))
        if rule is None and needles:
            rule = self._holding(line, "holds", needles)
        return rule if rule and self._counts(rule.name) else None

    def _counts(self, name: str) -> bool:
        if self.kinds == Kinds.FURNITURE:
            return name in FURNITURE
        return self.kinds == Kinds.ALL or name not in SENTENCES

    def _holding(self, line: str, kind: str, needles: tuple[str, ...]) -> Rule | None:
        folded = _folded(line)
        for needle in needles:
            if needle in folded:
                for rule in self.rules.by_needle[kind][needle]:
                    if rule.compiled.fullmatch(line):
                        return rule
        return None

    def _look(self, line: str) -> str | None:
        """A line that is junk by its looks."""
        if not self.kinds:
            return None
        if self.kinds == Kinds.ALL and is_caption(without_title(line, self.title), self.rules):
            return "caption"
        if self.title and self.title in line and line.startswith(self.rules.credits):
            return "page-head"
        if is_date(line, self.rules.date_words):
            return "date"
        if is_menu(line):
            return "menu"
        if self.repeated and line_key(line) in self.repeated:
            return "repeated-by-source"
        return None

    def _mark_feet(self, lines: list[str], reasons: list[str | None], needles: tuple[str, ...]) -> None:
        """Boxes about authors and the like, which only the last lines can be."""
        kept = [i for i, line in enumerate(lines) if line and reasons[i] is None]
        for i in kept[-_MOST_FEET:]:
            rule = None
            if needles and len(lines[i]) <= LONGEST_JUNK:
                rule = self._holding(_plain(lines[i]), "foot", needles)
            reasons[i] = rule.name if rule else None

        if kept and self.kinds == Kinds.ALL and is_dangling(lines[kept[-1]]) and len(kept) > _MOST_FEET:
            reasons[kept[-1]] = reasons[kept[-1]] or "dangling-heading"

    def _take_dateline(self, kept: list[Line], taken: list[Taken]) -> None:
        seen = 0
        for i, line in enumerate(kept):
            text = line.text.lstrip()
            if not text:
                continue
            end = dateline_end(text, self.rules)
            if end:
                at = len(line.text) - len(text)
                taken.append(Taken(line.number, line.start + at, text[:end].strip(), "dateline"))
                kept[i] = _piece(line, at + end, len(line.text))
                return
            seen += 1
            if seen == _DATELINE_WITHIN:
                return


def _piece(line: Line, start: int, end: int) -> Line:
    """Part of a line, without white space around it."""
    text = line.text[start:end]
    inner = text.lstrip()
    return Line(line.number, line.start + start + len(text) - len(inner), inner.rstrip())


def _plain(text: str) -> str:
    """The text with one kind of apostrophe, as the patterns have it. Every sign keeps its place."""
    return text.replace("'", "’")


def _folded(text: str) -> str:
    """The plain text in small letters, each in its place: "İ" would become two."""
    small = _plain(text).lower()
    if len(small) != len(text):
        small = "".join(c if len(c.lower()) > 1 else c.lower() for c in _plain(text))
    return small
