"""Inline mode: what a person asks beside "@bot", and what the bot may answer.

`answerInlineQuery` comes in through `answering.py`; `asking.py` has the person's side. Only articles are
read: a news bot has nothing else to offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.playground.checks import Parameters, utf8
from bot.playground.entities import Entity
from bot.playground.formatting import checked_lengths
from bot.playground.keyboards import Keyboard, checked_keyboard
from bot.playground.links import LinkRejected, checked_link
from bot.playground.replies import Json, bad_request
from bot.playground.unparsing import as_html
from bot.playground.written import read_text

MAX_RESULTS = 50
MAX_ID = 64
"""UTF-8 bytes of a result's id."""
MAX_OFFSET = 64
"""UTF-8 bytes of `next_offset`."""
MAX_QUERY = 256
MAX_START = 64
CACHE_TIME = 300

START_PARAMETER = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """A line of the list, and the message it becomes."""

    id: str
    title: str
    description: str
    url: str | None
    thumbnail_url: str | None
    text: str
    entities: tuple[Entity, ...]
    keyboard: Keyboard
    link_preview: dict[str, Json] | None

    @property
    def html(self) -> str:
        return as_html(self.text, self.entities)

    @property
    def buttons(self) -> list[str]:
        """All labels, row by row."""
        return [str(button["text"]) for row in self.keyboard for button in row]


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineAnswer:
    """What the person sees above the input."""

    results: tuple[InlineResult, ...]
    next_offset: str = ""
    button: tuple[str, str] | None = None
    """Label and start parameter of the line above the results."""
    cache_time: int = CACHE_TIME
    is_personal: bool = False

    def result(self, result_id: str) -> InlineResult:
        for found in self.results:
            if found.id == result_id:
                return found
        raise LookupError(f"no result {result_id!r}; there are {[each.id for each in self.results]}")


@dataclass(slots=True, kw_only=True)
class InlineQuery:
    """Words that wait for answerInlineQuery."""

    id: str
    user_id: int
    text: str
    offset: str
    asked_at: float
    """Monotonic seconds."""
    answer: InlineAnswer | None = field(default=None)


def inline_answer(parameters: Parameters) -> InlineAnswer:
    """The answer in a call of answerInlineQuery. Raises Refused for what Telegram would not take."""
    named = parameters.array("results") or []
    if len(named) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    next_offset = parameters.text("next_offset") or ""
    if len(utf8(next_offset)) > MAX_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    cache_time = parameters.number("cache_time")
    if cache_time is not None and cache_time < 0:
        raise bad_request("CACHE_TIME_INVALID")
    return InlineAnswer(
        results=tuple(_results(named)),
        next_offset=next_offset,
        button=_button(parameters.object("button")),
        cache_time=CACHE_TIME if cache_time is None else cache_time,
        is_personal=parameters.flag("is_personal"),
    )


def _results(named: list[Json]) -> Iterator[InlineResult]:
    seen: set[str] = set()
    for item in named:
        if isinstance(item, dict):
            result = _result(item)
            if result.id in seen:
                raise bad_request("RESULT_ID_DUPLICATE")
            seen.add(result.id)
            yield result


def _result(item: dict[str, Json]) -> InlineResult:
    kind = item["type"]
    if kind != "article":
        raise bad_request(f"inline results of type {kind} are not available in the playground")
    identifier, title = str(item["id"]), str(item["title"])
    if not identifier:
        raise bad_request("RESULT_ID_EMPTY")
    if len(utf8(identifier)) > MAX_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    utf8(title)
    text, entities, preview = _content(item["input_message_content"])
    markup = item.get("reply_markup")
    return InlineResult(
        id=identifier,
        title=title,
        description=str(item.get("description", "")),
        url=_address(item, "url"),
        thumbnail_url=_address(item, "thumbnail_url"),
        text=text,
        entities=tuple(entities),
        keyboard=checked_keyboard(markup if isinstance(markup, dict) else None),
        link_preview=preview,
    )


def _content(content: Json) -> tuple[str, list[Entity], dict[str, Json] | None]:
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("only texts are available in the playground as the content of inline results")
    mode, named, preview = (content.get(name) for name in ("parse_mode", "entities", "link_preview_options"))
    text, entities = read_text(
        str(content["message_text"]),
        mode if isinstance(mode, str) else None,
        named if isinstance(named, list) else [],
    )
    checked_lengths(text, entities)
    return text, entities, preview if isinstance(preview, dict) else None


def _address(item: dict[str, Json], name: str) -> str | None:
    value = item.get(name)
    if not isinstance(value, str) or not value:
        return None
    try:
        return checked_link(value)
    except LinkRejected as error:
        raise bad_request("WEBDOCUMENT_URL_INVALID") from error


def _button(button: dict[str, Json] | None) -> tuple[str, str] | None:
    if button is None:
        return None
    if "web_app" in button:
        raise bad_request("web apps are not available in the playground")
    text, start = str(button["text"]), str(button.get("start_parameter", ""))
    if not text.strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    if not start:
        raise bad_request("can't use empty start_parameter")
    if len(start) > MAX_START:
        raise bad_request("too long start_parameter specified")
    if not START_PARAMETER.fullmatch(start):
        raise bad_request("unallowed characters in start_parameter are used")
    return text, start
