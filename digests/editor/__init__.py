"""The editor: summaries, quotes, stories, digests and editions. Pure."""
