"""A file on its way to a chat, as a multipart body. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from bot.markup import Html, clipped
from bot.screens import Attachment

FILE_LIMIT = 50_000_000
"""Bytes that Telegram takes from a bot; it says 50 MB and does not say which."""
CAPTION_LIMIT = 1024

_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A body, and the content type that says how it is to be read."""

    body: bytes
    kind: str


def parcel(chat: int, file: Attachment, *, thread: int | None, protect: bool, markup: bool = True) -> Parcel:
    """The request that sends the file. Without `markup` its caption is plain text."""
    fields: dict[str, str] = {"chat_id": str(chat), **_caption(file.caption, markup=markup)}
    if thread is not None:
        fields["message_thread_id"] = str(thread)
    if protect:
        fields["protect_content"] = json.dumps(protect)
    return _multipart(fields, file)


def _caption(caption: Html, *, markup: bool) -> Mapping[str, str]:
    if caption.length > CAPTION_LIMIT:
        return {"caption": clipped(caption.text, CAPTION_LIMIT // 2)}  # emoji count twice
    if markup and caption.markup:
        return {"caption": caption.markup, "parse_mode": "HTML"}
    return {"caption": caption.text} if caption.text else {}


def _multipart(fields: Mapping[str, str], file: Attachment) -> Parcel:
    # Of the content, so that nobody can have put it there beforehand.
    boundary = blake2b(file.content + repr(fields).encode(errors="replace"), digest_size=24).hexdigest()
    begin = f"--{boundary}\r\nContent-Disposition: form-data; name="
    parts = [f'{begin}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    name = file.name.translate(_QUOTED)
    parts.append(f'{begin}"document"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n')
    head = "".join(parts).encode(errors="replace")
    body = b"%b%b\r\n--%b--\r\n" % (head, file.content, boundary.encode())
    return Parcel(body, f"multipart/form-data; boundary={boundary}")
