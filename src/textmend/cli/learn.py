"""`textmend learn`: learn a lexicon of one's own, a language model, or what furniture looks like."""

from __future__ import annotations

import argparse
from pathlib import Path

from textmend.cli.arguments import Commands, add_command
from textmend.cli.pages import FileProblem, complain, what_is_wrong

_EXAMPLE = """\
examples:
  textmend learn pairs.tsv -o mine.lexicon
  textmend learn --aligned spun/ originals/ -o mine.tsv
  textmend learn aligned.jsonl --onto mine.tsv --spun crawl/ -o mine.lexicon
  textmend learn --language-model corpus/*.txt.xz -o language_model.bin
  textmend learn --furniture pages.jsonl --clean articles.txt -o furniture.bin
then:
  textmend clean --lexicon mine.lexicon page.txt"""


def register(commands: Commands) -> None:
    """Add the command."""
    learn = add_command(
        commands,
        "learn",
        help="learn a lexicon of your own",
        description="Learn what a spinner writes for what, from word pairs and from spun texts beside their originals; "
        "or, with --language-model, the language model that textmend is built with, from clean text.",
        example=_EXAMPLE,
        run=run,
    )
    learn.add_argument(
        "pairs",
        nargs="*",
        metavar="PAIRS",
        type=Path,
        help="word pairs, original<TAB>spun<TAB>weight; or aligned texts, JSON lines with spun and original (.jsonl)",
    )
    learn.add_argument(
        "--furniture",
        action="store_true",
        help="learn to tell furniture from articles: PAIRS are pages instead, JSON lines with text, and with segments "
        "of it to keep and to drop",
    )
    learn.add_argument(
        "--clean",
        action="append",
        default=[],
        metavar="TEXT",
        type=Path,
        help="clean text beside the pages of --furniture, a paragraph a line",
    )
    learn.add_argument(
        "--aligned",
        nargs=2,
        action="append",
        default=[],
        metavar=("SPUN", "ORIGINAL"),
        type=Path,
        help="a spun text beside its original: two files, or two folders with files of the same names",
    )
    learn.add_argument("--onto", metavar="LEXICON", type=Path, help="a lexicon to add to")
    learn.add_argument(
        "--spun",
        action="append",
        default=[],
        metavar="TEXT",
        type=Path,
        help="spun text without its original, a file or a folder, to learn the weights from",
    )
    learn.add_argument(
        "--language-model",
        nargs="+",
        default=[],
        metavar="TEXT",
        type=Path,
        help="build the language model instead: from clean text, a paragraph a line, plain or compressed by xz, and "
        "the model of an installed pocketsphinx",
    )
    learn.add_argument(
        "--unseen",
        default=2000,  # textmend.learn.ngrams.UNSEEN_PARAGRAPHS, which is slow to import
        metavar="NUMBER",
        type=int,
        help="for the language model: leave out so many paragraphs at the beginning of each text, "
        "to measure it with (default: %(default)s)",
    )
    learn.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help="the lexicon to write: a table that people can read where the name ends in .tsv, else compiled; or the "
        "language model",
    )


def run(given: argparse.Namespace) -> bool:
    """Run `textmend learn`."""
    try:
        if given.language_model:
            learned: object = _language_model(given)
        elif given.furniture:
            learned = _furniture(given)
        else:
            learned = _lexicon(given)
    except OSError as error:
        raise FileProblem(f"{error.filename or given.output}: {what_is_wrong(error)}") from None
    except (ValueError, ModuleNotFoundError) as error:
        raise FileProblem(str(error)) from None
    complain(f"{given.output}: {learned}")
    return False


def _language_model(given: argparse.Namespace) -> str:
    if given.pairs or given.aligned or given.onto or given.spun or given.clean or given.furniture:
        given.parser.error("--language-model makes no lexicon: give it texts alone")
    if given.unseen < 0:
        given.parser.error(f"argument --unseen: a number of paragraphs expected, not {given.unseen}")
    from textmend.learn.build import build_language_model

    return build_language_model(given.language_model, given.output, given.unseen)


def _lexicon(given: argparse.Namespace) -> object:
    from textmend.learn.learning import learn

    if given.clean:
        raise ValueError("--clean goes with --furniture; a lexicon is learned from spun text")
    return learn(given.pairs, given.aligned, given.output, base=given.onto, spun=given.spun)


def _furniture(given: argparse.Namespace) -> str:
    from textmend.learn.line_classifier import learn, read_labelled_pages

    if given.aligned or given.onto or given.spun:
        raise ValueError("--furniture learns from pages alone; --aligned, --onto and --spun go with a lexicon")
    if not given.pairs:
        raise ValueError("--furniture needs a file of pages, JSON lines with text, keep and drop")
    pages = [page for path in given.pairs for page in read_labelled_pages(path)]
    names = ", ".join(path.name.partition(".")[0] for path in (*given.pairs, *given.clean))
    learn(pages, given.clean).write(given.output, names)
    return f"learned from {len(pages)} pages"
