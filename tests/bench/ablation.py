"""What each part of the restoration is worth: pages restored without it.

    python tests/bench/ablation.py [--small]

Reads the pages of tests/bench/restoration.py that were spun by hand, and the seed page of ../shared where it is there,
with a lexicon that lacks the rows read off it (but in the small run). All pages are taken for spun, so that the parts
are compared on the same words. Each part is left out by itself, at a `min_confidence` of 0.4; the last line leaves out
all that comes after the language model.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

import textmend
from textmend.learn.build import build_lexicon
from textmend.repairs import synonyms
from textmend.spin import context, restore
from textmend.spin.channel import Channel
from textmend.spin.language_model import LanguageModel
from textmend.spin.lexicon import Lexicon

sys.path.append(str(Path(__file__).parent))
import reliability
import restoration

TABLES = Path(__file__).parents[2] / "data" / "lexicon"
MODEL = Path(textmend.__file__).parent / "_data" / "language_model.bin"

Part = Callable[[ExitStack], Any]


def without(target: object, **values: object) -> Part:
    """Set constants of a module."""
    return lambda stack: [stack.enter_context(patch.object(target, name, value)) for name, value in values.items()]


def unweighted(lexicon: Lexicon) -> Lexicon:
    """Let each original be replaced nine times in ten, by each of its substitutes as often as by another."""
    size = np.bincount(lexicon.candidate, minlength=len(lexicon.originals))
    return replace(
        lexicon,
        log_probability=np.log(restoration.REPLACED / size[lexicon.candidate]),
        log_survival=np.where(size > 0, np.log(1 - restoration.REPLACED), 0.0),
    )


def pairs_of_words(model: LanguageModel) -> LanguageModel:
    """Take its triples from a language model: each word is given by the one before it alone."""

    class Pairs(LanguageModel):
        def __init__(self) -> None:
            self.__dict__.update(model.__dict__)

        def trigram_given(self, first: Any, second: Any, third: Any, pairs: Any) -> Any:
            return pairs.log_probability

    return Pairs()


def variants(lexicon: Lexicon, model: LanguageModel) -> dict[str, Sequence[Part]]:
    """Give each variant's name and what it changes."""

    def channel(lexicon: Lexicon, model: LanguageModel) -> Part:
        return without(synonyms, built_in_channel=lambda: (Channel(lexicon, model), model))

    whole = channel(lexicon, model)
    no_context = without(synonyms, built_in_context=lambda: None)
    no_tense = without(restore, weigh_tense=lambda sentences, batch, posterior, tenses: posterior)
    return {
        "everything": [whole],
        "without the lexicon's weights": [channel(unweighted(lexicon), model)],
        "without triples of words": [channel(lexicon, pairs_of_words(model))],
        "without the network": [whole, without(context, NETWORK_WEIGHT=0.0)],
        "without the agreement of pairs": [whole, without(context, PAGE_WEIGHT=0.0, PAGE_LOG_WEIGHT=0.0)],
        "without the context model": [whole, no_context],
        "without the tense of modals": [whole, no_tense],
        "lexicon and language model alone": [whole, no_context, no_tense],
    }


def without_seed_rows() -> Lexicon:
    """Compile the tables without the rows that were read off the seed page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.bin"
        build_lexicon(TABLES, MODEL, path, leave_out=("seed",))
        return Lexicon.read(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="two pages, the packaged lexicon")
    arguments = parser.parse_args()
    pages = list(reliability.pages(arguments.small))
    model = LanguageModel(MODEL)
    lexicon = synonyms.built_in_channel()[0].lexicon if arguments.small else without_seed_rows()
    for name, parts in variants(lexicon, model).items():
        scores: dict[str, restoration.Score] = {}
        with ExitStack() as stack:
            for part in parts:
                part(stack)
            mender = textmend.Mender(furniture="keep", duplicates="keep", spun="assume")
            for kind, original, spun in pages:
                score = scores.setdefault(kind, restoration.Score())
                for paragraph in zip(
                    original.split("\n"), spun.split("\n"), mender.clean(spun).split("\n"), strict=True
                ):
                    score.add(*paragraph)
        for kind, score in scores.items():
            print(f"{name:34} {kind:25} {score}", flush=True)


if __name__ == "__main__":
    main()
