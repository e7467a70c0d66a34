"""The command line: reads files as bytes, hands them to the library, writes UTF-8."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from textmend.cli import clean, dedupe, explain, inspect, learn
from textmend.cli.arguments import EXIT_CODES
from textmend.cli.pages import FileProblem, complain, silence_standard_output

# What a shell reports of a program that Ctrl-C, or the end of its reader (`| head`), has ended.
_INTERRUPTED = 128 + 2
_READER_GONE = 128 + 13

_EXAMPLE = """\
example:
  textmend clean page.txt -o mended.txt"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the program's name; taken from the process where it is None.

    Returns:
        The exit code: 0, or 1 where a file could not be processed.

    Raises:
        SystemExit: The arguments ask for help or are wrong (2).
    """
    given = build_parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except KeyboardInterrupt:
        complain("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        silence_standard_output()
        complain("standard output was closed before all was written; the rest is lost")
        return _READER_GONE
    except FileProblem as problem:
        silence_standard_output()
        complain(str(problem))
        return 1


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="textmend",
        description="Repair web scrapes: mojibake, page furniture, duplicate paragraphs, spun synonyms.",
        epilog=f"{_EXAMPLE}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in (clean, explain, inspect, dedupe, learn):
        command.register(commands)
    return parser


class _Version(argparse.Action):
    """Looks the version up when it is asked for, not at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"textmend {version('textmend')}")
        parser.exit()
