"""Where readers are, for the right hour.

places     the table of cities, regions and countries, each with its zone
clocks     zones, and which of them a reader cannot tell apart
offsets    UTC offsets
finding    what a reader typed -> a zone, or a choice
guessing   the language that Telegram speaks to somebody -> a zone
locating   a shared location -> a zone
releases   which release of the tz database this machine has
"""
