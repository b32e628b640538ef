"""Newsroom values -> screens. Pure: words, values and `now` in, a `Screen` out; knows no Telegram types.

stories   one story, one hit: the blocks all screens are made of
wordings  one statement as several outlets print it
lists     /latest and /search, paged
editions  the daily edition
settings  welcome, settings, help
"""
