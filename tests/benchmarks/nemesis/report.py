"""A trial's figures and its breaches, for `python -m tests.benchmarks nemesis` and for the suite."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from digests.model import DeliveryState
from tests.benchmarks.figures import Figure
from tests.benchmarks.nemesis import tempo, trial, verdict
from tests.benchmarks.nemesis.enemy import Targets
from tests.benchmarks.nemesis.evidence import Breach, Evidence, Promise
from tests.benchmarks.nemesis.trial import Outcome

_BREACHES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Judgement:
    """A trial and what was found."""

    seed: int
    outcome: Outcome
    breaches: tuple[Breach, ...]

    def __str__(self) -> str:
        """What a person needs to find the cause: the seed, the breaches, and how often what was done."""
        lines = [f"seed {self.seed}: {len(self.breaches)} breaches"]
        lines += [_told(breach) for breach in self.breaches[:_BREACHES_SHOWN]]
        lines.append("what was done: " + _listed(self.outcome.deeds))
        lines.append("logged as errors: " + _listed(self.outcome.complaints))
        return "\n".join(lines)


def judged(seed: int, seconds: float, targets: Targets = trial.TARGETS) -> Judgement:
    """Plays a trial and judges it."""
    outcome = asyncio.run(trial.play(seed, seconds, targets))
    breaches = (*verdict.judge(outcome.evidence), *tempo.judge(outcome.evidence))
    return Judgement(seed, outcome, tuple(sorted(breaches, key=lambda breach: breach.at or 0.0)))


def figures(judgement: Judgement) -> Iterator[Figure]:
    """The promises, each with the number of its breaches, and the counts."""
    evidence = judgement.outcome.evidence
    seconds = f"{judgement.outcome.seconds:.0f} s, seed {judgement.seed}"
    broken = Counter(breach.promise for breach in judgement.breaches)
    for promise in Promise:
        yield Figure(promise, seconds, broken[promise], goal=0, lower_is_better=True)
    for what, count in _counts(evidence).items():
        yield Figure(what, seconds, count, goal=None)
    for deed, count in sorted(judgement.outcome.deeds.items()):
        yield Figure(deed, seconds, count, goal=None)


def _counts(evidence: Evidence) -> dict[str, float]:
    matched = verdict.match(evidence)
    states = Counter(row.state for row in evidence.rows)
    editions = [each for each in evidence.arrivals if each.edition]
    doubts = Counter(verdict.doubt(evidence, each) for each in editions if each.done)
    worst, _ = tempo.worst_second(tempo.sends(evidence.arrivals), evidence.history)
    return {
        "editions that surely had to be made": sum(
            verdict.demanded(evidence, each) for each in evidence.asked
        ),
        "sends begun": len(evidence.arrivals),
        "editions that arrived": sum(each.done for each in editions),
        **{f"ledger: {state}": states[state] for state in DeliveryState},
        **{f"in doubt: {why}": doubts[why] for why in verdict.Doubt},
        "copies of an edition": verdict.duplicates(evidence, matched),
        "worst second": worst,
        "ended by itself while it could not begin": len(evidence.exits),
    }


def _told(breach: Breach) -> str:
    chat = "" if breach.chat is None else f" chat {breach.chat}"
    when = "" if breach.at is None else f" at {breach.at:.2f} s"
    return f"  {breach.promise}:{chat}{when}: {breach.what}"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.most_common()) or "none"
