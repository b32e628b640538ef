"""Where articles come from: files and the inbox folder. All I/O of intake is in here."""
