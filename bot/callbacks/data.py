"""Buttons about what is stored of a chat: /mydata, /forget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class SendAll:
    """Send everything that is stored about the chat as a file."""


@dataclass(frozen=True, slots=True)
class ForgetAll:
    """Delete everything that is stored about the chat, once that is `confirmed`; else ask."""

    confirmed: bool


DataAction: TypeAlias = SendAll | ForgetAll

DATA_ACTIONS: dict[str, type[DataAction]] = {"d": SendAll, "df": ForgetAll}
