"""The newsroom: from an article file to a digest. Knows nothing of Telegram.

The words, one for each stage, used in code, tables, log keys and messages alike:

Source        where articles come from: the inbox folder, or a feed
Article       what a source delivered, kept as it came
CleanArticle  its text without junk, with title, language, publisher, time, sentences, and what was removed
Quote         a direct quotation: span, speaker, mention, cue, confidence
EditedArticle a clean article with its summary sentences and quotes chosen
Story         the articles about one event
Digest        a story's short form: title, key sentences, key quotes, outlets; spans only, never new text
Follow, Mute  a saved query of a chat
Edition       what one chat gets for one slot of one local day
Delivery      one message of an edition on its way to one chat: a ledger row with a state
Outcome       what came of a send

    Source -> Article -> CleanArticle -> EditedArticle -> Story -> Digest -> Edition -> Delivery -> Outcome
"""
