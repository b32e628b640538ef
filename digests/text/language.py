"""Which language a text is in: what the source says where that can be true, else what the text tells.

Text comes from an article; out goes an ISO 639-1 code or "und". The little words of most texts leave no
doubt (`function_words.py`); only where they do, py3langid's model is loaded and asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from digests.text.function_words import told_language

UNKNOWN = "und"

SAMPLE = 500
"""Characters that are looked at: more does not make the answer better, only slower."""
_LONG_SAMPLE = 2_000
"""Characters that are looked at for little words before the model is asked, which costs far more."""

# Below these the answer is as often wrong as right: titles of two words, lists of numbers.
_FEWEST_LETTERS = 12
_LEAST_CONFIDENCE = 0.5

_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
_LETTER = re.compile(r"[^\W\d_]")

_SCRIPTS = {
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "cyrillic": "\u0400-\u052f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "hebrew": "\u0590-\u05ff",
    "kana": "\u3040-\u30ff\uff66-\uff9f",
    "han": "\u3400-\u9fff\uf900-\ufaff",
    "hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "thai": "\u0e00-\u0e7f",
    "devanagari": "\u0900-\u097f",
}
_WRITTEN_IN = {
    **dict.fromkeys(["ru", "uk", "bg", "be", "mk", "kk", "ky", "tg", "mn"], ("cyrillic",)),
    "sr": ("cyrillic", "latin"),
    "el": ("greek",),
    **dict.fromkeys(["ar", "fa", "ur", "ps", "ckb"], ("arabic",)),
    **dict.fromkeys(["he", "yi"], ("hebrew",)),
    "ja": ("kana", "han"),
    "zh": ("han",),
    "ko": ("hangul",),
    "th": ("thai",),
    **dict.fromkeys(["hi", "mr", "ne"], ("devanagari",)),
}
# Scripts of one language each need no model.
_ONE_LANGUAGE = {"kana": "ja", "hangul": "ko", "thai": "th", "greek": "el"}


class Identifier(Protocol):
    """The part of py3langid that is used."""

    def classify(self, instance: str) -> tuple[str, float]: ...


def language_of(text: str, declared: str | None = None) -> str:
    """The language of `text`, or "und". `declared` wins if it is a code whose script the text is in."""
    sample = sample_of(text)
    code = normal_code(declared)
    if code and _can_be(code, sample):
        return code
    # A few English words in Chinese are still Chinese.
    if sample.isascii() or not any(map(_is_far, set(sample))):
        told = told_language(sample) or told_language(sample_of(text, _LONG_SAMPLE))
        if told:
            return told
    return measure(sample)


def normal_code(declared: str | None) -> str | None:
    """The ISO 639-1 code in "EN", "en-US" or "zh_Hant"; None where there is none."""
    match = _CODE.fullmatch((declared or "").strip())
    if match is None:
        return None
    code = match[1].lower()
    return _SAME.get(code, code)


def sample_of(text: str, length: int = SAMPLE) -> str:
    """The first long lines of a text, because buttons and bylines tell little about its language."""
    lines = [line for line in text[: length * 20].splitlines() if len(line) > 60]
    return ("\n".join(lines) or text)[:length]


def measure(sample: str) -> str:
    """The language that the letters tell, "und" where they tell too little."""
    letters = len(_LETTER.findall(sample))
    for script, language in _ONE_LANGUAGE.items():
        if len(_letters(script).findall(sample)) > letters // 5:
            return language
    if letters < _FEWEST_LETTERS and not _letters("han").search(sample):
        return UNKNOWN
    code, confidence = _identifier().classify(sample)
    known = normal_code(code)
    return known if known and confidence >= _LEAST_CONFIDENCE else UNKNOWN


def _is_far(character: str) -> bool:
    """Whether it is beyond Latin, Greek, Cyrillic and the punctuation of any language."""
    return "\u052f" < character < "\u1e00" or "\u2e7f" < character < "\ufb00"


def _can_be(code: str, sample: str) -> bool:
    """Whether at least a third of the letters are of a script that the language is written in."""
    scripts = _WRITTEN_IN.get(code, ("latin",))
    if sample.isascii() and "latin" in scripts:
        return True
    letters = len(_LETTER.findall(sample))
    of_script = sum(len(_letters(script).findall(sample)) for script in scripts)
    return letters == 0 or of_script * 3 >= letters


@lru_cache
def _letters(script: str) -> re.Pattern[str]:
    # Not at import: to compile them all takes longer than to edit an article.
    return re.compile(f"[{_SCRIPTS[script]}]")


@lru_cache
def _identifier() -> Identifier:
    # Half a second and some 75 MB: on the first text that needs it, not at import.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
