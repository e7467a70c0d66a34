"""Builds what the package ships in `_data/` from its sources: `python -m textmend.learn.build NAME…`.

The sources are the tables in data/ and, for the models, an installed pocketsphinx, PyTorch and clean text. Run it
in a checkout. A new language model wants the lexicon built again, whose weights rest on its frequencies; a new lexicon
may be used with an older context model, which then knows nothing of the phrases that are new, and wants the first look
built again, which would take pages with new phrases for clean.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from textmend.files import write_whole
from textmend.learn import (
    character_model,
    context,
    first_look,
    furniture,
    language_model,
    lexicon,
    ngrams,
    pocketsphinx,
    tables,
)
from textmend.spin.language_model import LanguageModel
from textmend.spin.lexicon import Lexicon

_CHECKOUT = Path(__file__).parents[3]
ARTEFACTS = ("language_model", "lexicon", "context_model", "first_look", "furniture", "character_model")


def build_lexicon(folder: Path, model: Path, target: Path, *, leave_out: Collection[str] = ()) -> None:
    """Compile the tables of a folder but for some; the frequency of English phrases comes from a language model."""
    paths = sorted(path for path in folder.glob("*.tsv") if path.stem not in leave_out)
    rows = (row for path in paths for row in tables.read_rows(path))
    built = lexicon.compile_rows(rows, lexicon.english_frequency(LanguageModel(model)))
    built.write(target, {"tables": [path.name for path in paths]})


def build_language_model(corpus: Sequence[Path], target: Path, unseen: int = ngrams.UNSEEN_PARAGRAPHS) -> str:
    """Mix the n-grams of pocketsphinx's English model with those of a corpus, and pack them.

    Args:
        corpus: Files of clean text, a paragraph a line, plain or compressed by xz.
        target: The language model to write, whole or not at all.
        unseen: So many paragraphs at the beginning of each file are not learned from.

    Returns:
        What was learned, in a sentence.

    Raises:
        ValueError: A file holds nothing to learn from, or cannot be read as text; the message names it.
        OSError: A file cannot be read or written.
        ModuleNotFoundError: pocketsphinx is not installed: `pip install 'textmend[build]'`.
    """
    mixed = ngrams.build(corpus, pocketsphinx.read(pocketsphinx.model_path()), unseen)
    names = ", ".join(path.name.partition(".")[0] for path in corpus)
    source = f"pocketsphinx en-us.lm.bin (BSD, Carnegie Mellon University); counts of {names}"
    write_whole(target, lambda path: language_model.pack(mixed, path, source=source))
    return f"{len(mixed.words)} words, {len(mixed.bigrams)} pairs and {len(mixed.trigrams)} triples of words"


def build_context_model(corpus: Sequence[Path], tables_folder: Path, target: Path) -> None:
    """Train the context model on a spun corpus, each half decoded with a language model that has read the other.

    It learns nothing of the rows that were read off the seed page, so that the page still measures it.
    """
    lessons = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model, built_lexicon = folder / "language_model.bin", folder / "lexicon.bin"
        for fold in range(context.FOLDS):
            read, spun = context.split(corpus, folder, fold)
            build_language_model(read, model)
            if not fold:
                build_lexicon(tables_folder, model, built_lexicon, leave_out=("seed",))
            lessons.append(context.examples(context.pages(spun), built_lexicon, model))
        originals = Lexicon.read(built_lexicon).originals
    together = context.joined(lessons)
    parameters, vocabulary, phrases = context.train(together, originals)
    names = ", ".join(path.name.partition(".")[0] for path in corpus)
    source = f"text of {names}, spun by simulation with the lexicon"
    context.pack(parameters, vocabulary, phrases, together, target, source)


def build_first_look(corpus: Sequence[Path], lexicon_path: Path, target: Path) -> None:
    """Train the first look on a corpus, spun with a compiled lexicon."""
    lessons = first_look.pages(corpus, Lexicon.read(lexicon_path))
    names = ", ".join(path.name.partition(".")[0] for path in corpus)
    first_look.pack(first_look.train(lessons), target, f"text of {names}, spun by simulation with the lexicon")


def main() -> None:
    """Build the artefacts named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ARTEFACTS)}; all where none is given")
    parser.add_argument("--checkout", type=Path, default=_CHECKOUT, help="the folder that holds data/ and src/")
    parser.add_argument(
        "--corpus",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="clean text for models and first look",
    )
    parser.add_argument(
        "--languages", type=Path, metavar="FILE", help="text of many languages for the character model, JSON lines"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(ARTEFACTS)
    if unknown:
        parser.error(f"no artefact is called {', '.join(sorted(unknown))}; there are {', '.join(ARTEFACTS)}")
    names = arguments.names or ARTEFACTS
    target = arguments.checkout / "src" / "textmend" / "_data"
    model = target / "language_model.bin"
    if not arguments.corpus and not {"language_model", "context_model", "first_look"}.isdisjoint(names):
        parser.error("models and first look need --corpus FILE… (textmend.learn.ngrams names those of the package)")
    if "character_model" in names and arguments.languages is None:
        parser.error('the character model needs --languages FILE, with lines {"language": …, "paragraphs": […]}')
    if "language_model" in names:
        build_language_model(arguments.corpus, model)
    if "lexicon" in names:
        build_lexicon(arguments.checkout / "data" / "lexicon", model, target / "lexicon.bin")
    if "context_model" in names:
        build_context_model(arguments.corpus, arguments.checkout / "data" / "lexicon", target / "context_model.bin")
    if "first_look" in names:
        build_first_look(arguments.corpus, target / "lexicon.bin", target / "first_look.bin")
    if "furniture" in names:
        furniture.write_furniture(arguments.checkout / "data" / "furniture", target / "furniture.tsv")
    if "character_model" in names:
        character_model.build(arguments.languages, target / "character_model.bin")


if __name__ == "__main__":
    main()
