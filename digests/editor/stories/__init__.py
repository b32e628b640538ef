"""Which articles are about the same event.

    pack         (vectors.py)     an article -> its heaviest terms, in bytes: made in a worker, and stored
    Backgrounds  (background.py)  how rare each term is in the news of a language: shipped, then learnt
    StoryIndex   (index.py)       the articles of the last days: which story a new one belongs to

What all of this takes from numbers is in `data/likeness.toml`.
"""

from digests.editor.stories.background import Background, Backgrounds
from digests.editor.stories.index import StoryIndex
from digests.editor.stories.vectors import MOST_TERMS, WINDOW, pack

__all__ = ["MOST_TERMS", "WINDOW", "Background", "Backgrounds", "StoryIndex", "pack"]
