"""Inflection as a rule: a pair of lemmas yields the pairs of their plurals, tenses and comparatives.

The forms come from lemminflect (MIT), which knows the irregular ones; it is needed when the lexicon is built and
not when it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import product
from types import ModuleType

# The forms of a part of speech, by their Penn Treebank tags.
_TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBD", "VBG", "VBN", "VBZ"),
    "ADJ": ("JJ", "JJR", "JJS"),
}


def _lemminflect() -> ModuleType:
    try:
        return import_module("lemminflect")
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "word pairs are inflected with lemminflect: pip install 'textmend[learn]'", name="lemminflect"
        ) from None


@cache
def _analyses(word: str) -> frozenset[tuple[str, str, str]]:
    """Give what a word may be: part of speech, tag, lemma."""
    found = set()
    for part, lemmas in _lemminflect().getAllLemmas(word).items():
        for lemma in lemmas:
            for tag in _TAGS.get(part, ()):
                if word in _forms(lemma, tag):
                    found.add((part, tag, lemma))
    return frozenset(found)


@cache
def _forms(lemma: str, tag: str) -> tuple[str, ...]:
    """Give a lemma's forms for a tag, the usual one first."""
    forms = tuple(_lemminflect().getInflection(lemma, tag=tag, inflect_oov=False))
    # Second plurals are mostly the singular again (`system`); second past tenses are in use (`learnt`).
    return forms[:1] if tag == "NNS" else forms


def _heads(phrase: str, part: str) -> tuple[str, str, str]:
    """Split a phrase around the word that inflects: a verb phrase's first, any other's last."""
    words = phrase.split(" ")
    if part == "VERB":
        return "", words[0], "".join(f" {word}" for word in words[1:])
    return "".join(f"{word} " for word in words[:-1]), words[-1], ""


def inflect(original: str, spun: str) -> Iterator[tuple[str, str]]:
    """Give the inflected pairs of a pair of words or phrases, the pair itself not among them.

    Args:
        original: The author's word or phrase, in any of its forms.
        spun: What the spinner wrote, in the same form of the same part of speech.

    Returns:
        Pairs of original and spun phrase, each in parallel form; none where the two share no part of speech.

    Examples:
        >>> sorted(inflect("quit", "leave"))  # doctest: +SKIP
        [('quit', 'left'), ('quits', 'leaves'), ('quitting', 'leaving')]
    """
    seen = {(original, spun)}
    for part, tags in _TAGS.items():
        before, head, after = _heads(original, part)
        spun_before, spun_head, spun_after = _heads(spun, part)
        lemmas = {tag: lemma for kind, tag, lemma in sorted(_analyses(head)) if kind == part}
        spun_lemmas = {tag: lemma for kind, tag, lemma in sorted(_analyses(spun_head)) if kind == part}
        for shared in sorted(lemmas.keys() & spun_lemmas.keys()):
            for tag in tags:
                for form, spun_form in product(_forms(lemmas[shared], tag), _forms(spun_lemmas[shared], tag)):
                    pair = (before + form + after, spun_before + spun_form + spun_after)
                    if pair not in seen and pair[0] != pair[1]:
                        seen.add(pair)
                        yield pair


def lemmas(phrase: str) -> list[str]:
    """Give the lemmas of a word, or the phrase itself where it has several words or none is known.

    Examples:
        >>> lemmas("companies"), lemmas("at least")
        (['company'], ['at least'])
    """
    found = {lemma for _, _, lemma in _analyses(phrase)} if " " not in phrase else set()
    return sorted(found) or [phrase]


def agree(original: str, spun: str) -> bool:
    """Tell whether two words can be the same form of the same part of speech, or of different parts of speech.

    Phrases are taken to agree.

    Examples:
        >>> agree("systems", "methods"), agree("system", "methods"), agree("quick", "shortly")
        (True, False, True)
    """
    if " " in original or " " in spun:
        return True
    one = {(part, tag) for part, tag, _ in _analyses(original)}
    two = {(part, tag) for part, tag, _ in _analyses(spun)}
    share_part = {part for part, _ in one} & {part for part, _ in two}
    return not share_part or bool(one & two)
