"""What is junk in a text, one kind of it a module; `text/clean.py` puts them together."""
