"""The use cases: what commands and ticks ask of the newsroom. Store in, values out.

intake        the inbox -> stored articles in stories
reading       /latest and /search
subscribing   who gets what, and when
editions      due slots -> editions and planned deliveries
sending       the ledger's side of a send: claim, settle, recover after a crash
housekeeping  what is forgotten, and when
"""
