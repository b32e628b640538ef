"""Any news whatever, and whether Telegram takes what is made of it: by the playground's own rules."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from bot.letters import letter
from bot.playground.entities import parse_html
from bot.playground.formatting import checked_lengths, formatted
from bot.playground.keyboards import checked_keyboard
from bot.screens import Screen
from digests.model import Digest
from tests.builders import clean, digest, stored

WILD = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=900)


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    item = clean(
        title=draw(WILD),
        text=f'{draw(WILD)}. "{draw(WILD)}" she said.',
        source=draw(st.none() | WILD),
        url=draw(st.none() | st.just("https://a.example/?q=<&>\"'")),
        language=draw(st.sampled_from(["en", "de", "ja", "und"])),
    )
    return digest(stored(item, key=draw(st.integers(1, 99)), speaker=draw(st.none() | WILD)))


def accepted(screen: Screen) -> str:
    """The text as Telegram's rules leave it; raises where Telegram would refuse it or the buttons."""
    text, entities = formatted(*parse_html(screen.html.markup))
    checked_lengths(text, entities)
    sent = json.loads(b"{%b}" % letter(screen).markup)
    assert len(checked_keyboard(sent.get("reply_markup"))) == len(screen.keyboard)
    return text
