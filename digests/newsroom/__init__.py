"""The use cases: what commands and ticks ask of the newsroom. Store in, values out.

intake        the inbox -> prepared articles
feeds         which feeds are due -> visits, each a task of its own
  visits      one visit: the feed asked for and read, its new articles prepared, its next state saved
  items       what is taken of a feed, and from where             (decisions)
  web         feeds and pages, asked for politely
filing        prepared articles -> the store: new, known, or a new version; each into its story
  fates       new, known, or a new version                        (decisions)
  pieces      what sources hand over for it
corrections   quotations that changed at their source after they were sent
reading       /latest and /search
quoting       /quotes: who said what, and whom a name may mean
sharing       stories and quotations to be shared in any chat
subscribing   who gets what, and when
  welcoming   the first minute
admitting     who may use a bot that is by invitation
asking        questions that plain words answer
editions      due slots -> editions and planned deliveries
  news        what there is to tell, read and weighed once for many editions
sending       the ledger's side of a send: claim, settle, recover after a crash
admins        who operates the bot, and what they are told
housekeeping  what is forgotten, and when
"""
