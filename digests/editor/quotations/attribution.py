"""Who said it: the likeliest speaker of every quotation, from the words around it.

Where a name and a verb stand right beside the quotation, that is it (`beside.py`). Else everybody who is
named near is a candidate, "nobody" too (`candidates.py`); learned weights
(`speaker_weights.py`) say how likely each is. A quotation's answer is known before the next is asked, because
speech goes on. Learned from PolNeAR (Newell, Margolin and Ruths 2018) and from German Wikinews
(Petersen-Frey and Biemann 2024).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp
from typing import NamedTuple

from digests.editor.quotations.beside import around, beside, goes_on
from digests.editor.quotations.candidates import candidates, carried, kind_of, nobody, spoken
from digests.editor.quotations.clauses import Clause, Clauses
from digests.editor.quotations.marks import Quoted
from digests.editor.quotations.phrases import Kind, apposed, name_in
from digests.editor.quotations.scenes import Scene, scene_of
from digests.editor.quotations.speaker_weights import Weights
from digests.editor.quotations.speech import Speech, Words
from digests.editor.quotations.surroundings import Setting, setting
from digests.editor.quotations.traits import Group
from digests.model import Span

_FAR = 400
"""Characters between two quotations that are more than a paragraph."""


class Attribution(NamedTuple):
    """Somebody is said to have said it."""

    mention: Span
    whole: Span
    """The phrase that the mention is of: "the mayor, Tom Brand" """
    kind: Kind
    label: str
    """The kind as traits have it."""
    cue: Span | None
    side: str
    confidence: float


class Choice(NamedTuple):
    """A possible answer."""

    clause: Clause | None
    words: Words
    """What the clause is of."""
    side: str
    groups: list[Group]
    """What speaks for it."""
    before: Attribution | None = None
    """Who said the quotation before, if this is the answer that they speak on."""

    @property
    def subject(self) -> int | None:
        """What choices have in common that are one: "the mayor, Tom Brand, said" has two of one verb."""
        clause = self.clause
        if clause is None:
            return None if self.before is None else self.before.whole.start
        at = clause.verb if clause.relation == "subject" else clause.phrase.first
        return self.words.starts[at]

    @property
    def whole(self) -> Span | None:
        """Where the speaker is named; None for the answer that nobody is."""
        if self.before is not None:
            return self.before.whole
        if self.clause is None:
            return None
        return self.words.span(self.clause.phrase.first, self.clause.phrase.last)


class Case(NamedTuple):
    """One quotation before it is decided."""

    number: int
    scene: Scene
    place: int
    clauses: Clauses
    here: Setting


class Desk:
    """The quotations of one article and, for those that need it, their surroundings."""

    def __init__(
        self, text: str, quotations: Sequence[Quoted], lengths: Sequence[int], speech: Speech
    ) -> None:
        self.text, self.quotations, self.speech = text, quotations, speech
        self._lengths = lengths
        self._scene: tuple[Scene, Clauses] | None = None

    def case(self, number: int) -> Case:
        """The quotation with its surroundings; cheap for the next one of the same paragraph."""
        if self._scene is None or number not in self._scene[0].quotes:
            scene = scene_of(self.text, self.quotations, number, self.speech)
            self._scene = scene, Clauses(scene.words, self.speech)
        scene, every = self._scene
        place = number - scene.quotes[0]
        return Case(number, scene, place, every, setting(scene, place, self._lengths[number]))

    def choices(self, case: Case, before: Attribution | None) -> list[Choice]:
        """Every possible answer, "nobody" first."""
        scene, here = case.scene, case.here
        near = candidates(scene, case.clauses, here, follows=before is not None)
        heard = spoken(near)
        found = [Choice(None, scene.words, "", nobody(here, heard, follows=before is not None))]
        found.extend(Choice(clause, scene.words, side, groups) for clause, side, groups in near)
        if before is not None:
            last = self.quotations[case.number - 1]
            groups = carried(
                scene,
                here,
                heard,
                since=scene.at[case.place - 1] if case.place > 0 else None,
                apart=_apart(self.text, last, self.quotations[case.number]),
                side=before.side,
                kind=before.label,
                goes_on=last.goes_on,
            )
            found.append(Choice(None, scene.words, "carried", groups, before))
        return found

    def plain(self, number: int, before: Attribution | None, weights: Weights) -> Attribution | None:
        """The answer where no weighing is needed."""
        quotation = self.quotations[number]
        if before is not None and number > 0:
            last = self.quotations[number - 1]
            if last.goes_on and last.paragraph != quotation.paragraph:
                return before._replace(side="carried")
            spoke = max(before.mention, before.cue or before.mention, key=lambda span: span.end)
            if spoke.end > last.outer.end and goes_on(self.text, spoke, quotation):
                return before._replace(side="carried", confidence=min(before.confidence, weights.same))
        found = beside(self.text, quotation, self.speech)
        if found is None and self._lengths[number] < weights.fewest:
            found = around(self.text, quotation, self.speech)
        return None if found is None else Attribution(*found, weights.beside[found.side])

    def answers(self, weights: Weights) -> Iterator[tuple[int, Attribution, float]]:
        """The likeliest speaker of every quotation near which there is anybody, and how likely.

        Likelihood is 1 where no weighing was needed.
        """
        before: Attribution | None = None
        for number in range(len(self.quotations)):
            told = self.plain(number, before, weights)
            likely = 1.0
            if told is None:
                if self._lengths[number] < weights.fewest:
                    continue
                decided = decide(self.choices(self.case(number), before), weights)
                before = None
                if decided is None:
                    continue
                choice, likely = decided
                told = attribution(choice, weights.confidence(likely), self.speech)
            yield number, told, likely
            before = told if likely >= weights.least else None


def _apart(text: str, before: Quoted, quotation: Quoted) -> int:
    """Paragraphs between those of two quotations, two at most."""
    start, end = before.paragraph.end, quotation.paragraph.start
    if end - start > _FAR:
        return 2
    return min(2, sum(1 for line in text[start:end].splitlines() if line.strip())) if end > start else 0


def decide(found: Sequence[Choice], weights: Weights) -> tuple[Choice, float] | None:
    """The likeliest speaker and how likely; None where nobody is near."""
    worth = [weights.worth(choice.groups) for choice in found]
    most = max(worth)
    shares = [exp(each - most) for each in worth]
    subjects = [choice.subject for choice in found]
    together: dict[int | None, float] = {}
    for subject, share in zip(subjects, shares, strict=True):
        together[subject] = together.get(subject, 0.0) + share
    together.pop(None)
    if not together:
        return None
    likeliest = max(together, key=together.__getitem__)
    best = max((i for i, subject in enumerate(subjects) if subject == likeliest), key=shares.__getitem__)
    return found[best], together[likeliest] / sum(shares)


def attribute(
    text: str, quotations: Sequence[Quoted], lengths: Sequence[int], speech: Speech, weights: Weights
) -> list[Attribution | None]:
    """The speaker of each quotation of `lengths` words, None where the text does not say."""
    told: list[Attribution | None] = [None] * len(quotations)
    for number, found, likely in Desk(text, quotations, lengths, speech).answers(weights):
        if likely >= weights.least:
            told[number] = found
    return told


def attribution(choice: Choice, confidence: float, speech: Speech) -> Attribution:
    """A choice as an answer. Raises ValueError for the choice that nobody is."""
    if choice.before is not None:
        return choice.before._replace(side="carried", confidence=confidence)
    clause, words, whole = choice.clause, choice.words, choice.whole
    if clause is None or whole is None:
        raise ValueError("nobody said it")
    phrase = clause.phrase if clause.phrase.kind is not Kind.OTHER else apposed(words, clause.phrase)
    first, last = name_in(words.kinds, phrase, speech.longest_name)
    cue = None
    if clause.relation == "according":
        cue = words.span(clause.verb, clause.phrase.first - 1)
    elif clause.relation != "apart":
        cue = words.span(clause.verb, clause.verb)
    kind = kind_of(words.kinds, phrase)
    return Attribution(words.span(first, last), whole, phrase.kind, kind, cue, choice.side, confidence)
