"""Inflection as a rule: a pair of lemmas yields the pairs of their plurals, tenses and comparatives.

The forms come from lemminflect (MIT), which knows the irregular ones; it is needed when the lexicon is built and
not when it is used. What it has wrong is put right here. tests/cases/inflection.tsv holds the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import product
from operator import eq
from types import ModuleType

# The forms of a part of speech, by their Penn Treebank tags, the lemma's own first.
_TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"),
    "ADJ": ("JJ", "JJR", "JJS"),
    "ADV": ("RB", "RBR", "RBS"),
}

# What lemminflect has wrong or not at all: the lemmas of a form, the forms of a lemma.
_LEMMAS: dict[str, dict[str, tuple[str, ...]]] = {
    "axes": {"NOUN": ("axis", "axe")},
    "leaves": {"NOUN": ("leaf", "leave"), "VERB": ("leave",)},
    "people": {"NOUN": ("person",)},
    "routing": {"NOUN": ("routing",), "VERB": ("route",)},
}
_FORMS = {
    ("bide", "VBD"): ("bided",),
    ("bide", "VBN"): ("bided",),
    ("broadcast", "VBD"): ("broadcast", "broadcasted"),
    ("casino", "NNS"): ("casinos",),
    ("correctly", "RBR"): (),
    ("correctly", "RBS"): (),
    ("fit", "VBD"): ("fit", "fitted"),
    ("forecast", "VBD"): ("forecast", "forecasted"),
    ("formula", "NNS"): ("formulas", "formulae"),
    ("get", "VBN"): ("gotten", "got"),
    ("index", "NNS"): ("indexes", "indices"),
    ("leap", "VBD"): ("leaped", "leapt"),
    ("mimic", "VBD"): ("mimicked",),
    ("mimic", "VBG"): ("mimicking",),
    ("mimic", "VBN"): ("mimicked",),
    ("pal", "VBD"): ("palled",),
    ("pal", "VBG"): ("palling",),
    ("pal", "VBN"): ("palled",),
    ("person", "NNS"): ("people", "persons"),
    ("program", "VBD"): ("programmed",),
    ("program", "VBG"): ("programming",),
    ("program", "VBN"): ("programmed",),
    ("prove", "VBN"): ("proved", "proven"),
    ("sneak", "VBD"): ("sneaked", "snuck"),
    ("stay", "VBD"): ("stayed",),
    ("stay", "VBZ"): ("stays",),
    ("wind", "VBD"): ("wound",),
    ("wind", "VBN"): ("wound",),
    ("wrong", "JJR"): (),
    ("wrong", "JJS"): (),
}
# Verbs without participles, with their past tense if it is one still.
_MODALS = {"can": ("could",), "may": ("might",), "must": (), "ought": (), "shall": (), "will": ("would",)}
_MISSPELT = frozenset(
    "arcked arcking bended controled controling flied grinded occured occuring payed refered refering teared "
    "tieing".split()
)
_INVARIANT = frozenset(
    "aircraft bison cod deer fish moose offspring percent salmon shrimp squid swine trout tuna".split()
)
# An author has no plural of these; a spinner has.
_MASS = frozenset("advice equipment evidence feedback information knowledge machinery software".split())
# Singular, though without the s they are nouns as well.
_SINGULAR = frozenset("crossroads headquarters means news species sports".split())

# What begins the rest of a noun phrase after its head; a phrase that begins so inflects in nothing.
_ENDS = frozenset(
    "about above across after against along although among and around as at because before behind below beneath beside "
    "between beyond by during for from he how i if in inside into it like near nor of on onto or outside over past per "
    "she since than that there they through throughout to toward towards under until up upon via we what when where "
    "which while who whose why with within without you".split()
)
# After these a noun keeps its number.
_COUNTED = frozenset(
    "a all an another both each either every few fewer half less many more most much neither numerous one "
    "several that these this those various".split()
)
# Of these lemminflect has plurals (`hows`).
_NO_NOUNS = (_ENDS | _COUNTED) - {"half", "inside", "one", "outside", "past"}
# Verbs that hardly ever begin a compound, what follows a verb and no noun, and what may be a verb but begins a phrase
# as an adverb.
_VERBS = frozenset(
    "be can catch come cut do draw dream feel find gain get give go have help hold join keep know let look make may "
    "pay put raise save set stay take think will".split()
)
_AFTER_VERBS = frozenset(
    "a ahead all along an another any apart aside away back down each every forward hard her here herself him himself "
    "his it its itself less me more my no not off our out over short some that the their them themselves there these "
    "this those together up us well what where you your yourself".split()
)
_ADVERBS = frozenset("best better even last less long right still well".split())
# A word of which lemminflect knows nothing but that may be a noun in the singular.
_UNKNOWN_NOUN = re.compile(r"(?=.*[aeiou])[a-z]{2,}[a-rt-z]")


def _lemminflect() -> ModuleType:
    try:
        return import_module("lemminflect")
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "word pairs are inflected with lemminflect: pip install 'textmend[learn]'", name="lemminflect"
        ) from None


@cache
def _lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """Give the lemmas that a word may be a form of, by part of speech, the usual one first."""
    found: dict[str, tuple[str, ...]] = _LEMMAS.get(word) or _lemminflect().getAllLemmas(word)
    parts = [part for part in _TAGS if part in found and not (part == "NOUN" and word in _NO_NOUNS)]
    return {part: tuple(dict.fromkeys(map(_singular, found[part]))) for part in parts}


def _singular(lemma: str) -> str:
    """Give the singular of a plural that lemminflect has as a word of its own (`funds`), or the lemma as it is."""
    if lemma in _SINGULAR or not lemma.endswith("s") or lemma.endswith(("ss", "us", "is", "ics")):
        return lemma
    return lemma[:-1] if "NOUN" in _lemmas(lemma[:-1]) and lemma in _forms(lemma[:-1], "NNS") else lemma


@cache
def _analyses(word: str) -> dict[tuple[str, str], str]:
    """Give what a word may be: the usual lemma, by part of speech and tag."""
    found: dict[tuple[str, str], str] = {}
    for part, lemmas in _lemmas(word).items():
        for lemma, tag in product(lemmas, _TAGS[part]):
            if word in _forms(lemma, tag):
                found.setdefault((part, tag), lemma)
    return found


@cache
def _forms(lemma: str, tag: str) -> tuple[str, ...]:
    """Give a lemma's forms for a tag, the usual one first."""
    if (lemma, tag) in _FORMS:
        return _FORMS[lemma, tag]
    if lemma in _MODALS and tag in _TAGS["VERB"]:
        return {"VB": (lemma,), "VBD": _MODALS[lemma]}.get(tag, ())
    unknown = tag == "NNS" and not _lemmas(lemma)
    found = _lemminflect().getInflection(lemma, tag=tag, inflect_oov=unknown)
    forms = tuple(_with_one_e(lemma, form) for form in found if _is_spelt_well(lemma, form))
    if tag == "NNS":
        return _plurals(lemma, forms)
    if tag == "VBN":
        return _participles(forms, _forms(lemma, "VBD"))
    return forms


def _with_one_e(lemma: str, form: str) -> str:
    """Undo the doubled e of `freeer`."""
    return lemma + form[len(lemma) + 1 :] if lemma.endswith("e") and form in (lemma + "er", lemma + "est") else form


def _is_spelt_well(lemma: str, form: str) -> bool:
    """Tell whether a form is not misspelt and has the hyphens of its lemma (not `under-went` nor `under went`)."""
    return form not in _MISSPELT and all(form.count(mark) == lemma.count(mark) for mark in "-' .")


def _plurals(lemma: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out second plurals: the singular again (`system`), or one that is hardly in use (`rooves`)."""
    if lemma in _INVARIANT:
        return (lemma,)
    if lemma in _MASS:
        return (lemma, *forms[:1])
    # Where the singular comes first, the other is in use in `start-ups` and not in `acnes`.
    used = forms[:1] == (lemma,) and ("-" in lemma or lemma.endswith(("ing", "tion")))
    return forms[: 2 if used else 1]


def _participles(forms: tuple[str, ...], past: tuple[str, ...]) -> tuple[str, ...]:
    """Add the second past tense of a weak verb, of which lemminflect has but one participle (`learned`, `learnt`)."""
    if not set(forms) < set(past):
        return forms
    return (*forms, *(form for form in past if form.endswith(("ed", "t")) and form not in forms))


def _split(phrase: str, part: str) -> tuple[str, str, str]:
    """Split a phrase around the word that inflects: a verb's first, a noun's last before a preposition.

    Examples:
        >>> _split("carry out", "VERB"), _split("the way of life", "NOUN")
        (('', 'carry', ' out'), ('the ', 'way', ' of life'))
    """
    words = phrase.split(" ")
    at = 0 if part == "VERB" else next((i for i, word in enumerate(words) if i and word in _ENDS), len(words)) - 1
    return "".join(f"{word} " for word in words[:at]), words[at], "".join(f" {word}" for word in words[at + 1 :])


@cache
def _parts(phrase: str) -> frozenset[str]:
    """Give the parts of speech that a phrase may inflect as."""
    words = phrase.split(" ")
    if len(words) == 1:
        return frozenset(_TAGS)
    # Nothing in `day to day` inflects.
    if words[0] in _ENDS or "and" in words or "or" in words or any(map(eq, words, words[2:])):
        return frozenset()
    first, second = words[:2]
    lemmas, noun = _lemmas(first), _may_be_noun(phrase)
    if "VERB" not in lemmas or first in _ADVERBS:
        return frozenset({"NOUN"} if noun else ())
    # A participle may stand before a noun though it is nothing but a verb (`leading company`).
    only_verb = lemmas.keys() == {"VERB"} and not {("VERB", "VB"), ("VERB", "VBZ")}.isdisjoint(_analyses(first))
    if only_verb or second in _AFTER_VERBS or not _VERBS.isdisjoint(lemmas["VERB"]):
        return frozenset({"VERB"})
    verb = "ADV" not in lemmas and not (noun and second == "of")
    return frozenset(part for part, may_be in (("NOUN", noun), ("VERB", verb)) if may_be)


def _may_be_noun(phrase: str) -> bool:
    """Tell whether a phrase has a noun that may change its number."""
    before, head, after = _split(phrase, "NOUN")
    preceding, following, lemmas = before.split(), after.split(), _lemmas(head)
    if "NOUN" not in lemmas or not _COUNTED.isdisjoint(preceding) or (head in _COUNTED and head != "one"):
        return False
    # `Really good` and `good at` are adjectives.
    adverb = any("ADV" in found and found.keys() <= {"ADJ", "ADV"} for found in map(_lemmas, preceding[-1:]))
    return "ADJ" not in lemmas or (not adverb and following[:1] in ([], ["of"]))


def _is_compound(phrase: str) -> bool:
    """Tell whether the second word of a phrase goes with a noun as well as with a verb (`bank account`)."""
    words = phrase.split(" ")
    return len(words) > 1 and words[1] not in _ENDS and _lemmas(words[0]).keys() != {"VERB"}


def _readings(word: str, opposite: str, part: str) -> dict[str, str]:
    """Give the lemmas of a word as a part of speech, by tag.

    A word that lemminflect does not know is a noun where the word opposite can be nothing else.

    Examples:
        >>> _readings("fell", "went", "VERB"), _readings("website", "homepage", "NOUN")
        ({'VBD': 'fall', 'VB': 'fell', 'VBP': 'fell'}, {'NN': 'website'})
    """
    if part == "NOUN" and not _lemmas(word) and _analyses(opposite).keys() == {("NOUN", "NN")}:
        return {"NN": word} if _UNKNOWN_NOUN.fullmatch(word) and word not in _ENDS else {}
    return {tag: lemma for (kind, tag), lemma in _analyses(word).items() if kind == part}


def inflect(original: str, spun: str) -> Iterator[tuple[str, str]]:
    """Give the inflected pairs of a pair of words or phrases, the pair itself not among them.

    Args:
        original: The author's word or phrase, in any of its forms.
        spun: What the spinner wrote, in the same form of the same part of speech.

    Returns:
        Pairs of original and spun phrase, each in parallel form; none where the two share no part of speech.

    Examples:
        >>> sorted(inflect("look after", "tend"))
        [('looked after', 'tended'), ('looking after', 'tending'), ('looks after', 'tends')]
        >>> list(inflect("way of life", "lifestyle"))
        [('ways of life', 'lifestyles')]
    """
    seen = {(original, spun)}
    parts = _parts(original) & _parts(spun)
    if "NOUN" in parts and (_is_compound(original) or _is_compound(spun)):
        parts -= {"VERB"}
    for part in (part for part in _TAGS if part in parts):
        before, head, after = _split(original, part)
        spun_before, spun_head, spun_after = _split(spun, part)
        lemmas, spun_lemmas = _readings(head, spun_head, part), _readings(spun_head, head, part)
        shared = [tag for tag in _TAGS[part] if tag in lemmas and tag in spun_lemmas]
        # Two lemmas are taken for lemmas, though each may be a form of another verb as well (`lay, put`).
        shared = shared[:1] if _TAGS[part][0] in shared else shared
        # Participles do not stand before `not`.
        finite = after.startswith(" not") or spun_after.startswith(" not")
        tags = [tag for tag in _TAGS[part] if not (finite and tag in ("VBG", "VBN"))]
        for lemma, spun_lemma in dict.fromkeys((lemmas[tag], spun_lemmas[tag]) for tag in shared):
            for form, spun_form in _parallel(lemma, spun_lemma, tags):
                pair = (before + form + after, spun_before + spun_form + spun_after)
                if pair not in seen and pair[0] != pair[1]:
                    seen.add(pair)
                    yield pair


def _parallel(lemma: str, spun_lemma: str, tags: list[str]) -> Iterator[tuple[str, str]]:
    """Give the forms of two lemmas, side by side."""
    for tag in tags:
        forms, spun_forms = _forms(lemma, tag), _forms(spun_lemma, tag)
        if tag == "NNS" and lemma in _MASS:
            forms = forms[:1]
        # The persons of `be` are as parallel as its tenses.
        yield from zip(forms, spun_forms, strict=True) if lemma == spun_lemma == "be" else product(forms, spun_forms)


def lemmas(phrase: str) -> list[str]:
    """Give the lemmas of a word, or the phrase itself where it has several words or none is known.

    Examples:
        >>> lemmas("companies"), lemmas("at least")
        (['company'], ['at least'])
    """
    found = set(_analyses(phrase).values()) if " " not in phrase else set()
    return sorted(found) or [phrase]


def agree(original: str, spun: str) -> bool:
    """Tell whether two words can be the same form of the same part of speech, or of different parts of speech.

    Phrases are taken to agree, and so are adverbs. A plural that is a word of its own agrees with either number.

    Examples:
        >>> agree("systems", "methods"), agree("system", "methods"), agree("quick", "shortly"), agree("money", "funds")
        (True, False, True, True)
    """
    if " " in original or " " in spun:
        return True
    one, two = _tagged(original), _tagged(spun)
    share_part = {part for part, _ in one} & {part for part, _ in two}
    return not share_part or bool(one & two)


def _tagged(word: str) -> set[tuple[str, str]]:
    own = word in _lemminflect().getAllLemmas(word).get("NOUN", ())
    return {found for found in _analyses(word) if found[0] != "ADV"} | ({("NOUN", "NN")} if own else set())
