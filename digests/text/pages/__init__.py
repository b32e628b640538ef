"""What is known about web pages: their blocks of text, which of them are the article, and their metadata."""
