"""How a restored phrase is written in its place: case, apostrophes, possessives, `a` and `an`."""

from __future__ import annotations

import regex

# Words that headlines leave in lower case.
_SMALL = frozenset(
    "a an and as at but by for from in into nor of on or out over per than that the to up vs with".split()
)
_ALWAYS_CAPITAL = regex.compile(r"\bi(?=$|['’ ])")
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
    phrase = _ALWAYS_CAPITAL.sub("I", original)
    if possessive:
        phrase += "'" if phrase.endswith("s") else "'s"
    phrase = phrase.replace("'", apostrophe)
    words = [word for word in spun.split() if word[0].isalpha()]
    if not words:
        return phrase[0].upper() + phrase[1:] if opens_sentence else phrase
    letters = "".join(filter(str.isalpha, spun))
    if len(letters) > 1 and letters.isupper() and letters != "I":
        return phrase.upper()
    if not words[0][0].isupper() or words[0] in ("I", f"I{apostrophe}m", f"I{apostrophe}ve"):
        return phrase[0].upper() + phrase[1:] if opens_sentence and words[0][0].isupper() else phrase
    capitalised = [word[0].isupper() for word in words if word not in _SMALL]
    if not opens_sentence or (len(capitalised) > 1 and all(capitalised)):
        return " ".join(
            word if place and word in _SMALL else word[0].upper() + word[1:]
            for place, word in enumerate(phrase.split(" "))
        )
    return phrase[0].upper() + phrase[1:]


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
