"""Subjects and verbs of speech in Japanese: 岸田文雄首相は15日、記者団に「…」と述べた.

One of the readers of `east_asian.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from digests.editor.quotations.subjects import Names, Reader, Subject, listed
from digests.model import Span
from digests.text.tables import table

_NAME = "[一-龯々〆ヶァ-ヴー・＝Ａ-Ｚａ-ｚA-Za-z]"
_ASIDE = r"(?:[（(][^（）()]{1,14}[）)])?"
_FURTHEST = 70
"""Characters between a quotation and the verb that belongs to it."""
_WITHIN_VERB = "[ぁ-ん]{0,5}"
_LONGEST_NAME, _LONGEST_KANJI = 20, 6
_KANJI = re.compile("[一-龯々〆ヶ]+")
_KATAKANA = re.compile("[ァ-ヴー・＝]{2,}")


class Patterns(NamedTuple):
    behind: re.Pattern[str]
    cue: re.Pattern[str]
    topic: re.Pattern[str]
    honoured: re.Pattern[str]
    title: re.Pattern[str]


@lru_cache
def _patterns() -> Patterns:
    honorifics = "|".join(listed("ja", "honorifics"))
    titles = "|".join(listed("ja", "titles"))
    before = "|".join(listed("ja", "before_titles"))
    topics = "|".join(listed("ja", "topics"))
    behind = str(table("digests.editor", "cues", "ja").get("behind", ""))
    return Patterns(
        behind=re.compile(behind),
        cue=re.compile(f"(?:{'|'.join(listed('ja', 'cues'))}){_WITHIN_VERB}"),
        topic=re.compile(
            f"(?P<phrase>{_NAME}{{1,30}}){_ASIDE}(?P<honorific>{honorifics})?(?:ら)?{_ASIDE}(?P<topic>{topics})"
        ),
        honoured=re.compile(f"({_NAME}{{1,{_LONGEST_NAME}}}?)(?:{honorifics})(?!{_NAME})"),
        title=re.compile(f"(?:{before})*(?:{titles})$"),
    )


def _cue(text: str, before: Span, after: Span) -> Span | None:
    patterns = _patterns()
    joint = patterns.behind.match(text, after.start, after.end)
    if joint is not None:
        end = min(after.end, joint.end() + _FURTHEST)
        comma = text.find("、", joint.end(), end)
        found = list(patterns.cue.finditer(text, joint.end(), end if comma < 0 else comma))
        # コメントを発表した: of several in a clause the last is the verb.
        verb = found[-1] if found else patterns.cue.search(text, joint.end(), end)
        return Span(*verb.span()) if verb else None
    # A bare 「…」。 has no verb of its own.
    return None


def _subject(text: str, before: Span, after: Span, cue: Span, names: Names) -> Subject | None:
    behind = next(_topics(text, Span(after.start, cue.start), names), None)
    if behind is not None:
        return behind[0]
    return _topic(text, before, names)


def _topic(text: str, span: Span, names: Names) -> Subject | None:
    """The first phrase with は; where there is none, the last with が."""
    found = list(_topics(text, span, names))
    for subject, particle in found:
        if particle != "が":
            return subject
    return found[-1][0] if found else _adjacent(text, span)


def _adjacent(text: str, span: Span) -> Subject | None:
    """Whoever stands with は right before the quotation, 女性看護師は「…」; a name only in katakana."""
    for match in _patterns().topic.finditer(text, span.start, span.end):
        if match["topic"] in ("は", "が") and text[match.end() : span.end].strip("、 ") == "":
            place = Span(*match.span("phrase"))
            foreign = _KATAKANA.fullmatch(match["phrase"]) is not None
            return Subject(place, match["phrase"] if foreign else None)
    return None


def _topics(text: str, span: Span, names: Names) -> Iterator[tuple[Subject, str]]:
    for match in _patterns().topic.finditer(text, span.start, span.end):
        start = match.start("phrase")
        subject = _classified(match["phrase"], start, bool(match["honorific"]), names)
        if subject is not None:
            yield subject, match["topic"]


def _classified(phrase: str, start: int, honoured: bool, names: Names) -> Subject | None:
    """Who the phrase is, if it is anybody: 岸田文雄首相, 岸田氏, 外務省, 関係者, 彼."""
    end = start + len(phrase)
    if phrase in listed("ja", "pronouns") or (honoured and phrase == "同"):
        return Subject(Span(start, end), None, is_pronoun=True)
    for honorific in listed("ja", "honorifics"):
        # 氏 is a character like those of the name, and came with it.
        if not honoured and phrase.endswith(honorific) and len(phrase) > len(honorific):
            return _classified(phrase.removesuffix(honorific), start, True, names)
    if honoured:
        name = _person(phrase)
        return _named(phrase, start, name) if name else Subject(Span(start, end), None)
    title = _patterns().title.search(phrase)
    if title is not None:
        role = Span(start + title.start(), end)
        name = _person(phrase[: title.start()])
        if name is None:
            return Subject(Span(start, end), None, role)
        return _named(phrase[: title.start()], start, name)._replace(role=role)
    if phrase.endswith(listed("ja", "others")):
        return Subject(Span(start, end), None)
    if phrase in names or names.fullest(phrase) != phrase:
        return Subject(Span(start, end), phrase)
    if len(phrase) > 2 and phrase.endswith(listed("ja", "organisations")):
        return Subject(Span(start, end), phrase)
    return None


def _named(phrase: str, start: int, name: str) -> Subject:
    begin = start + phrase.rfind(name)
    return Subject(Span(begin, begin + len(name)), name)


def _person(phrase: str) -> str | None:
    """The person's name that the phrase is or ends in; None for a country, an office or a company."""
    phrase = phrase.lstrip("・ー＝")
    for place in listed("ja", "places"):
        # トランプ米大統領 has the country between name and title.
        if phrase.endswith(place) and _KATAKANA.fullmatch(phrase.removesuffix(place)):
            phrase = phrase.removesuffix(place)
            break
    foreign = _KATAKANA.search(phrase)
    if foreign is not None and foreign.end() == len(phrase):
        # 米国のジョー・バイデン comes as one piece only without の: ロシア大統領 and ロシア外相 have no name.
        name = foreign[0].lstrip("・ー＝")
        return None if name in listed("ja", "places") or len(name) < 2 else name
    if not _KANJI.fullmatch(phrase) or len(phrase) > _LONGEST_KANJI or len(phrase) < 2:
        return None
    if phrase in listed("ja", "places") or phrase.endswith(listed("ja", "organisations")):
        return None
    return phrase


def _names(text: str) -> Names:
    patterns = _patterns()
    found = [name for match in patterns.honoured.finditer(text) if (name := _person(match[1]))]
    for match in patterns.topic.finditer(text):
        subject = _classified(match["phrase"], 0, bool(match["honorific"]), Names(()))
        if subject is not None and subject.role is not None and subject.name is not None:
            found.append(subject.name)
    return Names(found)


READER = Reader(cue=_cue, subject=_subject, topic=_topic, names=_names)
