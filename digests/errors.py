"""Everything that can go wrong on purpose, one branch for each reaction.

PullquoteError
├── OperatorMistake     the operator has to change something; the process stops with this message
│   ├── ConfigError     the settings are wrong: all mistakes at once
│   └── StoreError      the database cannot be opened, is locked by another process, or newer than us
├── ArticleRejected     give up on this one article or file; it becomes a row with its reason
├── FeedRejected        what was fetched is no feed; the feed counts as failing, with the reason
└── ReaderMistake       a reader's input cannot be used; told in the chat with an example

Errors of libraries are translated once, at the seam where they enter, with the cause chained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class PullquoteError(Exception):
    """Root of all errors that this program raises deliberately."""


class OperatorMistake(PullquoteError):
    """Something the operator has to mend before the process can run."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong setting: where it stands, what is wrong, what would be right."""

    where: str
    key: str
    problem: str
    allowed: str = ""

    def __str__(self) -> str:
        hint = f" (allowed: {self.allowed})" if self.allowed else ""
        return f"{self.where}: {self.key}: {self.problem}{hint}"


class ConfigError(OperatorMistake):
    """The settings cannot be used; carries every mistake found, not only the first."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


class StoreError(OperatorMistake):
    """The database cannot be used."""


class ArticleRejected(PullquoteError):
    """This article cannot be used; the message is the reason, told to the operator."""


class FeedRejected(PullquoteError):
    """This document cannot be read as a feed; the message is the reason, told to the operator."""


class ReaderMistake(PullquoteError):
    """A reader's input cannot be used. `key` names the message in the catalog, `values` fill it."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values: Mapping[str, str | int] = values


def foremost(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Of failures that came together the one to tell: the operator's mistake, if there is one."""
    mistakes = group.subgroup(OperatorMistake)
    first: BaseException = mistakes if mistakes is not None else group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first
