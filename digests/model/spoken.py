"""A quotation with the article it stands in, as lists of quotations need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digests.model.digests import Passage, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A quotation as one article prints it."""

    passage: Passage
    number: int
    """Within its article."""
    speaker: str | None
    role: Passage | None
    key: bool
    """Worth showing by itself."""
    story: int
    title: str
    """Of the article, as its link and its outlet are."""
    url: str | None
    outlet: str
    language: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement of somebody's, told once however many outlets print it."""

    shown: Spoken
    wordings: tuple[Wording, ...]
    """As the outlets of its story print it, the shown wording first."""
    first_at: datetime
    """When it was printed first."""

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(outlet for wording in self.wordings for outlet in wording.outlets))
