"""Who may have said a quotation, and what speaks for each: traits in words, weighed in `attribution.py`.

A trait is a short line such as "behind subject gap 0": a phrase behind the quotation, subject of a verb of
speech, with nothing in between. `tests/benchmarks/train_speakers.py` learns from labelled articles how
much each is worth (`data/speakers/`); here is no judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.clauses import Clause
from digests.editor.phrases import Kind, Phrase
from digests.editor.scenes import Scene
from digests.editor.speech import Is, Token
from digests.editor.surroundings import Setting

_POOL = 8
"""Phrases of earlier sentences that are looked at where the quotation's own sentence has no speaker."""

_SPOKEN = frozenset({"subject", "inverted", "according"})


class Candidate(NamedTuple):
    """Somebody who may have said it."""

    clause: Clause
    side: str
    """"ahead" or "behind" in the quotation's sentence, "earlier" in its paragraph, or "above"."""
    traits: list[str]


def candidates(scene: Scene, clauses: Sequence[Clause], here: Setting, *, follows: bool) -> list[Candidate]:
    """Every phrase near the quotation; `follows` if somebody is known to have said the quotation before."""
    ahead = [c for c in clauses if here.start <= c.phrase.first < here.at]
    behind = [c for c in clauses if here.at < c.phrase.first < here.end]
    found = [*_ahead(scene.words, ahead, here), *_behind(scene.words, behind, here)]
    if spoken(found) != "spoken":
        pool = [c for c in clauses if c.phrase.first < here.start][-_POOL:]
        found.extend(_farther(scene, pool, here, spoken(found), follows=follows))
    return found


def spoken(near: Sequence[Candidate]) -> str:
    """Whether the quotation's own sentence says that somebody speaks."""
    if any(c.clause.relation in _SPOKEN for c in near if c.side in ("ahead", "behind")):
        return "spoken"
    return "silent" if near else "bare"


def _ahead(words: Sequence[Token], ahead: Sequence[Clause], here: Setting) -> list[Candidate]:
    """The phrases before the quotation in its sentence, the nearest first."""
    verb = next(
        (
            i
            for i in range(here.at - 1, here.start - 1, -1)
            if words[i].kind & Is.VERB and not words[i].kind & Is.CAPITAL
        ),
        -1,
    )
    lead = _lead(words, verb, any(c.verb == verb for c in ahead))
    between, nearer, reached = _Between(words), 0, here.at
    found = []
    for rank in range(len(ahead) - 1, -1, -1):
        clause = ahead[rank]
        between.read(clause.phrase.last + 1, reached)
        reached = clause.phrase.last + 1
        traits = _near(words, clause, here, "ahead", between, nearer, rank)
        last = "last" if clause.verb == verb else "other"
        traits.append(f"ahead {clause.relation} {lead} {last}{' first' if rank == 0 else ''}")
        traits.append(f"ahead {clause.relation} {lead} {last} nearer {nearer}")
        found.append(Candidate(clause, "ahead", traits))
        nearer = min(2, nearer + (clause.relation in ("subject", "inverted")))
    return found


def _lead(words: Sequence[Token], verb: int, has_subject: bool) -> str:
    """How the last verb before the quotation goes with its subject."""
    if verb < 0:
        return "verbless"
    if has_subject:
        return "full"
    if words[verb].kind & Is.GERUND:
        return "gerund"
    return "infinitive" if verb > 0 and words[verb - 1].low in ("to", "zu") else "elided"


def _behind(words: Sequence[Token], behind: Sequence[Clause], here: Setting) -> list[Candidate]:
    """The phrases behind the quotation in its sentence, the nearest first."""
    between, nearer, reached = _Between(words), 0, here.at + 1
    found = []
    for rank, clause in enumerate(behind):
        between.read(reached, clause.phrase.first)
        reached = clause.phrase.first
        traits = _near(words, clause, here, "behind", between, nearer, rank)
        found.append(Candidate(clause, "behind", traits))
        nearer = min(2, nearer + (clause.relation in _SPOKEN))
    return found


class _Between:
    """What stands between a phrase and the quotation, read outwards once."""

    def __init__(self, words: Sequence[Token]) -> None:
        self._words = words
        self.joint, self.commas, self.quotes = "", 0, 0

    def read(self, start: int, end: int) -> None:
        for i in range(start, end):
            token = self._words[i]
            if token.kind & Is.JOINT:
                self.joint = " joint"
            elif token.kind & Is.QUOTE:
                self.quotes = min(2, self.quotes + 1)
            elif token.low == ",":
                self.commas = min(3, self.commas + 1)


def _near(
    words: Sequence[Token],
    clause: Clause,
    here: Setting,
    side: str,
    between: _Between,
    nearer: int,
    rank: int,
) -> list[str]:
    """The traits of a phrase in the quotation's own sentence."""
    phrase, relation, verb, rival = clause
    kind = kind_of(words, phrase)
    place = f"{side} {relation}"
    if side == "ahead":
        gap, verb_gap = here.at - phrase.last - 1, here.at - verb - 1
    else:
        gap, verb_gap = phrase.first - here.at - 1, verb - here.at - 1
    strength = "weak" if words[verb].kind & Is.WEAK else "strong"
    case = _case(words, phrase)
    traits = [
        f"{side} {kind}",
        f"{place} {kind}",
        f"{place} last {here.last}",
        f"{place} following {here.following}",
        f"{place} preceding {here.preceding}",
        f"{place} gap {_distance(gap)}",
        f"{place} verb {_distance(verb_gap)} {strength}",
        f"{place} nearer {nearer}",
        f"{place} opening {here.opening}",
        f"{side} {here.size}",
        f"{place} quotes {between.quotes}",
        f"{side} rank {min(rank, 3)}",
        f"{place}{between.joint}",
        f"{side} {kind} {case}",
        f"{place} commas {between.commas}",
        f"{place} {here.context}",
    ]
    if relation != "apart":
        inverts = "opener" if words[here.start].kind & Is.OPENER else "plain"
        traits.append(f"{place} rival {rival} {inverts} {case}")
        traits.append(f"{side} word {words[verb].low}")
    return traits


def _farther(
    scene: Scene, pool: Sequence[Clause], here: Setting, heard: str, *, follows: bool
) -> list[Candidate]:
    """The phrases of the sentences before, in this paragraph or the one above."""
    words = scene.words
    colon = (
        " colon" if here.preceding == "colon" or (here.start > 1 and words[here.start - 2].low == ":") else ""
    )
    sentences = quotes = nearer = 0
    reached = here.start
    found = []
    for near, clause in enumerate(reversed(pool), 1):
        phrase = clause.phrase
        for i in range(phrase.last, reached):
            sentences = min(3, sentences + bool(words[i].kind & Is.END))
            quotes = min(2, quotes + bool(words[i].kind & Is.QUOTE))
        reached = phrase.last
        side = "above" if phrase.first < scene.opened else "earlier"
        kind = kind_of(words, phrase)
        place = f"{side} {clause.relation}"
        first = " first" if phrase.first == 0 or words[phrase.first - 1].kind & Is.END else ""
        traits = [
            f"{place} {kind}",
            f"{place} sentences {sentences} quotes {quotes}",
            f"{place} nearer {nearer}{colon}",
            f"{side} {heard} {here.opening}",
            f"{side} {kind}{first}",
            f"{side} {_case(words, phrase)}",
            f"{place}{first}{colon}",
            f"{side} {here.size}",
            f"{side} nearest {min(near, 4)}",
            f"{side} {kind}{' follows' if follows else ''}",
            f"{side} following {here.following}",
        ]
        if clause.relation != "apart":
            traits.append(f"{side} word {words[clause.verb].low}")
        found.append(Candidate(clause, side, traits))
        nearer = min(2, nearer + (clause.relation == "subject"))
    return found


def nobody(here: Setting, heard: str, *, follows: bool) -> list[str]:
    """The traits of the answer that the text does not say who speaks."""
    return [
        "nobody",
        f"nobody {here.opening}",
        f"nobody {here.size}",
        f"nobody {heard}",
        f"nobody {heard} {here.opening} {here.size}",
        f"nobody preceding {here.preceding}",
        f"nobody {here.context}",
        f"nobody {heard}{' follows' if follows else ''}",
    ]


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
) -> list[str]:
    """The traits of whoever said the quotation before: `side` and `kind` are of the mention there.

    `since` is its place in the same paragraph, `apart` counts paragraphs in between, `goes_on` says that it
    was not closed.
    """
    words = scene.words
    if since is not None:
        between = words[since + 1 : here.at]
        count = sum(token.kind & Is.WORD for token in between)
        ends = sum(1 for token in between if token.kind & Is.END)
        amount = "none" if count == 0 else "few" if count < 4 else "some" if count < 12 else "many"
        way = f"carried same {amount} ends {min(ends, 2)}"
    else:
        way = f"carried next {apart} {'opens' if here.at == scene.opened else 'led'}"
    alone = not any(token.kind & Is.WORD for token in words[scene.opened :])
    on = " on" if goes_on else ""
    return [
        way,
        f"{way} {heard}",
        f"{way} {'wordless' if alone else 'worded'}{on}",
        f"{way} {here.opening}",
        f"{way} preceding {here.preceding}",
        f"{way} from {side}",
        f"carried {heard} {here.context}",
        f"carried {'next' if since is None else 'same'}{on}",
        f"carried {here.size}",
        f"{way} {kind}",
    ]


def kind_of(words: Sequence[Token], phrase: Phrase) -> str:
    if phrase.kind is Kind.PRONOUN and words[phrase.first].kind & Is.PERSON:
        return "person"
    return phrase.kind.value


def _case(words: Sequence[Token], phrase: Phrase) -> str:
    """Whether the phrase can be a subject at all."""
    if phrase.first > 0 and words[phrase.first - 1].kind & Is.PREPOSITION:
        return "preposition"
    return "object" if words[phrase.first].kind & Is.OBJECT else "subject"


def _distance(tokens: int) -> str:
    if tokens <= 2:
        return str(tokens)
    if tokens <= 4:
        return "3-4"
    if tokens <= 8:
        return "5-8"
    return "9-16" if tokens <= 16 else "far"
