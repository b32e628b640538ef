"""Takes out of a text what is not the article, line by line, and says why.

An article's text as delivered comes in; what stays is the very same lines (white space at their ends and
blank lines folded, control characters dropped), plus a record of every line that went. The rules are
regular expressions in `data/junk/<language>.toml`, four kinds of them:

    [line]     a whole line that is junk by itself
    [block]    a heading that takes the headline-like lines below it along
    [end]      a marker after which nothing belongs to the article
    [caption]  a line that ends like a picture's caption and shows a sign of one

and a line that only repeats the title is an echo. When the rules would take most of the text they are
not believed: first blocks, ends and captions are dropped, then all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digests.model import Removal
from digests.text.tables import strings, table
from digests.text.words import words

MOST_REMOVED = 0.6
"""Share of a text's characters that cleaning may take before it is not believed."""

_MOST_AFTER_END = 0.3
_LONGEST_JUNK = 320
"""Characters; a longer line is prose. It also bounds what a pattern can cost."""

_LONGEST_HEADLINE = 160
_MOST_HEADLINES = 12
_SHORTEST_ECHO = 4
"""Words: a shorter title may stand in the text for reasons of its own."""
_ROOM_FOR_ECHO = 12
"""Characters that an echo may be longer than the title: marks, dots and spaces around the same words."""

_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, lone surrogates, byte order marks and what Unicode calls noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_ENDS_SENTENCE = re.compile(r"[^.][.。][\"'”’»」』)\]]*$")
_PUBLISHER = re.compile(r"\s+[-–—|]+\s+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without junk, and what was taken out in text order."""

    text: str
    removed: tuple[Removal, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Compiled patterns; each match's last group is the rule's place in `names`."""

    names: tuple[str, ...]
    line: re.Pattern[str]
    block: re.Pattern[str]
    end: re.Pattern[str]
    caption_ends: re.Pattern[str]
    caption_signs: re.Pattern[str]

    def name(self, match: re.Match[str]) -> str:
        return self.names[int((match.lastgroup or "r0")[1:])]


def clean(text: str, language: str, title: str | None = None) -> Cleaned:
    """`text` without junk. An empty result means that every line was junk."""
    lines = printable(text).split("\n")
    reasons = _believable(lines, _rules(language), title)
    kept = [line.rstrip() for line, reason in zip(lines, reasons, strict=True) if reason is None]
    removed = [Removal(line.strip(), reason) for line, reason in zip(lines, reasons, strict=True) if reason]
    return Cleaned("\n".join(_folded(kept)), tuple(removed))


def printable(text: str) -> str:
    """`text` with every line break as a newline and without characters that cannot be shown."""
    return _UNPRINTABLE.sub("", _BREAK.sub("\n", text))


def _folded(lines: Sequence[str]) -> Iterator[str]:
    """The lines without blank ones at both ends and after one another."""
    blank = False
    started = False
    for line in lines:
        if not line:
            blank = started
            continue
        if blank:
            yield ""
        yield line
        started, blank = True, False


def _believable(lines: Sequence[str], rules: Rules, title: str | None) -> list[str | None]:
    """Why each line goes, None for those that stay; fewer rules where they would take too much."""
    reasons = _reasons(lines, rules, title, narrow=False)
    kept, all_of_it = _characters(lines, reasons), _characters(lines, [None] * len(lines))
    if kept == 0 or kept >= all_of_it * (1 - MOST_REMOVED):
        return reasons
    reasons = _reasons(lines, rules, title, narrow=True)
    if _characters(lines, reasons) >= all_of_it * (1 - MOST_REMOVED):
        return reasons
    return [None] * len(lines)


def _characters(lines: Sequence[str], reasons: Sequence[str | None]) -> int:
    return sum(len(line.strip()) for line, reason in zip(lines, reasons, strict=True) if reason is None)


def _reasons(lines: Sequence[str], rules: Rules, title: str | None, *, narrow: bool) -> list[str | None]:
    stripped = [line.strip() for line in lines]
    reasons = [_line_rule(line, rules, narrow=narrow) for line in stripped]
    if not narrow:
        _mark_blocks(stripped, reasons, rules)
        _mark_after_end(stripped, reasons, rules)
    _mark_echoes(stripped, reasons, title)
    return reasons


def _line_rule(line: str, rules: Rules, *, narrow: bool) -> str | None:
    if not line or len(line) > _LONGEST_JUNK:
        return None
    match = rules.line.fullmatch(line)
    if match:
        return rules.name(match)
    if not narrow and rules.caption_ends.search(line) and rules.caption_signs.search(line):
        return "caption"
    return None


def _mark_blocks(lines: Sequence[str], reasons: list[str | None], rules: Rules) -> None:
    eaten = _MOST_HEADLINES
    rule = ""
    for i, line in enumerate(lines):
        if not line:
            continue
        heading = rules.block.fullmatch(line) if len(line) <= _LONGEST_HEADLINE else None
        if heading:
            rule, eaten = rules.name(heading), 0
            reasons[i] = rule
        elif eaten < _MOST_HEADLINES and reasons[i] is None and _is_headline(line):
            reasons[i] = rule
            eaten += 1
        else:
            eaten = _MOST_HEADLINES


def _is_headline(line: str) -> bool:
    return len(line) <= _LONGEST_HEADLINE and not _ENDS_SENTENCE.search(line[-8:])


def _mark_after_end(lines: Sequence[str], reasons: list[str | None], rules: Rules) -> None:
    """Whatever stands below the first end marker goes, unless it is too much to be a page's foot."""
    left = sum(map(len, lines))
    allowed = left * _MOST_AFTER_END
    for i, line in enumerate(lines):
        left -= len(line)
        end = rules.end.fullmatch(line) if line and left <= allowed and len(line) <= _LONGEST_JUNK else None
        if end:
            reasons[i] = reasons[i] or rules.name(end)
            for j in range(i + 1, len(lines)):
                reasons[j] = reasons[j] or ("after-end" if lines[j] else None)
            return


def _mark_echoes(lines: Sequence[str], reasons: list[str | None], title: str | None) -> None:
    """Lines that say the title again, with or without the publisher's name behind it."""
    whole = words(title or "")
    if not title or not whole:
        return
    without_publisher = words(_PUBLISHER.split(title)[0])
    echoes = [whole, without_publisher] if len(without_publisher) >= _SHORTEST_ECHO else [whole]
    longest = len(title) + _ROOM_FOR_ECHO
    shortest = min(sum(map(len, echo)) for echo in echoes)
    others = sum(1 for line, reason in zip(lines, reasons, strict=True) if line and reason is None)
    for i, line in enumerate(lines):
        fits = others > 1 and reasons[i] is None and shortest <= len(line) <= longest
        if fits and words(line) in echoes:
            reasons[i] = "title-echo"
            others -= 1


@lru_cache
def _rules(language: str) -> Rules:
    """The rules for a language: its own, those of every language, and English ones, found on any page."""
    tables = [table("digests.text", "junk", name) for name in dict.fromkeys(("common", "en", language))]
    names: list[str] = []

    def compiled(kind: str) -> re.Pattern[str]:
        groups = []
        for junk in tables:
            rules = junk.get(kind, {})
            if not isinstance(rules, dict):
                raise TypeError(f"{kind} is not a table of rules")
            for name in rules:
                groups.append(f"(?P<r{len(names)}>{'|'.join(strings(junk, kind, name))})")
                names.append(name)
        return re.compile("|".join(groups) or "(?!)", re.IGNORECASE)

    def searched(key: str) -> re.Pattern[str]:
        patterns = [pattern for junk in tables for pattern in strings(junk, "caption", key)]
        return re.compile("|".join(f"(?:{p})" for p in patterns) or "(?!)", re.IGNORECASE)

    line, block, end = compiled("line"), compiled("block"), compiled("end")
    signs = searched("signs")
    ends = re.compile(f"(?:{searched('ends').pattern})\\s*$", re.IGNORECASE)
    return Rules(tuple(names), line, block, end, ends, signs)
