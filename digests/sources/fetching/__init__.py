"""Feeds and pages from the web, by a client that nobody can turn against the operator's own network.

    courtesy   whose turn it is: one request at a time for each host, and apart
    robots     whether a page may be fetched
    fetcher    an address -> an answer; redirects, limits, validators
      locations  addresses as they are sent            (pure)
      dialing    names -> checked addresses -> connections
      addresses  which of them are public              (pure)
      unpacking  packed bytes -> bytes, never too many (pure)
      fields     header fields -> values               (pure)
    answers    what came of it

`httpcore` enters here and nowhere else.
"""
