"""What the commands have in common: how one is declared, and the options that are the fields of `Options`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import fields
from importlib import import_module
from typing import Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from textmend.cli.pages import what_is_wrong
from textmend.judge import Judge
from textmend.mender import Mender
from textmend.options import Options

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added."""

# One line for each field of `Options`; the fields' names, values and defaults are not retyped.
OPTION_HELP = {
    "characters": "what to do with mojibake, stray HTML entities and control characters",
    "furniture": "what to do with lines around the article: share buttons, date lines, comment forms",
    "duplicates": "what to do with second copies of a paragraph within the page",
    "spun": "put synonyms back where the page shows that it was spun (detect), on every page, or never",
    "min_confidence": "put a synonym back where it is right with at least this probability, from 0 to 1",
    "lexicon": "a file of word pairs, original<TAB>spun, or what `textmend learn` made of them; "
    "inflecting them takes pip install 'textmend[learn]'",
    "lexicon_use": "use that lexicon on top of the built-in one, or alone",
    "judge": "a Python object, package.module:name, whose score(sentences) decides between likely readings",
    "encoding": "the encoding of the files; without it, it is detected",
}

# In the order of `Options`.
ALL_OPTIONS = tuple(OPTION_HELP)

EXIT_CODES = """\
exit codes:
  0 all is well; 1 a file could not be processed, the others were; 2 the command line is wrong"""


def add_command(
    commands: Commands,
    name: str,
    *,
    help: str,
    description: str,
    example: str,
    run: Callable[[argparse.Namespace], bool],
) -> argparse.ArgumentParser:
    """Declare a command.

    Args:
        commands: Where it is added.
        name: What is typed.
        help: A line for the list of commands.
        description: What the command's own help begins with.
        example: What it ends with.
        run: Runs the command, and tells whether a file failed.
    """
    made = commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=f"{example}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(parser=made, run=run)
    return made


def add_files(parser: argparse.ArgumentParser) -> None:
    """Declare the pages that a command reads."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="a page as plain text; - or none is standard input")


def add_options(group: argparse._ArgumentGroup, names: Sequence[str]) -> None:
    """Declare the options of these names, as `Options` has them."""
    hints = get_type_hints(Options)
    for field in fields(Options):
        if field.name not in names:
            continue
        hint = hints[field.name]
        kind: dict[str, Any] = {"metavar": field.name.upper()}
        if get_origin(hint) is Literal:
            kind = {"choices": get_args(hint)}
        elif hint is float:
            kind = {"type": float, "metavar": "NUMBER"}
        elif field.name == "judge":
            kind = {"type": _judge, "metavar": "MODULE:NAME"}
        default = "" if field.default is None else f" (default: {field.default})"
        group.add_argument(
            f"--{field.name.replace('_', '-')}",
            # An option that is not given stays with the default of `Options`.
            default=argparse.SUPPRESS,
            help=f"{OPTION_HELP[field.name]}{default}",
            **kind,
        )


def _judge(name: str) -> Judge:
    """Import a judge by its name, `package.module:name`."""
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{name}: {error}; give MODULE:NAME, as in my_model:judge") from None
    if not isinstance(found, Judge):
        raise argparse.ArgumentTypeError(f"{name} has no method score(sentences)")
    return found


def mender_of(given: argparse.Namespace) -> Mender:
    """Make the mender that the options ask for; what is wrong with them ends the program."""
    parser = given.parser
    assert isinstance(parser, argparse.ArgumentParser)
    names = [field.name for field in fields(Options)]
    chosen = {name: getattr(given, name) for name in names if hasattr(given, name)}
    try:
        return Mender(**chosen)
    except LookupError:
        parser.error(f"argument --encoding: unknown encoding {chosen['encoding']!r}; try utf-8 or cp1252")
    except OSError as error:
        parser.error(f"argument --lexicon: {chosen.get('lexicon')}: {what_is_wrong(error)}")
    except (ValueError, ModuleNotFoundError) as error:
        parser.error(str(error))
