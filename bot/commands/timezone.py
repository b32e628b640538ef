"""/timezone Lisbon: where the chat is, for the right hour. A shared location comes here as coordinates."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import assert_never

from bot.callbacks.settings import ChooseZone
from bot.commands.request import Command, Request
from bot.commands.settings import shown
from bot.markup import Html, bold
from bot.render.times import place as readable
from bot.screens import Button, Screen
from digests.errors import ReaderMistake
from digests.newsroom import subscribing
from digests.schedule import zone_of
from digests.store.engine import Store
from digests.zones.finding import Choice, Found, find
from digests.zones.locating import coordinates_in, zone_at
from digests.zones.places import Place


@dataclass(frozen=True, slots=True)
class Near:
    """What was typed is no place that is known, but like the name of one in this zone."""

    typed: str
    zone: str


async def set_zone(store: Store, request: Request) -> Screen:
    where = coordinates_in(request.argument)
    if where is not None:
        return await _located(request, *where)
    answer = await named(request)
    match answer:
        case Found(zone):
            return await change_zone(store, request, zone)
        case Choice(places):
            return _choice(request, places)
        case Near(typed, zone):
            return _did_you_mean(request, typed, zone)
        case _:
            assert_never(answer)


async def named(request: Request) -> Found | Choice | Near:
    """The zone of the place that somebody typed. Raises ReaderMistake for none that is known."""
    try:
        # In a thread: the table of places is read for it, which takes some 50 ms.
        return await asyncio.to_thread(find, request.argument, request.language, request.now)
    except ReaderMistake as mistake:
        near = mistake.values.get("near")
        if near is None:
            raise
        return Near(str(mistake.values["words"]), str(near))


async def change_zone(store: Store, request: Request, zone: str) -> Screen:
    moved = request.seen(await subscribing.set_zone(store, request.chat, zone, request.now))
    key = "channel.zone_set" if request.afar else "settings.zone_set"
    notice = request.words(key, zone=readable(zone), now=_clock(request, zone))
    return await shown(store, request, moved, notice)


async def _located(request: Request, latitude: float, longitude: float) -> Screen:
    zone = await zone_at(latitude, longitude)
    if zone is None:
        raise ReaderMistake("mistake.zone.location")
    place, now = readable(zone), _clock(request, zone)
    return _offered(request.words("zone.located", zone=bold(place), now=now), ((place, zone),))


def _did_you_mean(request: Request, asked: str, near: str) -> Screen:
    place, now = readable(near), _clock(request, near)
    html = request.words("mistake.zone.near", words=asked, near=bold(place), now=now)
    return _offered(html, ((place, near),))


def _choice(request: Request, places: tuple[Place, ...]) -> Screen:
    html = request.words("zone.which", words=bold(request.argument))
    labelled = ((f"{called(request, each)} · {_clock(request, each.zone)}", each.zone) for each in places)
    return _offered(html, tuple(labelled))


def _offered(html: Html, zones: tuple[tuple[str, str], ...]) -> Screen:
    return Screen(html, tuple((Button(label, ChooseZone(zone)),) for label, zone in zones))


def called(request: Request, place: Place) -> str:
    """ "Portland, Oregon, United States"; of an area, which may have several zones, also the zone's city."""
    country = request.words.locale.territories.get(place.country, place.country)
    parts = (place.region, country) if place.is_area else (place.name, place.region, country)
    label = ", ".join(dict.fromkeys(filter(None, parts)))
    return f"{label} ({readable(place.zone.rpartition('/')[2])})" if place.is_area else label


def _clock(request: Request, zone: str) -> str:
    return request.words.clock(request.now.astimezone(zone_of(zone)))


COMMAND = Command("timezone", set_zone, takes_argument=True, changes_settings=True, works_afar=True)
