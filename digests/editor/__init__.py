"""The editor: from a clean article to its summary, quotes and story, and from stories to digests and editions. Pure."""
