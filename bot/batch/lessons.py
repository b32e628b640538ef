"""What earlier articles of the same source teach about the next one: the lines that the source repeats.

Articles come by in the order of the input, and each gets the options that hold for it: the same input
gives the same result, however many processes work on it.
"""

from __future__ import annotations

from dataclasses import replace

from digests.editor.options import EditOptions
from digests.model import Article, outlet_of
from digests.text.repeats import LineCounts, line_keys


class Lessons:
    """Counts lines while articles stream by."""

    def __init__(self, options: EditOptions) -> None:
        self._options = options
        self._counts = LineCounts()

    def options_for(self, article: Article) -> EditOptions:
        """The options, with the lines known to repeat; a page's own lines are not known before it is read."""
        outlet = outlet_of(article.source, article.url)
        if outlet is None or article.text is None or not self._options.clean:
            return self._options
        keys = line_keys(article.text)
        repeated = self._counts.repeated(outlet, keys)
        self._counts.add(outlet, article.url or article.id, keys)
        return replace(self._options, repeated=repeated) if repeated else self._options
