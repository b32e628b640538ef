"""Subjects and verbs of speech in Korean: 윤석열 대통령은 15일 "…"라고 말했다.

One of the readers of `east_asian.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from digests.editor.quotations.subjects import Names, Reader, Subject, listed
from digests.model import Span
from digests.text.tables import table

_TOKEN = re.compile(r"[^\s()\[\],.:;\"“”‘’'·…]+(?:·[^\s()\[\],.:;\"“”‘’'·…]+)*")
_CUT = re.compile(r"[.,!?\"“”‘’']")
"""No name goes over one of these."""
_ASIDE = re.compile(r"\([^()]{1,20}\)")
_HANGUL = re.compile("[가-힣]+")
_FURTHEST = 90
_WITHIN_VERB = "[가-힣]{0,3}"
_HONORIFIC = "씨"
_SAID = ("고", "며", "면서")
"""Joints that say by themselves that somebody speaks."""
_SMALL_WORDS = frozenset("한전현그두세첫각")
_LONGEST_FOREIGN = 7
_BACK = 5
"""Words before a title among which the name is looked for."""
_NO_NAME_ENDS = (
    "은",
    "는",
    "을",
    "를",
    "에",
    "의",
    "로",
    "와",
    "과",
    "도",
    "서",
    "며",
    "고",
    "한",
    "된",
    "인",
)


class Patterns(NamedTuple):
    behind: re.Pattern[str]
    cue: re.Pattern[str]


class Word(NamedTuple):
    text: str
    start: int


@lru_cache
def _patterns() -> Patterns:
    behind = str(table("digests.editor", "cues", "ko").get("behind", ""))
    cues = "|".join(listed("ko", "cues"))
    return Patterns(re.compile(behind), re.compile(f"(?<![가-힣])(?:{cues}){_WITHIN_VERB}"))


def _cue(text: str, before: Span, after: Span) -> Span | None:
    patterns = _patterns()
    joint = patterns.behind.match(text, after.start, after.end)
    if joint is None:
        return None
    verb = patterns.cue.search(text, joint.end(), min(after.end, joint.end() + _FURTHEST))
    if verb is not None:
        return Span(*verb.span())
    # "…"며 is said even where no verb follows; "…"는 may be a name.
    return Span(*joint.span()) if joint[0].endswith(_SAID) else None


def _subject(text: str, before: Span, after: Span, cue: Span, names: Names) -> Subject | None:
    return _topic(text, Span(after.start, cue.start), names) or _topic(text, before, names)


def _topic(text: str, span: Span, names: Names) -> Subject | None:
    """The first phrase with 은 or 는; where there is none, the last with 이 or 가."""
    found = list(_topics(text, span, names))
    for subject, particle in found:
        if particle not in ("이", "가"):
            return subject
    return found[-1][0] if found else None


def _topics(text: str, span: Span, names: Names) -> Iterator[tuple[Subject, str]]:
    for words in _stretches(text, span):
        for at, word in enumerate(words):
            base, particle = _base(word.text, names)
            if particle:
                subject = _classified([*words[:at], Word(base, word.start)], names)
                if subject is not None:
                    yield subject, particle


def _stretches(text: str, span: Span) -> Iterator[list[Word]]:
    """The words between two marks of punctuation. What stands in brackets is left out."""
    # Blotted out, so that the places of the words stay.
    plain = _ASIDE.sub(lambda match: " " * len(match[0]), span.of(text))
    reached = 0
    for cut in [*(match.start() for match in _CUT.finditer(plain)), len(plain)]:
        found = _TOKEN.finditer(plain, reached, cut)
        yield _joined(text, [Word(match[0], span.start + match.start()) for match in found])
        reached = cut + 1


def _joined(text: str, words: Sequence[Word]) -> list[Word]:
    """What follows brackets without a space belongs to the word before them: 김모(45)씨는."""
    found: list[Word] = []
    for word in words:
        if found and text[word.start - 1] == ")" and not _has_space(text, found[-1], word.start):
            found[-1] = Word(found[-1].text + word.text, found[-1].start)
        else:
            found.append(word)
    return found


def _has_space(text: str, word: Word, end: int) -> bool:
    return any(character.isspace() for character in text[word.start + len(word.text) : end])


def _base(word: str, names: Names) -> tuple[str, str]:
    """The word without its particle, and the particle; 들 of many goes too."""
    if word in names:
        return word, ""
    for particle in listed("ko", "topics"):
        base = word.removesuffix(particle)
        if base != word and base:
            return base.removesuffix("들") or base, particle
    return word, ""


def _classified(words: Sequence[Word], names: Names) -> Subject | None:
    """Who the last of the words is, if it is anybody: 윤석열 대통령, 김씨, 외교부, 관계자, 그."""
    word = words[-1]
    if not word.text:
        return None
    whole = Span(word.start, word.start + len(word.text))
    if word.text in listed("ko", "pronouns"):
        return Subject(whole, None, is_pronoun=True)
    honoured = _honoured(words)
    if honoured is not None:
        return honoured
    if word.text in listed("ko", "others"):
        return Subject(whole, None)
    if word.text.endswith(listed("ko", "titles")) and word.text not in names:
        name = _name_before(words[:-1], names)
        if name is None:
            return Subject(whole, None, whole)
        return Subject(Span(name.start, name.start + len(name.text)), name.text, whole)
    if word.text in names or names.fullest(word.text) != word.text:
        return Subject(whole, word.text)
    if len(word.text) > 2 and word.text.endswith(listed("ko", "organisations")):
        return Subject(whole, word.text)
    return None


def _honoured(words: Sequence[Word]) -> Subject | None:
    """A name before 씨, with a space or without."""
    word = words[-1]
    if not word.text.endswith(_HONORIFIC):
        return None
    if word.text == _HONORIFIC and len(words) > 1:
        word = words[-2]
    else:
        word = Word(word.text.removesuffix(_HONORIFIC), word.start)
    return Subject(Span(word.start, word.start + len(word.text)), word.text) if word.text else None


def _name_before(words: Sequence[Word], names: Names) -> Word | None:
    """The name among the last words before a title: 이재명 더불어민주당 대표, 도널드 트럼프 미국 대통령."""
    adjacent = True
    for word in reversed(words[-_BACK:]):
        if len(word.text) > 1 and (word.text in names or _is_korean_name(word.text)):
            return word
        if adjacent and len(word.text) == 1 and _is_surname(word.text, names):
            return word
        if not _is_passed(word.text):
            return word if len(word.text) > 1 and _is_foreign_name(word.text) else None
        adjacent = adjacent and word.text in listed("ko", "before_titles")
    return None


def _is_surname(word: str, names: Names) -> bool:
    """Whether one syllable is a surname here: 윤 is, 이 may be "this", 한 and 전 mean "a" and "former"."""
    if word not in listed("ko", "surnames") or word in _SMALL_WORDS:
        return False
    return word not in listed("ko", "places") or names.fullest(word) != word


def _is_passed(word: str) -> bool:
    """Whether the word may stand between a name and a title."""
    return word in listed("ko", "places") or word.endswith(
        (*listed("ko", "before_titles"), *listed("ko", "organisations"), *listed("ko", "titles"))
    )


def _is_korean_name(word: str) -> bool:
    """A surname and a given name: 윤석열."""
    surnames = listed("ko", "surnames")
    if not _HANGUL.fullmatch(word):
        return False
    if any(word in listed("ko", key) for key in ("places", "others", "before_titles", "titles")):
        return False
    # Two syllables are rather a common noun, four have a surname of two.
    if len(word) == 3:
        return word.startswith(surnames) and not word.endswith(_OFFICES)
    return len(word) == 4 and word[:2] in surnames


_OFFICES = (
    "당",
    "부",
    "청",
    "처",
    "위",
    "실",
    "국정원",
    "감사원",
    "대법원",
    "금감원",
    "위원",
    "의원",
    "대표",
    "장관",
)
"""Ends of three syllables that are an office rather than a person."""


def _is_foreign_name(word: str) -> bool:
    return (
        len(word) <= _LONGEST_FOREIGN
        and _HANGUL.fullmatch(word) is not None
        and not word.endswith(_NO_NAME_ENDS)
        and word not in listed("ko", "foreign_words")
        and not set(word).isdisjoint(listed("ko", "foreign")[0])
    )


_FOREIGN = re.compile(r"(?:^|[\n.,\"”'’]\s*)([가-힣]{1,6}) ([가-힣]{2,6}) (?:[가-힣]{2,6} ){0,2}([가-힣]+)")


def _names(text: str) -> Names:
    """The people with a title; the given names of foreigners where a sentence begins with them."""
    found = []
    nobody = Names(())
    for words in _stretches(text, Span(0, len(text))):
        for at, word in enumerate(words):
            if _base(word.text, nobody)[0].endswith(listed("ko", "titles")):
                named = _name_before(words[max(0, at - _BACK) : at], nobody)
                if named is not None and len(named.text) > 1:
                    found.append(named.text)
    known = set(found)
    for match in _FOREIGN.finditer(text):
        given, surname = match[1], match[2]
        strange = _is_foreign_name(given) and given not in listed("ko", "places")
        if surname in known and strange and not _is_korean_name(surname):
            found.append(f"{given} {surname}")
    return Names(found)


READER = Reader(cue=_cue, subject=_subject, topic=_topic, names=_names)
