"""@bot words, typed in any chat: stories and quotations to share there (`access.inline`)."""

from __future__ import annotations

from telegram import InlineQuery, User

from bot.commands.reception import Reception, noted
from bot.inline_answers import InlineAnswer
from bot.render import inline as render
from bot.words import Words
from bot.words.catalog import DEFAULT
from digests.errors import OperatorMistake
from digests.newsroom import admitting, sharing, subscribing

_MOST_PAGES = 60


async def handle(reception: Reception, query: InlineQuery) -> None:
    """Every query is answered, or its list would load on."""
    if not reception.house.access.inline:
        answer = InlineAnswer(offers=())
    else:
        try:
            answer = await _offers(reception, query)
        except OperatorMistake:
            raise  # e.g. the database is away: not handled, so it comes again when it is back
        except Exception:
            noted("inline query")
            answer = InlineAnswer(offers=(), lasting=False)
    await reception.gateway.answer_inline(query.id, answer)


async def _offers(reception: Reception, query: InlineQuery) -> InlineAnswer:
    words, by_invitation = await _words(reception, query.from_user), reception.house.by_invitation
    if by_invitation and not await admitting.is_in(reception.store, query.from_user.id):
        return render.by_invitation(words)
    found = await sharing.offered(reception.store, query.query, page(query.offset), reception.clock())
    return render.offers(words, found, reception.name, reception.clock(), lasting=not by_invitation)


def page(offset: str) -> int:
    """The page that Telegram asks for by what we said of the one before; 0 for anything else."""
    number = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 4 else 0
    return number if number < _MOST_PAGES else 0


async def _words(reception: Reception, person: User) -> Words:
    known = await subscribing.find(reception.store, person.id)
    chosen = known.chat.chosen_language if known else None
    return reception.words(chosen or person.language_code or DEFAULT)
