"""The sentences that stand for an article: `summary.summarise` takes a clean text and gives spans.

outline                  the sentences that may be shown, with their terms
  terms                    words without those that carry no topic, as stems
  standing, wholeness      whether a sentence can stand alone
ranking, weights         what each one is worth, by named parts
sumy_rankers             sumy's methods instead of our own
summary                  the choice
"""
