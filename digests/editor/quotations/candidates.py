"""Who may have said a quotation, and what speaks for each, weighed in `attribution.py`.

Everybody who is named near is a candidate. What speaks for one comes in groups (`traits.py`): here is no
judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.quotations.clauses import Clause, Clauses
from digests.editor.quotations.kinds import Is
from digests.editor.quotations.phrases import Kind, Phrase
from digests.editor.quotations.scenes import Scene
from digests.editor.quotations.speech import Words
from digests.editor.quotations.surroundings import Setting
from digests.editor.quotations.traits import Group

_POOL = 8
"""Phrases of earlier sentences that are looked at where the quotation's own sentence has no speaker."""

_SPOKEN = frozenset({"subject", "inverted", "according"})


class Candidate(NamedTuple):
    """Somebody who may have said it."""

    clause: Clause
    side: str
    """"ahead" or "behind" in the quotation's sentence, "earlier" in its paragraph, or "above"."""
    groups: list[Group]


def candidates(scene: Scene, clauses: Clauses, here: Setting, *, follows: bool) -> list[Candidate]:
    """Every phrase near the quotation; `follows` if somebody is known to have said the quotation before."""
    ahead, behind = clauses.between(here.start, here.at), clauses.between(here.at + 1, here.end)
    found = [*_ahead(scene.words, ahead, here), *_behind(scene.words, behind, here)]
    heard = spoken(found)
    if heard != "spoken":
        found.extend(_farther(scene, clauses.before(here.start, _POOL), here, heard, follows=follows))
    return found


def spoken(near: Sequence[Candidate]) -> str:
    """Whether the quotation's own sentence says that somebody speaks."""
    if any(c.clause.relation in _SPOKEN for c in near if c.side in ("ahead", "behind")):
        return "spoken"
    return "silent" if near else "bare"


def _ahead(words: Words, ahead: Sequence[Clause], here: Setting) -> list[Candidate]:
    """The phrases before the quotation in its sentence, the nearest first."""
    if not ahead:
        return []
    kinds = words.kinds
    verbs = (i for i in range(here.at - 1, here.start - 1, -1) if kinds[i] & Is.VERB)
    verb = next((i for i in verbs if not kinds[i] & Is.CAPITAL), -1)
    lead = _lead(words, verb, has_subject=any(c.verb == verb for c in ahead))
    between, nearer, reached = _Between(words), 0, here.at
    found = []
    for rank in range(len(ahead) - 1, -1, -1):
        clause = ahead[rank]
        between.read(clause.phrase.last + 1, reached)
        reached = clause.phrase.last + 1
        groups = _near(words, clause, here, "ahead", between, nearer, rank)
        last = "last" if clause.verb == verb else "other"
        groups.append(("lead", clause.relation, lead, last, " first" if rank == 0 else "", nearer))
        found.append(Candidate(clause, "ahead", groups))
        nearer = min(2, nearer + (clause.relation in ("subject", "inverted")))
    return found


def _lead(words: Words, verb: int, *, has_subject: bool) -> str:
    """How the last verb before the quotation goes with its subject."""
    if verb < 0:
        return "verbless"
    if has_subject:
        return "full"
    if words.kinds[verb] & Is.GERUND:
        return "gerund"
    return "infinitive" if verb > 0 and words.low(verb - 1) in ("to", "zu") else "elided"


def _behind(words: Words, behind: Sequence[Clause], here: Setting) -> list[Candidate]:
    """The phrases behind the quotation in its sentence, the nearest first."""
    between, nearer, reached = _Between(words), 0, here.at + 1
    found = []
    for rank, clause in enumerate(behind):
        between.read(reached, clause.phrase.first)
        reached = clause.phrase.first
        groups = _near(words, clause, here, "behind", between, nearer, rank)
        found.append(Candidate(clause, "behind", groups))
        nearer = min(2, nearer + (clause.relation in _SPOKEN))
    return found


class _Between:
    """What stands between a phrase and the quotation, read outwards once."""

    def __init__(self, words: Words) -> None:
        self._kinds, self._pieces = words.kinds, words.pieces
        self.joint, self.commas, self.quotes = "", 0, 0

    def read(self, start: int, end: int) -> None:
        for i in range(start, end):
            kind = self._kinds[i]
            if kind & Is.JOINT:
                self.joint = " joint"
            elif kind & Is.QUOTE:
                self.quotes = min(2, self.quotes + 1)
            elif self._pieces[i][0] == ",":
                self.commas = min(3, self.commas + 1)


def _near(
    words: Words, clause: Clause, here: Setting, side: str, between: _Between, nearer: int, rank: int
) -> list[Group]:
    """What speaks for a phrase in the quotation's own sentence."""
    phrase, relation, verb, rival = clause
    if side == "ahead":
        gap, verb_gap = here.at - phrase.last - 1, here.at - verb - 1
    else:
        gap, verb_gap = phrase.first - here.at - 1, verb - here.at - 1
    kinds = words.kinds
    case = _case(kinds, phrase)
    strength = "weak" if kinds[verb] & Is.WEAK else "strong"
    groups: list[Group] = [
        ("setting", side, relation, here.look),
        ("phrase", side, relation, kind_of(kinds, phrase), case, min(rank, 3)),
        ("gap", side, relation, _distance(gap), _distance(verb_gap), strength, nearer),
        ("between", side, relation, between.quotes, between.joint, between.commas),
    ]
    if relation != "apart":
        inverts = "opener" if kinds[here.start] & Is.OPENER else "plain"
        groups.append(("verb", side, relation, rival, inverts, case, words.low(verb)))
    return groups


def _farther(
    scene: Scene, pool: Sequence[Clause], here: Setting, heard: str, *, follows: bool
) -> list[Candidate]:
    """The phrases of the sentences before, in this paragraph or the one above."""
    words, kinds = scene.words, scene.words.kinds
    announced = here.look.preceding == "colon" or (here.start > 1 and words.pieces[here.start - 2][0] == ":")
    colon = " colon" if announced else ""
    on = " follows" if follows else ""
    sentences = quotes = nearer = 0
    reached = here.start
    found = []
    for near, clause in enumerate(reversed(pool), 1):
        phrase, relation, verb, _ = clause
        for kind in kinds[phrase.last : reached]:
            if kind & Is.END:
                sentences = min(3, sentences + 1)
            elif kind & Is.QUOTE:
                quotes = min(2, quotes + 1)
        reached = phrase.last
        side = "above" if phrase.first < scene.opened else "earlier"
        kind_name = kind_of(kinds, phrase)
        first = " first" if phrase.first == 0 or kinds[phrase.first - 1] & Is.END else ""
        groups: list[Group] = [
            ("farther", side, relation, kind_name, _case(kinds, phrase), first, colon),
            ("way", side, relation, sentences, quotes, nearer, colon, min(near, 4)),
            ("around", side, kind_name, heard, on, here.look.opening, here.look.size, here.look.following),
        ]
        if relation != "apart":
            groups.append(("word", side, words.low(verb)))
        found.append(Candidate(clause, side, groups))
        nearer = min(2, nearer + (relation == "subject"))
    return found


def nobody(here: Setting, heard: str, *, follows: bool) -> list[Group]:
    """What speaks for the answer that the text does not say who speaks."""
    return [("nobody", heard, " follows" if follows else "", here.look)]


def carried(
    scene: Scene,
    here: Setting,
    heard: str,
    *,
    since: int | None,
    apart: int,
    side: str,
    kind: str,
    goes_on: bool,
) -> list[Group]:
    """What speaks for whoever said the quotation before: `side` and `kind` are of the mention there.

    `since` is its place in the same paragraph, `apart` counts paragraphs in between, `goes_on` says that it
    was not closed.
    """
    kinds = scene.words.kinds
    if since is not None:
        between = kinds[since + 1 : here.at]
        count = sum(kind & Is.WORD for kind in between)
        ends = sum(1 for kind in between if kind & Is.END)
        amount = "none" if count == 0 else "few" if count < 4 else "some" if count < 12 else "many"
        way = f"carried same {amount} ends {min(ends, 2)}"
    else:
        way = f"carried next {apart} {'opens' if here.at == scene.opened else 'led'}"
    alone = "worded" if any(kind & Is.WORD for kind in kinds[scene.opened :]) else "wordless"
    on = " on" if goes_on else ""
    where = "next" if since is None else "same"
    return [("carried", way, heard, alone, on, where, here.look), ("carried by", way, side, kind)]


def kind_of(kinds: Sequence[int], phrase: Phrase) -> str:
    if phrase.kind is Kind.PRONOUN and kinds[phrase.first] & Is.PERSON:
        return "person"
    return _NAMES[phrase.kind]


_NAMES = {kind: kind.value for kind in Kind}


def _case(kinds: Sequence[int], phrase: Phrase) -> str:
    """Whether the phrase can be a subject at all."""
    if phrase.first > 0 and kinds[phrase.first - 1] & Is.PREPOSITION:
        return "preposition"
    return "object" if kinds[phrase.first] & Is.OBJECT else "subject"


_DISTANCES = ("0", "1", "2", *["3-4"] * 2, *["5-8"] * 4, *["9-16"] * 8, "far")


def _distance(words: int) -> str:
    return _DISTANCES[words] if words <= 16 else "far"
