"""A conversation as terminal text: what the chat page shows, for those who have no browser at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from bot.playground.entities import Entity
from bot.playground.shown import ShownMessage

_STYLES = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "code": "cyan",
    "bot_command": "cyan",
}
_QUOTES = ("blockquote", "expandable_blockquote")


def print_conversation(console: Console, messages: Iterable[ShownMessage]) -> None:
    """The messages in order, the person's own marked with an arrow."""
    for message in messages:
        if message.from_bot:
            for line in _lines(message):
                console.print(line)
            for row in message.keyboard:
                console.print(Text("  ".join(f"[ {button.text} ]" for button in row), style="dim"))
        else:
            console.print(Text(f"› {message.text}", style="bold green"))
        console.print()


def _lines(message: ShownMessage) -> Iterator[Text]:
    places = _code_points(message.text)
    body = Text(message.text)
    quoted: set[int] = set()
    for entity in message.entities:
        start, end = places[entity.offset], places[entity.end]
        if entity.type in _QUOTES:
            first = message.text.count("\n", 0, start)
            quoted.update(range(first, first + message.text.count("\n", start, end) + 1))
        elif style := _style(entity):
            body.stylize(style, start, end)
    for number, line in enumerate(body.split("\n", allow_blank=True)):
        yield Text("┃ ", style="dim") + line if number in quoted else line


def _style(entity: Entity) -> str | None:
    if entity.type == "text_link":
        return f"link {entity.extra['url']}"
    return _STYLES.get(entity.type)


def _code_points(text: str) -> dict[int, int]:
    """UTF-16 offset -> code-point offset, as entities count in the former."""
    places, units = {0: 0}, 0
    for index, character in enumerate(text, 1):
        units += 2 if ord(character) > 0xFFFF else 1
        places[units] = index
    return places
