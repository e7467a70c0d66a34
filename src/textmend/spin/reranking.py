"""Close calls, decided by a judge: readings that are nearly as likely as each other are written out and judged."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from textmend.edits import apply
from textmend.judge import Judge
from textmend.spin.channel import KEPT, Batch
from textmend.spin.lattice import Floats, first_boundaries
from textmend.spin.tokens import Sentence
from textmend.spin.writing import Restoration, apostrophe_of, edits_of

# Readings less probable than this are not put before the judge.
_LEAST_POSTERIOR = 0.05
# What the judge's log-probability counts beside the logarithm of a reading's share, in which the packaged language
# model has had its say: half, as of two models of like worth. Not fitted to any judge; what one is worth is measured by
# tests/bench/restoration.py --judge.
JUDGE_WEIGHT = 0.5
# A sentence that the judge gives no probability at all is as improbable as this, in nats.
_IMPOSSIBLE = -1e6
_REST_OF_RUN = regex.compile(r"\S*")


@dataclass(frozen=True)
class _Call:
    """A close call: the arcs that begin at one word, and the sentence as it reads with each."""

    arcs: list[int]
    sentences: list[str]


def rerank(
    judge: Judge,
    text: str,
    sentences: Sequence[Sentence],
    batch: Batch,
    posterior: Floats,
    originals: Sequence[str],
) -> Floats:
    """Weigh close calls anew.

    Args:
        judge: Says how probable a sentence is.
        text: The text of which the sentences are.
        sentences: Its sentences, or some of them.
        batch: Their arcs.
        posterior: Of each arc, as far as it is known.
        originals: The lexicon's phrases.

    Returns:
        The posterior of each arc. Of arcs that begin at the same word the sum stays.

    Raises:
        ValueError: The judge does not give one number for each sentence.
    """
    calls = _calls(text, sentences, batch, posterior, originals)
    if not calls:
        return posterior
    asked = list(dict.fromkeys(sentence for call in calls for sentence in call.sentences))
    score = dict(zip(asked, _scores(judge, asked), strict=True))
    weighed = posterior.copy()
    for call in calls:
        share = posterior[call.arcs]
        value = np.log(share) + JUDGE_WEIGHT * np.array([score[sentence] for sentence in call.sentences])
        value = np.exp(value - value.max())
        weighed[call.arcs] = share.sum() * value / value.sum()
    return weighed


def _scores(judge: Judge, asked: list[str]) -> list[float]:
    scores = [float(score) for score in judge.score(list(asked))]
    if len(scores) != len(asked):
        raise ValueError(f"the judge was given {len(asked)} sentences and scored {len(scores)}; it must score each")
    for score, sentence in zip(scores, asked, strict=True):
        if math.isnan(score) or score == math.inf:
            raise ValueError(f"the judge must give a log-probability, and gave {score} for {sentence!r}")
    return [max(score, _IMPOSSIBLE) for score in scores]


def _calls(
    text: str, sentences: Sequence[Sentence], batch: Batch, posterior: Floats, originals: Sequence[str]
) -> list[_Call]:
    """Find the close calls and write their sentences; what is open elsewhere in a sentence reads as is likeliest."""
    apostrophe = apostrophe_of(text)
    beginning: dict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(posterior >= _LEAST_POSTERIOR).tolist():
        beginning[int(batch.arcs.begin[arc])].append(arc)
    calls = []
    for sentence, low in zip(sentences, first_boundaries(batch.lengths).tolist(), strict=True):
        high = low + len(sentence)
        # From each boundary, the way to the end of the sentence by the likeliest arcs; where none is likely, the word
        # stands.
        ways: dict[int, list[int]] = {high: []}
        for place in reversed(range(low, high)):
            if arcs := beginning.get(place):
                likeliest = max(arcs, key=posterior.__getitem__)
                ways[place] = [likeliest, *ways[int(batch.arcs.end[likeliest])]]
            else:
                ways[place] = ways[place + 1]
        done: list[int] = []
        for likeliest in ways[low]:
            arcs = beginning[int(batch.arcs.begin[likeliest])]
            if len(arcs) > 1:
                paths = ([*done, arc, *ways[int(batch.arcs.end[arc])]] for arc in arcs)
                written = [_written(text, sentence, low, batch, path, originals, apostrophe) for path in paths]
                calls.append(_Call(arcs, written))
            done.append(likeliest)
    return calls


def _written(
    text: str,
    sentence: Sentence,
    low: int,
    batch: Batch,
    path: Sequence[int],
    originals: Sequence[str],
    apostrophe: str,
) -> str:
    """Write a sentence, whose first boundary is `low`, as it reads by some arcs in order of their place."""
    start = sentence.starts[0]
    rest = _REST_OF_RUN.match(text, sentence.ends[-1])
    restorations = [
        Restoration(
            start=sentence.starts[int(batch.arcs.begin[arc]) - low] - start,
            end=sentence.ends[int(batch.arcs.end[arc]) - low - 1] - start,
            original=originals[batch.original[arc]],
            possessive=bool(batch.possessive[arc]),
            opens_sentence=int(batch.arcs.begin[arc]) == low,
            confidence=1.0,
        )
        for arc in path
        if batch.original[arc] != KEPT
    ]
    as_it_stands = text[start : rest.end() if rest else sentence.ends[-1]]
    return apply(as_it_stands, edits_of(as_it_stands, restorations, apostrophe, ""))
