"""How a restored phrase is written in its place: case, apostrophes, possessives, `a` and `an`."""

from __future__ import annotations

import regex

# Words that headlines leave in lower case.
_SMALL = frozenset(
    "a an and as at but by for from in into nor of on or out over per than that the to up vs with".split()
)
# Words that are never written small, whatever stands in their place. Those that are words of another kind as well
# (may, march, us, it, polish, china) take the case of what they replace.
_INITIALS = frozenset("ai ceo cfo cto dna eu faq fbi gdp gps ict nba nhs pc seo tv uk un url usa vip".split())
_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july september october "
    "november december america american americans britain british europe european europeans african asian "
    "australian canadian chinese dutch english french german indian irish italian japanese mexican russian spanish "
    "christmas easter facebook google twitter youtube".split()
)
_WORD = regex.compile(r"(?<![\p{L}\p{N}])\p{L}+(?![\p{L}\p{N}])")
# By sound, not by letter: a silent h, and a u or eu that is spoken `you`.
_SILENT_H = regex.compile(r"(?:heir|honest|honou?r|hour)")
_SPOKEN_CONSONANT = regex.compile(
    r"(?:eu|ewe|one(?![a-z])|once|uni(?!n|m)|ubiq|ufo|uk\b|us\b|usa\b|use|usu|uti|ura|uto)"
)


def write(original: str, spun: str, *, possessive: bool, opens_sentence: bool, apostrophe: str) -> str:
    """Write an original phrase the way the spun phrase in its place is written.

    Args:
        original: The phrase as the lexicon has it.
        spun: The text that it replaces, without braces.
        possessive: Whether the spun phrase ends in a possessive that the original takes over.
        opens_sentence: Whether the phrase begins a sentence.
        apostrophe: The character that the text uses for one.

    Examples:
        >>> write("company", "Corporate’s", possessive=True, opens_sentence=True, apostrophe="’")
        'Company’s'
        >>> write("white house", "White Home", possessive=False, opens_sentence=False, apostrophe="'")
        'White House'
    """
    phrase = _WORD.sub(_with_capitals, original)
    if possessive:
        phrase += "'" if phrase.endswith("s") else "'s"
    phrase = phrase.replace("'", apostrophe)
    words = [word for word in spun.split() if word[0].isalpha()]
    if not words:
        return phrase[0].upper() + phrase[1:] if opens_sentence else phrase
    letters = "".join(filter(str.isalpha, spun))
    if len(letters) > 1 and letters.isupper() and letters != "I":
        return phrase.upper()
    if words[0] in _SMALL and len(words) > 1 and all(word[0].isupper() for word in words if word not in _SMALL):
        return " ".join(word if word in _SMALL else word[0].upper() + word[1:] for word in phrase.split(" "))
    if not words[0][0].isupper() or words[0] in ("I", f"I{apostrophe}m", f"I{apostrophe}ve"):
        return phrase[0].upper() + phrase[1:] if opens_sentence and words[0][0].isupper() else phrase
    capitalised = [word[0].isupper() for word in words if word not in _SMALL]
    if not opens_sentence or (len(capitalised) > 1 and all(capitalised)):
        return " ".join(
            word if place and word in _SMALL else word[0].upper() + word[1:]
            for place, word in enumerate(phrase.split(" "))
        )
    return phrase[0].upper() + phrase[1:]


def _with_capitals(match: regex.Match[str]) -> str:
    word = match.group()
    if word in _INITIALS or word == "i":
        return word.upper()
    return word.capitalize() if word in _NAMES else word


def article(following: str) -> str:
    """Give the indefinite article for the word that follows it.

    Examples:
        >>> article("hour"), article("useful"), article("MP"), article("company")
        ('an', 'a', 'an', 'a')
    """
    if len(following) > 1 and following.isupper() and following.isalpha() and len(following) <= 4:
        return "an" if following[0] in "AEFHILMNORSX" else "a"
    word = following.lower()
    if _SILENT_H.match(word):
        return "an"
    if _SPOKEN_CONSONANT.match(word):
        return "a"
    if word[0].isdigit():
        # Eight, eighty, eight hundred; eleven and eighteen, by themselves or before thousands.
        return "an" if word[0] == "8" or (word[:2] in ("11", "18") and len(word) % 3 == 2) else "a"
    return "an" if word[0] in "aeiou" else "a"
