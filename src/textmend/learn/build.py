"""Builds what the package ships in `_data/` from its sources: `python -m textmend.learn.build NAME…`.

The sources are the tables in data/ and, for the language model, an installed pocketsphinx and clean text. Run it in a
checkout. A new language model wants the lexicon built again, whose weights rest on its frequencies.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from textmend.learn import furniture, language_model, lexicon, ngrams, pocketsphinx, tables
from textmend.spin.language_model import LanguageModel

_CHECKOUT = Path(__file__).parents[3]
ARTEFACTS = ("language_model", "lexicon", "furniture")


def build_lexicon(folder: Path, model: Path, target: Path) -> None:
    """Compile the tables of a folder; the frequency of English phrases comes from a language model."""
    paths = sorted(folder.glob("*.tsv"))
    rows = (row for path in paths for row in tables.read_rows(path))
    built = lexicon.compile_rows(rows, lexicon.english_frequency(LanguageModel(model)))
    built.write(target, {"tables": [path.name for path in paths]})


def build_language_model(corpus: Sequence[Path], target: Path) -> None:
    """Mix the n-grams of pocketsphinx's English model with those of a corpus, and pack them."""
    mixed = ngrams.build(corpus, pocketsphinx.read(pocketsphinx.model_path()))
    names = ", ".join(path.name.partition(".")[0] for path in corpus)
    source = f"pocketsphinx en-us.lm.bin (BSD, Carnegie Mellon University); counts of {names}"
    language_model.pack(mixed, target, source=source)


def main() -> None:
    """Build the artefacts named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ARTEFACTS)}; all where none is given")
    parser.add_argument("--checkout", type=Path, default=_CHECKOUT, help="the folder that holds data/ and src/")
    parser.add_argument(
        "--corpus", type=Path, nargs="+", default=[], metavar="FILE", help="clean text for the language model"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(ARTEFACTS)
    if unknown:
        parser.error(f"no artefact is called {', '.join(sorted(unknown))}; there are {', '.join(ARTEFACTS)}")
    names = arguments.names or ARTEFACTS
    target = arguments.checkout / "src" / "textmend" / "_data"
    model = target / "language_model.bin"
    if "language_model" in names:
        if not arguments.corpus:
            parser.error(
                "the language model needs --corpus FILE… (textmend.learn.ngrams names those of the packaged one)"
            )
        build_language_model(arguments.corpus, model)
    if "lexicon" in names:
        build_lexicon(arguments.checkout / "data" / "lexicon", model, target / "lexicon.bin")
    if "furniture" in names:
        furniture.write_furniture(arguments.checkout / "data" / "furniture", target / "furniture.tsv")


if __name__ == "__main__":
    main()
