"""Which people the names in articles belong to, of those that somebody asked for. Pure.

"Oduya", "M. Oduya" and "Mara Oduya" are one person as long as there is no second one whom a short name might
mean; a name that might mean several people is nobody's. "The harbour office", in small letters, is no name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digests.editor.statements import same_person
from digests.text.words import words


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    """The most common of the full ones."""
    names: tuple[str, ...]
    """All that this person is called, the fullest first."""


def people(asked: str, names: Mapping[str, int]) -> tuple[Person, ...]:
    """The people whom somebody may mean who asks for "oduya" or "Mara Oduya". The names in the order in which
    the people are wanted, each with how common it is."""
    wanted = tuple(words(asked))
    order = {name: place for place, name in enumerate(names) if is_asked_for(name, wanted)}
    told = {name: tuple(words(name)) for name in order}
    found: dict[str, list[str]] = {}
    for name in sorted(order, key=lambda name: (-len(told[name]), order[name])):
        fitting = [person for person in found if same_person(person, name)]
        if not fitting:
            found[name] = [name]
        elif len(fitting) == 1:
            found[fitting[0]].append(name)
    if len(wanted) > 1:
        exact = {person: called for person, called in found.items() if wanted in map(told.get, called)}
        found = exact if len(exact) == 1 else found
    known = (Person(_best_known(called, names), tuple(called)) for called in found.values())
    return tuple(sorted(known, key=lambda person: min(order[name] for name in person.names)))


def is_name(speaker: str) -> bool:
    return bool(speaker) and not speaker[0].islower()


def _best_known(called: Sequence[str], common: Mapping[str, int]) -> str:
    """Of names that are written out, if there are any; of several as common the fullest."""
    full = [name for name in called if len(parts := words(name)) > 1 and all(len(part) > 1 for part in parts)]
    return max(full or called, key=lambda name: common[name])


def is_asked_for(name: str, wanted: Sequence[str]) -> bool:
    """Whether the words stand side by side in the name."""
    there, size = words(name), len(wanted)
    return (
        is_name(name)
        and size > 0
        and any(there[i : i + size] == list(wanted) for i in range(len(there) - size + 1))
    )
