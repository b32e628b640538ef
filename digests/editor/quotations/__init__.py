"""Who said what in an article: a clean text comes in at `quotes.quotes`, quotes with their speakers go out.

marks, mark_pairs            where quotation marks open and close
scare, scare_signs           speech told from titles and words held at arm's length
beside                       the plain cases: name and verb right beside the quotation
attribution                  all others: which of the candidates said it
  scenes, candidates           the words around a quotation, and who is named in them
  kinds, speech                what kinds of words there are, by language
  clauses, phrases             verbs of speech and the phrases that go with them
  surroundings, traits         what speaks for a candidate, in words
  speaker_weights              how much each of that is worth, learned
speakers                     what a speaker is called and what they are
  mentions, proper             the words that name somebody, and whether they are a name
  people, given_names          full names in one article
  pronouns, roles, descriptions
east_asian, subjects         Japanese, Korean, Chinese and Turkish, which say it in another order
  japanese, korean, chinese, turkish
"""
