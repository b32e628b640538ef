"""What the operator and the command line choose about editing; light to import, unlike the editing."""

from __future__ import annotations

from dataclasses import dataclass

SUMMARIZERS = ("pullquote", "lexrank", "textrank", "lsa", "luhn", "sumbasic", "kl")


@dataclass(frozen=True, slots=True)
class EditOptions:
    """`clean=False` takes the text exactly as given; `summarizer` is one of SUMMARIZERS."""

    clean: bool = True
    sentences: int = 3
    summarizer: str = "pullquote"
