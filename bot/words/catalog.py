"""Reads the catalogs (`*.po` beside this file) and fills their messages, numbers and dates by locale."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.markup import Html, Part, fill

DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's messages. A key that a catalog lacks is an error: the tests compare them all."""

    locale: Locale
    messages: gettext.NullTranslations

    def __call__(self, key: str, **values: Part | int) -> Html:
        """The message named `key`, filled and escaped."""
        return fill(self._template(key, values), self._told(values))

    def plain(self, key: str, **values: str | int) -> str:
        """The message as bare text, for buttons, notices and command lists."""
        return fill(self._template(key, dict(values)), self._told(dict(values))).text

    def _told(self, values: Mapping[str, Part | int]) -> Mapping[str, Part | int]:
        """How many there are is said as the language writes large numbers."""
        count = values.get("count")
        return {**values, "count": self.number(count)} if isinstance(count, int) else values

    def _template(self, key: str, values: Mapping[str, Part | int]) -> str:
        count = values.get("count")
        found = self.messages.ngettext(key, key, count) if isinstance(count, int) else key
        if found == key:
            found = self.messages.gettext(key)
        if found == key:
            raise KeyError(f"no message named {key!r} in the {self.locale} catalog")
        return found

    def day(self, day: date) -> str:
        """ "Tuesday 24 November" """
        return format_date(day, self.plain("format.day"), locale=self.locale)

    def clock(self, moment: time | datetime) -> str:
        return f"{moment:%H:%M}"

    def ago(self, span: timedelta) -> str:
        """ "3h ago", "2d ago"; never in the future."""
        span = max(span, timedelta(minutes=1))
        return format_timedelta(
            -span,
            granularity="minute",
            threshold=1.0,
            add_direction=True,
            # The narrow ones of some languages are "-3 h".
            format="short" if self.plain("format.ago") == "short" else "narrow",
            locale=self.locale,
        )

    def span(self, span: timedelta) -> str:
        """ "7 hours", "2 days" """
        span = max(span, timedelta(minutes=1))
        return format_timedelta(span, granularity="minute", threshold=1.0, locale=self.locale)

    def number(self, number: float) -> str:
        """ "12,000", "22.4" """
        return format_decimal(number, "#,##0.#", locale=self.locale)

    def listing(self, items: tuple[str, ...]) -> str:
        return format_list(list(items), locale=self.locale)

    def language(self, code: str) -> str:
        """What a language is called in this one; of one without a name its code."""
        known = self.locale.languages.get(code) or self.locale.languages.get(code.partition("-")[0])
        return known or code

    @property
    def own_name(self) -> str:
        """What this language calls itself: "English", "Deutsch", "Français"."""
        name = self.locale.get_language_name(self.locale) or str(self.locale)
        return name[:1].upper() + name[1:]


def catalogs() -> dict[str, Words]:
    """Every catalog there is, by language code. Reads the package's own files."""
    found: dict[str, Words] = {}
    for file in resources.files("bot.words").iterdir():
        if file.name.endswith(".po"):
            language = file.name.removesuffix(".po")
            found[language] = _load(language, file.read_bytes())
    return found


def chosen(words: Mapping[str, Words], language: str) -> Words:
    """The catalog for a language code as Telegram gives it ("pt-br"), or the default one."""
    return words.get(language) or words.get(language.partition("-")[0]) or words[DEFAULT]


def own_names(words: Mapping[str, Words]) -> tuple[tuple[str, str], ...]:
    """The languages of these catalogs as (code, what it calls itself), in the order of an alphabet: scripts
    come one after the other."""
    return tuple(sorted(((code, each.own_name) for code, each in words.items()), key=lambda pair: pair[1]))


def language_meant(words: Mapping[str, Words], said: str, heard_in: Words) -> str | None:
    """The catalog that somebody means by a code ("de", "pt-br") or by a name: its own, the English one, or
    that in the language of `heard_in`."""
    asked = said.strip().casefold().replace("_", "-")
    codes = {code: code for code in words}
    names = {
        name.casefold(): code
        for code, each in words.items()
        for name in (words[DEFAULT].language(code), heard_in.language(code), each.own_name)
    }
    return (names | codes).get(asked) or codes.get(asked.partition("-")[0])


def _load(language: str, content: bytes) -> Words:
    catalog = read_po(BytesIO(content), locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Words(Locale.parse(language), gettext.GNUTranslations(compiled))
