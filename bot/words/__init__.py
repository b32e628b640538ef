"""The bot's own words: message catalogs by language, one `.po` file each, keyed by message names.

Texts of the bot come from here and nowhere else; news is never translated.
"""

from bot.words.catalog import Words, catalogs

__all__ = ["Words", "catalogs"]
