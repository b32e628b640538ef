"""What speaks for a possible speaker, in words: traits, and the groups that they come in.

A trait is a short line such as "behind subject gap 0": a phrase behind the quotation, subject of a verb of
speech, with nothing in between. `tests/benchmarks/train_speakers.py` learns from labelled articles how
much each is worth (`data/speakers/`). A group has all that a few features together say
(`candidates.py`); it comes again in other articles, so what one is worth is added up only once.
"""

from __future__ import annotations

from collections.abc import Iterable

from digests.editor.quotations.surroundings import Look

Group = tuple[str | int | Look, ...]
"""Which group it is, and its features."""


def traits(groups: Iterable[Group]) -> list[str]:
    """All traits of some groups."""
    return [trait for group in groups for trait in traits_of(group)]


def traits_of(group: Group) -> list[str]:
    """The traits of one group. Raises ValueError if there is none of that name."""
    match group:
        case ("setting", side, relation, Look() as look):
            return _setting(f"{side}", f"{side} {relation}", look)
        case ("phrase", side, relation, kind, case, rank):
            place = f"{side} {relation}"
            return [f"{side} {kind}", f"{place} {kind}", f"{side} rank {rank}", f"{side} {kind} {case}"]
        case ("gap", side, relation, gap, verb_gap, strength, nearer):
            place = f"{side} {relation}"
            return [f"{place} gap {gap}", f"{place} verb {verb_gap} {strength}", f"{place} nearer {nearer}"]
        case ("between", side, relation, quotes, joint, commas):
            place = f"{side} {relation}"
            return [f"{place} quotes {quotes}", f"{place}{joint}", f"{place} commas {commas}"]
        case ("verb", side, relation, rival, inverts, case, verb):
            return [f"{side} {relation} rival {rival} {inverts} {case}", f"{side} word {verb}"]
        case ("lead", relation, lead, last, first, nearer):
            place = f"ahead {relation} {lead} {last}"
            return [f"{place}{first}", f"{place} nearer {nearer}"]
        case ("nobody", heard, follows, Look() as look):
            return _nobody(f"{heard}", f"{follows}", look)
        case _:
            return _of_farther(group)


def _of_farther(group: Group) -> list[str]:
    match group:
        case ("farther", side, relation, kind, case, first, colon):
            place = f"{side} {relation}"
            return [f"{place} {kind}", f"{side} {kind}{first}", f"{side} {case}", f"{place}{first}{colon}"]
        case ("way", side, relation, sentences, quotes, nearer, colon, near):
            place = f"{side} {relation}"
            way = f"{place} sentences {sentences} quotes {quotes}"
            return [way, f"{place} nearer {nearer}{colon}", f"{side} nearest {near}"]
        case ("around", side, kind, heard, follows, opening, size, following):
            return [
                f"{side} {heard} {opening}",
                f"{side} {size}",
                f"{side} {kind}{follows}",
                f"{side} following {following}",
            ]
        case ("word", side, verb):
            return [f"{side} word {verb}"]
        case ("carried", way, heard, alone, on, where, Look() as look):
            return _carried(f"{way}", f"{heard}", f"{alone}{on}", f"{where}{on}", look)
        case ("carried by", way, side, kind):
            return [f"{way} from {side}", f"{way} {kind}"]
        case _:
            raise ValueError(f"no group of traits: {group}")


def _setting(side: str, place: str, look: Look) -> list[str]:
    return [
        f"{place} last {look.last}",
        f"{place} following {look.following}",
        f"{place} preceding {look.preceding}",
        f"{place} opening {look.opening}",
        f"{side} {look.size}",
        f"{place} {look.last} {look.following}",
    ]


def _nobody(heard: str, follows: str, look: Look) -> list[str]:
    return [
        "nobody",
        f"nobody {look.opening}",
        f"nobody {look.size}",
        f"nobody {heard}",
        f"nobody {heard} {look.opening} {look.size}",
        f"nobody preceding {look.preceding}",
        f"nobody {look.last} {look.following}",
        f"nobody {heard}{follows}",
    ]


def _carried(way: str, heard: str, alone: str, where: str, look: Look) -> list[str]:
    return [
        way,
        f"{way} {heard}",
        f"{way} {alone}",
        f"{way} {look.opening}",
        f"{way} preceding {look.preceding}",
        f"carried {heard} {look.last} {look.following}",
        f"carried {where}",
        f"carried {look.size}",
    ]
