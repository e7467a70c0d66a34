"""A spinner, simulated: clean sentences in, spun sentences out, with what stood where."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp

from textmend.learn.rates import MOST_REPLACED
from textmend.spin.channel import KEPT
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import Sentence

# How often spinners replace what their dictionary has: most nearly always, some leave more.
_REPLACED = (0.95, 0.9, 0.9, 0.85, 0.7)
# Names are replaced less often.
_NAME_REPLACED = 0.4
# One spinner knows more words than another: the power of the share of originals that the lexicon gives.
_KNOWN_POWERS = (0.7, 1.0, 1.0, 1.4)
# One spinner has a favourite substitute, another many: the shape of the gamma distribution that its weights are
# drawn from, around those of the lexicon.
_SHAPES = (0.25, 0.35, 0.6)


@dataclass(frozen=True)
class Spun:
    """A spun sentence.

    Attributes:
        sentence: Its words; the places are no places in a text.
        origins: What each stretch of it was, in order: first word, words, and the original's place in the lexicon's
            `originals` or `KEPT`.
    """

    sentence: Sentence
    origins: list[tuple[int, int, int]]


class Spinner:
    """Replaces phrases as a lexicon says, by a dictionary of its own for each page.

    Args:
        lexicon: Says how probable it is that a spinner's dictionary has an original, and what it puts there.
        replaced: How often a spinner replaces what its dictionary has; one of these is drawn for each page.
    """

    def __init__(self, lexicon: Lexicon, replaced: Sequence[float] = _REPLACED) -> None:
        self._replaced = replaced
        self._place = {original: place for place, original in enumerate(lexicon.originals)}
        self._known = {original: (1 - exp(log)) / MOST_REPLACED for original, log in lexicon.survival.items()}
        self._choices: dict[str, tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
        self._longest: dict[str, int] = defaultdict(lambda: 1)
        for original, spun, probability in lexicon.channel():
            phrases, weights = self._choices[original]
            phrases.append(spun)
            weights.append(probability)
            first = original.partition(" ")[0]
            self._longest[first] = max(self._longest[first], original.count(" ") + 1)

    def page(self, sentences: Iterable[Sentence], draw: random.Random) -> list[Spun]:
        """Spin a page with a dictionary drawn for it."""
        dictionary: dict[str, list[float] | None] = {}
        replaced = draw.choice(self._replaced)
        power = draw.choice(_KNOWN_POWERS)
        shape = draw.choice(_SHAPES)

        def look_up(original: str) -> list[float] | None:
            if original not in dictionary:
                known = draw.random() < min(self._known.get(original, 0.0), 1.0) ** power
                weights = self._choices[original][1] if known else []
                dictionary[original] = [draw.gammavariate(shape, 1) * weight + 1e-12 for weight in weights] or None
            return dictionary[original]

        def spin(sentence: Sentence) -> Spun:
            words: list[str] = []
            capitalised: list[bool] = []
            origins: list[tuple[int, int, int]] = []
            title = sum(sentence.capitalised) * 2 > len(sentence)
            at = 0
            while at < len(sentence):
                capital = sentence.capitalised[at]
                odds = replaced * (_NAME_REPLACED if capital and at > 0 and not title else 1.0)
                for length, original in self._originals(sentence, at):
                    weights = look_up(original)
                    if weights is not None and draw.random() < odds:
                        put_in = draw.choices(self._choices[original][0], weights)[0].split(" ")
                        origins.append((len(words), len(put_in), self._place[original]))
                        words += put_in
                        all_capital = capital and sentence.capitalised[at + length - 1]
                        capitalised += [capital, *[all_capital] * (len(put_in) - 1)]
                        break
                else:
                    length = 1
                    origins.append((len(words), 1, KEPT))
                    words.append(sentence.words[at])
                    capitalised.append(capital)
                at += length
            return Spun(_sentence(words, capitalised), origins)

        return [spin(sentence) for sentence in sentences]

    def _originals(self, sentence: Sentence, at: int) -> Iterator[tuple[int, str]]:
        """Give the phrases of the lexicon that begin at a word, the longest first, with their lengths."""
        words = sentence.words
        if not sentence.protected[at]:
            for length in range(min(self._longest.get(words[at], 1), len(words) - at), 0, -1):
                phrase = " ".join(words[at : at + length])
                if phrase in self._choices and all(sentence.joined[at : at + length - 1]):
                    yield length, phrase


def _sentence(words: Sequence[str], capitalised: Sequence[bool]) -> Sentence:
    places = list(range(len(words)))
    joined = [True] * (len(words) - 1) + [False]
    return Sentence(places, places, list(words), joined, [False] * len(words), list(capitalised))
