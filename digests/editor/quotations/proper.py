"""Whether a word is somebody's name, and where a name begins: asked of the article itself.

A capital alone says little: sentences begin with one, German nouns have one, and titles run into names.
What decides is how the article writes the same words elsewhere. Used by `speakers.py`; pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.editor.quotations.given_names import is_given
from digests.editor.quotations.mentions import word_before
from digests.editor.quotations.roles import listed
from digests.editor.quotations.speech import Is, Speech
from digests.model import Span

_MOST_TEXT = 60_000
_MOST_PLACES = 40
_SHORTEST_ACRONYM, _LONGEST_TITLE = 2, 5
"""Letters of "BBC" or "DA" in front of a name."""

_FEWEST_TITLED = 3
"""Words of a name with something before it."""

_WORD = re.compile(r"\S+")
_NO_NAME = (
    Is.PRONOUN | Is.DETERMINER | Is.FILLER | Is.PREPOSITION | Is.JOINT | Is.MONTH | Is.NEVER | Is.CITES
    | Is.ROLE
)  # fmt: skip
_CONTRACTED = re.compile(r"['’](?:s|m|re|ve|ll|d|t)$", re.IGNORECASE)
_NOUNS_HAVE_CAPITALS = frozenset({"de"})
_INFLECTED = ("e", "en", "er", "em", "es")
"""How German adjectives end before nouns: "der junge Mann"."""
_OF_NOUNS = ("en", "ung", "heit", "keit", "schaft", "innen", "leute", "ler")
_CLOSING = "\"”’'»“"
_RARELY = 3
"""Times that a name stands for once that the word stands in lower case, in an address or a slogan."""


def is_name(text: str, name: Span, speech: Speech, cue: Span | None = None) -> bool:
    """Whether one word is a name: never in lower case, and with a capital within a sentence.

    In German, where nouns are so too, a verb of speech right beside it says that it is one.
    """
    word = name.of(text)
    low = word.lower()
    if word[0] == "@":
        return True
    if _CONTRACTED.search(word) or speech.kinds.get(low, 0) & _NO_NAME or not word[0].isupper():
        return False
    places = _places(text, word)
    if len(places) < _RARELY * len(_places(text, low)):
        return False
    if any(_is_titled(text, place, speech) for place in places):
        return True
    if _is_acronym(word):
        return True
    if word.isupper():
        return False
    if speech.language in _NOUNS_HAVE_CAPITALS:
        return _is_german_name(text, name, speech, cue)
    return any(_within_sentence(text, place) for place in places)


def name_begins(text: str, name: Span, speech: Speech) -> int:
    """Where the person's name begins among words with capitals: "Harris County DA | Devon Anderson"."""
    words = list(_WORD.finditer(text, name.start, name.end))
    if len(words) < _FEWEST_TITLED:
        return name.start
    offices = listed(speech.language, "offices")
    for first in range(len(words) - 2, 0, -1):
        before, given = words[first - 1][0], is_given(words[first][0])
        place = words[first].start()
        rest = [word[0] for word in words[first:]]
        if any(speech.kinds.get(word.lower(), 0) & (Is.GROUP | Is.ROLE) for word in rest):
            continue
        title = before.isupper() and before.isalpha() and 1 < len(before) <= _LONGEST_TITLE
        if title and (given or before.lower() in offices or _stands_alone(text, rest[-1], rest[-2])):
            return place
        if (
            given
            and not is_given(words[0][0])
            and not _is_owner(before)
            and _stands_alone(text, " ".join(rest), before)
        ):
            return place
    return name.start


def is_person(text: str, name: str, speech: Speech) -> bool:
    """Whether a full name is surely a person's: a first name we know, the surname alone elsewhere, a verb."""
    words = name.split()
    if len(words) < 2 or (words[-1].isupper() and len(words[-1]) > 1):
        return False
    if is_given(words[0]) or _stands_alone(text, words[-1], words[-2]):
        return True
    return any(_acts(text, place, place + len(name), speech) for place in _places(text, name))


def _acts(text: str, start: int, end: int, speech: Speech) -> bool:
    """Whether what stands there does something, "Dina Mehta was", and is no adjective."""
    if speech.kinds.get(word_before(text, start).lower(), 0) & (Is.PREPOSITION | Is.DETERMINER):
        return False
    behind = text[end : end + 20]
    word = behind[1:].partition(" ")[0].rstrip(".,:")
    return behind[:1] == "," or bool(speech.kinds.get(word, 0) & (Is.VERB | Is.FILLER | Is.RELATIVE))


def _is_owner(word: str) -> bool:
    return word.endswith(("'", "’", "'s", "’s"))


def _places(text: str, word: str) -> Sequence[int]:
    found: list[int] = []
    place = -1
    while len(found) < _MOST_PLACES:
        place = text.find(word, place + 1, _MOST_TEXT)
        if place < 0:
            break
        if (
            not text[place - 1 : place].isalnum()
            and not text[place + len(word) : place + len(word) + 1].isalnum()
        ):
            found.append(place)
    return found


def _stands_alone(text: str, words: str, without: str) -> bool:
    """Whether the words stand somewhere without the word that stands before them here."""
    for place in _places(text, words):
        before = word_before(text, place)
        if before != without and not before[:1].isupper():
            return True
    return False


def _within_sentence(text: str, place: int) -> bool:
    if text[place - 1 : place] != " ":
        return False
    before = text[max(0, place - 4) : place - 1].rstrip(_CLOSING)[-1:]
    return before.isalnum() or before in (",", ";")


def _is_titled(text: str, place: int, speech: Speech) -> bool:
    """ "Mr. Harris", "President Lim"."""
    end = place - 1 if text[place - 2 : place] != ". " else place - 2
    word = word_before(f"{text[max(0, end - 30) : end]} ", min(end, 30) + 1).lower()
    return word in speech.courtesies or bool(speech.kinds.get(word, 0) & Is.ROLE)


def _is_acronym(word: str) -> bool:
    """ "BBC", "DrKW", "M&S", but not "WATCH": four letters at most, or capitals within."""
    capitals = sum(map(str.isupper, word))
    return capitals >= _SHORTEST_ACRONYM and (len(word) < _LONGEST_TITLE or not word.isupper())


def _is_german_name(text: str, name: Span, speech: Speech, cue: Span | None) -> bool:
    """Nouns stand behind articles and adjectives, names behind titles or alone, and more than once."""
    places = _places(text, name.of(text))
    befores = [word_before(text, place) for place in places]
    if any(_leads_to_noun(before, speech) for before in befores):
        return False
    if cue is not None and cue.end + 1 == name.start and not name.of(text).endswith(_OF_NOUNS):
        return True
    return len(places) > 1 and any(_within_sentence(text, place) for place in places)


def _leads_to_noun(before: str, speech: Speech) -> bool:
    kind = speech.kinds.get(before.lower(), 0)
    if kind & Is.DETERMINER:
        return True
    return kind == 0 and before.islower() and before.endswith(_INFLECTED)
