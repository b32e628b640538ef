"""Telegram HTML in, plain text with entities out, with Telegram's own error texts.

Follows TDLib's `parse_html`: its tag list, its four named characters, its loose reading of attributes.
What comes out is not yet tidy; `formatting.py` makes of it what Telegram would store.
Offsets and lengths are UTF-16 code units; offsets in errors are bytes, both as Telegram counts them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.links import LinkRejected, checked_link, mentioned_user
from bot.playground.references import decoded_reference, decoded_text
from bot.playground.replies import Json, Refused, bad_request

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
TAGS = STYLES.keys() | {"a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}

_SPACES = re.compile(r"[ \t\r\n\v]*")
_TO_TAG_END = re.compile(r"[^ \t\r\n\v>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\v=>/\"']*")
_TOKEN = re.compile(r"[0-9A-Za-z.-]*")
_BARE_TAG = re.compile(r"<(/?)([a-z-]+)>")
_PLAIN = re.compile(r"[^<&]+")
_DATE_FORMAT = re.compile(r"r|w?(?:d|D)?(?:t|T)?")


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text with a meaning, in UTF-16 code units; `extra` holds what its type needs."""

    type: str
    offset: int
    length: int
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    def moved(self, offset: int, length: int) -> Entity:
        return Entity(self.type, offset, length, self.extra)

    def as_json(self) -> dict[str, Json]:
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram HTML. Raises Refused ("can't parse entities: ...") as Telegram does."""
    return _Html(markup).parse()


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    unix_time: int
    offset: int
    begin: int
    """Where its content begins, in pieces of the output."""


class _Html:
    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[_OpenTag] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        markup = self.markup
        while self.at < len(markup):
            match markup[self.at]:
                case "&" if (decoded := decoded_reference(markup, self.at)) is not None:
                    character, self.at = decoded
                    self._emit(character)
                case "<" if tag := _BARE_TAG.match(markup, self.at):
                    self._bare_tag(*tag.groups())
                case "<":
                    self._tag()
                case "&":
                    self._emit("&")
                    self.at += 1
                case _:
                    self._emit(self._take(_PLAIN))
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.pieces), [_without_language(entity) for entity in self.entities]

    def _emit(self, text: str) -> None:
        if len(text) == 1 and "\ud800" <= text <= "\udfff":
            raise _broken(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        self.pieces.append(text)
        self.length += utf16_length(text)

    def _offset(self, position: int) -> int:
        return len(self.markup[:position].encode("utf-8", "surrogatepass"))

    def _here(self) -> str:
        """The next character; empty at the end."""
        return self.markup[self.at : self.at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.markup, self.at)
        taken = match[0] if match else ""
        self.at += len(taken)
        return taken

    def _bare_tag(self, slash: str, name: str) -> None:
        """The quick way through tags without attributes that are right; all others go the long one."""
        if slash and self.open and self.open[-1].name == name:
            self.at += len(name) + 3
            self._close(self.open.pop())
        elif not slash and name in TAGS and name != "span":
            self.at += len(name) + 2
            self.open.append(_OpenTag(name, "", 0, self.length, len(self.pieces)))
        else:
            self._tag()

    def _tag(self) -> None:
        if self.markup.startswith("/", self.at + 1):
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = _lower(self._take(_TO_TAG_END))
        if not self._here():
            raise _broken(f"Unclosed start tag at byte offset {self._offset(begin)}")
        if name not in TAGS:
            raise _broken(f'Unsupported start tag "{name}" at byte offset {self._offset(begin)}')
        argument, unix_time = "", 0
        while (attribute := self._attribute(name, begin)) is not None:
            key, value = attribute
            argument = _argument(name, key, value, argument)
            if name == "tg-time" and key == "unix":
                leading = re.match(r"-?[0-9]+", value)
                unix_time = int(leading[0]) if leading else 0
        self.at += 1
        if name == "span" and argument != "spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {self._offset(begin)}')
        self.open.append(_OpenTag(name, argument, unix_time, self.length, len(self.pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        """The next attribute of a start tag, its value empty where none is given; None at ">"."""
        self._take(_SPACES)
        if self._here() == ">":
            return None
        name = self._take(_ATTRIBUTE)
        if not name:
            raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {self._offset(begin)}')
        self._take(_SPACES)
        has_value = self._here() == "="
        if has_value:
            self.at += 1
            self._take(_SPACES)
        if not self._here():
            raise _broken(f'Unclosed start tag "{tag}" at byte offset {self._offset(begin)}')
        if not has_value:
            return name, ""
        value = self._quoted() if self._here() in "'\"" else self._token()
        if not self._here():
            raise _broken(f"Unclosed start tag at byte offset {self._offset(begin)}")
        return name, value

    def _token(self) -> str:
        begin = self.at
        value = _lower(self._take(_TOKEN))
        if self._here() not in " \t\r\n\v>":
            raise _broken(f"Unexpected end of name token at byte offset {self._offset(begin)}")
        return value

    def _quoted(self) -> str:
        quote = self._here()
        end = self.markup.find(quote, self.at + 1)
        raw = self.markup[self.at + 1 : end if end >= 0 else len(self.markup)]
        self.at = end + 1 if end >= 0 else len(self.markup)
        return decoded_text(raw)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {self._offset(begin)}")
        self.at += 2
        name = _lower(self._take(_TO_TAG_END))
        self._take(_SPACES)
        if self._here() != ">":
            raise _broken(f"Unclosed end tag at byte offset {self._offset(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise _broken(
                f"Unmatched end tag at byte offset {self._offset(begin)}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        """Adds the entity of a tag that has ended; a tag around nothing has none."""
        offset, length = tag.offset, self.length - tag.offset
        if length == 0:
            return
        last = self.entities[-1] if self.entities else None
        twin = last.type if last and (last.offset, last.length) == (offset, length) else None
        match tag.name:
            case "a":
                self.entities.extend(_link(tag.argument or "".join(self.pieces[tag.begin :]), offset, length))
            case "pre" if last and twin == "code" and last.extra:
                self.entities[-1] = Entity("pre", offset, length, last.extra)
            case "code" if last and twin == "pre" and not last.extra and tag.argument:
                self.entities[-1] = Entity("pre", offset, length, {"language": tag.argument})
            case "code" if tag.argument:
                self.entities.append(Entity("code", offset, length, {"language": tag.argument}))
            case "blockquote" if tag.argument:
                self.entities.append(Entity("expandable_blockquote", offset, length))
            case "tg-emoji":
                if not re.fullmatch(r"-?[1-9][0-9]{0,18}", tag.argument):
                    raise _broken("Invalid custom emoji identifier specified")
                self.entities.append(
                    Entity("custom_emoji", offset, length, {"custom_emoji_id": tag.argument})
                )
            case "tg-time":
                self.entities.extend(_moment(tag, offset, length))
            case name:
                self.entities.append(Entity(STYLES.get(name, name), offset, length))


def _broken(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")


def _lower(text: str) -> str:
    """ASCII only, as Telegram does it: str.lower would turn the Kelvin sign into k."""
    return text.lower() if text.isascii() else re.sub("[A-Z]+", lambda match: match[0].lower(), text)


def _argument(tag: str, key: str, value: str, before: str) -> str:
    """What the tag keeps of its attributes once this one is read."""
    match tag, key:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
        case _:
            return before


def _link(target: str, offset: int, length: int) -> list[Entity]:
    """A link, a mention of a person, or nothing: a wrong address loses the link without a word."""
    if (user := mentioned_user(target)) is not None:
        return [Entity("text_mention", offset, length, {"user": {"id": user}})]
    try:
        return [Entity("text_link", offset, length, {"url": checked_link(target)})]
    except LinkRejected:
        return []


def _moment(tag: _OpenTag, offset: int, length: int) -> list[Entity]:
    if not _DATE_FORMAT.fullmatch(tag.argument):
        raise _broken("Invalid date format used")
    if tag.unix_time <= 0:
        return []
    extra: dict[str, Json] = {"unix_time": tag.unix_time}
    if tag.argument:
        extra["date_time_format"] = tag.argument
    return [Entity("date_time", offset, length, extra)]


def _without_language(entity: Entity) -> Entity:
    """Only `pre` has a language in the end; on `code` it was kept for a `pre` around it."""
    return Entity("code", entity.offset, entity.length) if entity.type == "code" else entity
