"""Which language a text is in: what the source says where that can be true, else measured.

Text comes from an article; out goes an ISO 639-1 code or "und".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"

SAMPLE = 500
"""Characters that are looked at: more does not make the answer better, only slower."""

# Below these the answer is as often wrong as right: titles of two words, lists of numbers.
_FEWEST_LETTERS = 12
_LEAST_CONFIDENCE = 0.5

_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
_LETTER = re.compile(r"[^\W\d_]")

_SCRIPTS = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "hebrew": re.compile("[\u0590-\u05ff]"),
    "kana": re.compile("[\u3040-\u30ff\uff66-\uff9f]"),
    "han": re.compile("[\u3400-\u9fff\uf900-\ufaff]"),
    "hangul": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "thai": re.compile("[\u0e00-\u0e7f]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
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
    return measure(sample)


def normal_code(declared: str | None) -> str | None:
    """The ISO 639-1 code in "EN", "en-US" or "zh_Hant"; None where there is none."""
    match = _CODE.fullmatch((declared or "").strip())
    if match is None:
        return None
    code = match[1].lower()
    return _SAME.get(code, code)


def sample_of(text: str) -> str:
    """The first long lines of a text, because buttons and bylines tell little about its language."""
    lines = [line for line in text[: SAMPLE * 20].splitlines() if len(line) > 60]
    return ("\n".join(lines) or text)[:SAMPLE]


def measure(sample: str) -> str:
    """The language that the letters tell, "und" where they tell too little."""
    letters = len(_LETTER.findall(sample))
    for script, language in _ONE_LANGUAGE.items():
        if len(_SCRIPTS[script].findall(sample)) > letters // 5:
            return language
    if letters < _FEWEST_LETTERS and not _SCRIPTS["han"].search(sample):
        return UNKNOWN
    code, confidence = _identifier().classify(sample)
    known = normal_code(code)
    return known if known and confidence >= _LEAST_CONFIDENCE else UNKNOWN


def _can_be(code: str, sample: str) -> bool:
    """Whether at least a third of the letters are of a script that the language is written in."""
    letters = len(_LETTER.findall(sample))
    scripts = _WRITTEN_IN.get(code, ("latin",))
    of_script = sum(len(_SCRIPTS[script].findall(sample)) for script in scripts)
    return letters == 0 or of_script * 3 >= letters


@lru_cache
def _identifier() -> Identifier:
    # Some 75 MB once loaded: on the first text that needs it, not at import.
    identifier: Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
