"""Weights of a lexicon learned from spun text alone, by expectation-maximisation.

Nobody has the originals of most spun pages. But the decoder says, of each phrase of such a page, how probable it is
that it stands for which original; counted over many pages these probabilities tell how often a spinner replaces an
original and by what, and with the new weights the decoder says it better (Dempster, Laird and Rubin, "Maximum
likelihood from incomplete data via the EM algorithm", 1977).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from textmend.spin.channel import KEPT, Channel
from textmend.spin.decoder import decode
from textmend.spin.language_model import LanguageModel
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import Sentence

# What the lexicon said before counts as much as this many occurrences of an original.
_PRIOR_WEIGHT = 2.0
_BATCH = 400


def reestimate(
    lexicon: Lexicon,
    texts: Sequence[Sequence[Sentence]],
    model: LanguageModel,
    *,
    language_weight: float,
    rounds: int = 5,
    prior_weight: float = _PRIOR_WEIGHT,
) -> Lexicon:
    """Learn the weights of a lexicon from spun texts.

    Args:
        lexicon: The lexicon to begin with; its pairs stay, their probabilities change.
        texts: Texts known to be spun, as sentences.
        model: The language model.
        language_weight: The power to which the language model's probabilities are raised.
        rounds: How often the texts are read.
        prior_weight: How many occurrences of each original the lexicon's own figures count for.

    Returns:
        The lexicon with the probabilities that fit the texts best.
    """
    batches = [text[low : low + _BATCH] for text in texts for low in range(0, len(text), _BATCH)]
    first = lexicon
    for _ in range(rounds):
        replaced: dict[tuple[str, str], float] = defaultdict(float)
        survived: dict[str, float] = defaultdict(float)
        channel = Channel(lexicon, model)
        for sentences in batches:
            _count(sentences, channel, model, language_weight, replaced, survived)
        lexicon = _maximise(first, replaced, survived, prior_weight)
    return lexicon


def _count(
    sentences: Sequence[Sentence],
    channel: Channel,
    model: LanguageModel,
    language_weight: float,
    replaced: dict[tuple[str, str], float],
    survived: dict[str, float],
) -> None:
    """Add up what a batch of sentences is expected to hold."""
    batch = channel.batch(sentences)
    posterior = decode(batch.arcs, batch.lengths, model, language_weight=language_weight).posterior
    for arc, number, begin, end in batch.places(np.flatnonzero(posterior > 0)):
        phrase = " ".join(sentences[number].words[begin:end])
        if batch.original[arc] == KEPT:
            survived[phrase] += float(posterior[arc])
        else:
            if batch.possessive[arc]:
                phrase = phrase.removesuffix("'s")
            replaced[channel.lexicon.originals[batch.original[arc]], phrase] += float(posterior[arc])


def _maximise(
    first: Lexicon, replaced: dict[tuple[str, str], float], survived: dict[str, float], prior_weight: float
) -> Lexicon:
    """Give the lexicon that explains expected counts and the first lexicon's figures best."""
    prior = {(original, spun): probability for original, spun, probability in first.channel()}
    kept = {
        original: prior_weight * float(np.exp(log)) + survived.get(original, 0.0)
        for original, log in first.survival.items()
    }
    total = defaultdict(float, kept)
    weight = {pair: prior_weight * probability + replaced.get(pair, 0.0) for pair, probability in prior.items()}
    for (original, _), value in weight.items():
        total[original] += value
    return Lexicon.from_channel(
        ((original, spun, value / total[original]) for (original, spun), value in weight.items()),
        {original: value / total[original] for original, value in kept.items() if total[original]},
    )
