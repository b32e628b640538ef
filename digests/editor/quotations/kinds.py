"""What a word is: bits, read off the word lists of a language once for every word that comes up.

`speech.py` has the lists and reads texts with them; `phrases.py` and `clauses.py` go by the bits.
"""

from __future__ import annotations

from collections.abc import Mapping


class Is:
    """What a token is, one bit each: plain numbers, because an enum's `&` takes ten times as long."""

    WORD = 1
    CAPITAL = 1 << 1
    VERB = 1 << 2
    """Brings in a quotation: "said"."""
    WEAK = 1 << 3
    """A verb that means so only right beside a quotation: "called"."""
    LIKELY = 1 << 4
    """In no list, but ends like a verb: "gushed"."""
    GERUND = 1 << 5
    """Speaks of the sentence's subject: "adding"."""
    PRONOUN = 1 << 6
    PERSON = 1 << 7
    """A pronoun that stands for one person."""
    DETERMINER = 1 << 8
    FILLER = 1 << 9
    """May stand between a speaker and a verb: "has", "later"."""
    PREPOSITION = 1 << 10
    TIE = 1 << 11
    """Ties one noun to another: "of"."""
    JOINT = 1 << 12
    """Begins another clause: "while"."""
    RELATIVE = 1 << 13
    PARTICLE = 1 << 14
    """A small word inside names: "van"."""
    OPENER = 1 << 15
    """At a clause's beginning it puts the subject behind the verb, in languages that do that."""
    ROLE = 1 << 16
    """Stands before names: "president"."""
    GROUP = 1 << 17
    """Makes a name one of an organisation or a place."""
    MONTH = 1 << 18
    NEVER = 1 << 19
    """May begin with a capital without being part of a name."""
    QUOTE = 1 << 20
    """Stands in the place of a quotation."""
    END = 1 << 21
    """Ends a sentence."""
    POSSESSIVE = 1 << 22
    OBJECT = 1 << 23
    """Cannot be a subject: "him", in German "dem"."""
    CITES = 1 << 24
    """Opens a phrase that cites somebody: "according to"."""
    ADVERB = 1 << 26
    """Ends like one: "angrily"."""
    OWNED = 1 << 25
    """What follows is a noun: "the report", "his claims"."""
    BEGINS = 1 << 27
    """May be the first word of a phrase."""
    HALTS = 1 << 28
    """Never the next word of one, unless the word before ties it."""
    LINK = 1 << 29
    """A mark between two names: "-"."""
    DROPPED = 1 << 30
    """A mark that says nothing here."""
    CITED = 1 << 32
    """Ends such words: "to" in "according to"."""
    STOP = 1 << 31
    """A mark that may end a sentence."""


_MARKS = {
    # Around words that are no quotation these say nothing: a “storm” is a storm.
    **dict.fromkeys("\"“”„‟«»‹›「」『』＂‘’'", Is.DROPPED),
    **dict.fromkeys("-&", Is.HALTS | Is.LINK),
    **dict.fromkeys(".!?…", Is.HALTS | Is.STOP),
}
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_MOST = 50_000
"""Words that are kept, because most come again."""

STOPS = (
    Is.PRONOUN | Is.PREPOSITION | Is.JOINT | Is.FILLER | Is.MONTH | Is.QUOTE | Is.END
    | Is.LIKELY | Is.RELATIVE | Is.CITES
)  # fmt: skip
"""What ends a phrase."""
_CUE = Is.VERB | Is.WEAK | Is.GERUND


class Known(dict[str, int]):
    """Words as they stand in texts, with the white space behind, and their bits of `Is`."""

    def __init__(self, listed: Mapping[str, int], endings: tuple[str, ...]) -> None:
        super().__init__()
        self._listed, self._endings = listed, endings

    def __missing__(self, piece: str) -> int:
        if len(self) >= _MOST:
            self.clear()
        kind = self[piece] = self._kind(piece.rstrip())
        return kind

    def _kind(self, word: str) -> int:
        if not word[0].isalnum():
            return _MARKS.get(word, Is.HALTS)
        low = word.lower()
        kind = self._listed.get(low, 0) | Is.WORD
        if word[0].isupper():
            kind |= Is.CAPITAL
        elif kind == Is.WORD and low.endswith(self._endings):
            kind |= Is.LIKELY
        if low.endswith(_POSSESSIVE):
            kind |= Is.POSSESSIVE
        if low[-2:] == "ly":
            kind |= Is.ADVERB
        return kind | _place(kind)


def owned(kind: int) -> int:
    """What a word is behind "the" or "his": no verb."""
    kind &= ~(_CUE | Is.BEGINS | Is.HALTS)
    return kind | _place(kind)


def _place(kind: int) -> int:
    """Whether a word may begin a phrase or follow in one."""
    place = 0
    is_verb = kind & Is.VERB and not kind & Is.CAPITAL
    if not is_verb and not kind & STOPS & ~(Is.FILLER if kind & Is.DETERMINER else 0):
        place = Is.BEGINS
    if is_verb or kind & (STOPS | Is.DETERMINER):
        place |= Is.HALTS
    return place
