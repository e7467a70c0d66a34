"""`textmend dedupe`: remove second copies across a corpus."""

from __future__ import annotations

import argparse
from pathlib import Path

from textmend.cli.arguments import Commands, add_command
from textmend.cli.pages import FileProblem, complain, what_is_wrong

_EXAMPLE = """\
examples:
  textmend dedupe pages/ -o unique/
  textmend dedupe --workers 4 --field content crawl-1.jsonl crawl-2.jsonl -o unique/
  jq -r .copy_of.document unique/removals.jsonl | sort | uniq -c | sort -rn | head"""


def register(commands: Commands) -> None:
    """Add the command."""
    dedupe = add_command(
        commands,
        "dedupe",
        help="remove second copies of paragraphs and documents across a corpus",
        description="Write a corpus without second copies of its paragraphs and documents. The first stays, in the "
        "order of the files; OUT/removals.jsonl tells of each that goes what it is a copy of.",
        example=_EXAMPLE,
        run=run,
    )
    dedupe.add_argument(
        "inputs",
        nargs="+",
        metavar="IN",
        type=Path,
        help="a text file, which is a document; a file of JSON lines (.jsonl, .ndjson), a document a line; or a "
        "folder of them",
    )
    dedupe.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="the folder to make")
    dedupe.add_argument(
        "--field",
        metavar="FIELD",
        default="text",
        help="the field that holds the text of JSON lines (default: %(default)s)",
    )
    dedupe.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        default=1,
        help="how many processes do it; the result is the same (default: %(default)s)",
    )
    dedupe.add_argument(
        "--near",
        action="store_true",
        help="paragraphs that say the same in partly other words, or differ in case and punctuation, are copies too",
    )
    dedupe.add_argument(
        "--site-furniture",
        metavar="N",
        type=_count,
        help="a paragraph that stands on more than N pages of a site is furniture of it and goes from all of them",
    )
    dedupe.add_argument(
        "--url-field",
        metavar="FIELD",
        default="url",
        help="the field that holds the URL of JSON lines, whose host is their site; that of a text file is its folder "
        "(default: %(default)s)",
    )


def run(given: argparse.Namespace) -> bool:
    """Run `textmend dedupe`."""
    from textmend.corpus.dedupe import REMOVALS, dedupe

    try:
        done = dedupe(
            given.inputs,
            given.output,
            field=given.field,
            workers=given.workers,
            near=given.near,
            site_furniture=given.site_furniture,
            url_field=given.url_field,
        )
    except OSError as error:
        raise FileProblem(f"{error.filename or given.output}: {what_is_wrong(error)}") from None
    except ValueError as error:
        raise FileProblem(str(error)) from None
    complain(
        f"{given.output}: of {done.documents} documents {done.removed_documents} removed, and "
        f"{done.removed_paragraphs} paragraphs of the others; {given.output / REMOVALS} tells which"
    )
    return False


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 expected, not {text}")
    return number
