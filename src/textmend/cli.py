"""The command line: reads files as bytes, hands them to the library, writes UTF-8."""

from __future__ import annotations

import argparse
import codecs
import errno
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from textmend.files import write_whole
from textmend.mender import Mender
from textmend.options import Options

if TYPE_CHECKING:
    from textmend.mended import Mended
    from textmend.spin.evidence import Evidence

# What a shell reports of a program that Ctrl-C, or the end of its reader (`| head`), has ended.
_INTERRUPTED = 128 + 2
_READER_GONE = 128 + 13

# A file that begins with one of these holds NUL bytes and is text all the same.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

# C0 controls that are neither white space nor the ESC of ISO-2022 and of terminals. Damaged text has one here and
# there; bytes at random hold a tenth of them.
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})
_MOST_CONTROLS = 0.05

# One line for each field of `Options`; the fields' names, values and defaults are not retyped.
_OPTION_HELP = {
    "characters": "what to do with mojibake, stray HTML entities and control characters",
    "furniture": "what to do with lines around the article: share buttons, date lines, comment forms",
    "duplicates": "what to do with second copies of a paragraph within the page",
    "spun": "put synonyms back where the page shows that it was spun (detect), on every page, or never",
    "min_confidence": "put a synonym back where it is right with at least this probability, from 0 to 1",
    "lexicon": "a file of word pairs, original<TAB>spun, or what `textmend learn` made of them; "
    "inflecting them takes pip install 'textmend[learn]'",
    "lexicon_use": "use that lexicon on top of the built-in one, or alone",
    "encoding": "the encoding of the files; without it, it is detected",
}

# What `inspect` leaves out: whether words are put back, and which, does not change what is told of the page.
_OF_JUDGING = [name for name in _OPTION_HELP if name not in ("spun", "min_confidence")]

# What `inspect` tells of each page, in this order.
_COLUMNS = ("file", "spun", "gain", "words", "spun_share")
# In a line of columns, what ends a column or a line is written out.
_IN_A_COLUMN = str.maketrans({"\t": r"\t", "\n": r"\n", "\r": r"\r"})

_EXIT_CODES = """\
exit codes:
  0 all is well; 1 a file could not be processed, the others were; 2 the command line is wrong"""

_EXAMPLE = """\
example:
  textmend clean page.txt -o mended.txt"""

_CLEAN_EXAMPLE = """\
examples:
  textmend clean page.txt -o mended.txt
  textmend clean *.txt -o mended/
  curl -s https://example.org/page.txt | textmend clean --furniture keep"""

_EXPLAIN_EXAMPLE = """\
examples:
  textmend explain page.txt
  textmend explain --json *.txt | jq '.edits[] | select(.repair == "furniture") | .before'"""

_INSPECT_EXAMPLE = """\
examples:
  textmend inspect page.txt
  textmend inspect *.txt | awk -F '\\t' '$2 == "no" { print $1 }' > kept.txt
  textmend inspect --json *.txt | jq -r 'select(.spun_share > 0.5).file'"""

_LEARN_EXAMPLE = """\
examples:
  textmend learn pairs.tsv -o mine.lexicon
  textmend learn --aligned spun/ originals/ -o mine.tsv
  textmend learn aligned.jsonl --onto mine.tsv --spun crawl/ -o mine.lexicon
then:
  textmend clean --lexicon mine.lexicon page.txt"""


class _FileProblem(Exception):
    """A file could not be processed; the message says what is wrong and what to do."""


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
        return int({"clean": _clean, "explain": _explain, "inspect": _inspect, "learn": _learn}[given.command](given))
    except KeyboardInterrupt:
        _complain("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        _silence_standard_output()
        _complain("standard output was closed before all was written; the rest is lost")
        return _READER_GONE
    except _FileProblem as problem:
        _silence_standard_output()
        _complain(str(problem))
        return 1


def build_parser() -> argparse.ArgumentParser:
    """Build the parser; the options of mending and judging are the fields of `Options`."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="textmend",
        description="Repair web scrapes: mojibake, page furniture, duplicate paragraphs, spun synonyms.",
        epilog=f"{_EXAMPLE}\n\n{_EXIT_CODES}",
        formatter_class=raw,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, *, help: str, description: str, example: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name,
            help=help,
            description=description,
            epilog=f"{example}\n\n{_EXIT_CODES}",
            formatter_class=raw,
            allow_abbrev=False,
        )
        made.set_defaults(parser=made)
        return made

    clean = command(
        "clean",
        help="write the mended text",
        description="Write the mended text of each FILE, as UTF-8.",
        example=_CLEAN_EXAMPLE,
    )
    explain = command(
        "explain",
        help="tell what would be changed, why, and how sure that is",
        description="Tell what `clean` changes in each FILE, why, and how sure that is.",
        example=_EXPLAIN_EXAMPLE,
    )
    inspect = command(
        "inspect",
        help="tell of each page whether it was spun, one line a page",
        description="Tell of each FILE whether an article spinner wrote it. Each gets a line of its name, spun or not "
        "(yes, no), the gain in nats a word, how many words were judged, and the share of them that stand in spun "
        "stretches, with tabs between.",
        example=_INSPECT_EXAMPLE,
    )
    for reading in (clean, explain, inspect):
        reading.add_argument(
            "files", nargs="*", metavar="FILE", help="a page as plain text; - or none is standard input"
        )
    clean.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="write to this file, whole or not at all; or into this folder, each page under its own name "
        "(the default is standard output, one page after another)",
    )
    explain.add_argument("--json", action="store_true", help="one JSON object a file, each on its own line")
    form = inspect.add_mutually_exclusive_group()
    form.add_argument("--header", action="store_true", help="begin with a line that names the columns")
    form.add_argument("--json", action="store_true", help="one JSON object a file, each on its own line, with windows")
    learn = command(
        "learn",
        help="learn a lexicon of your own",
        description="Learn what a spinner writes for what, from word pairs and from spun texts beside their originals.",
        example=_LEARN_EXAMPLE,
    )
    _add_learning(learn)
    for mending in (clean, explain):
        _add_options(mending.add_argument_group("options of mending"), [field.name for field in fields(Options)])
    _add_options(inspect.add_argument_group("options of judging"), _OF_JUDGING)
    return parser


def _add_learning(learn: argparse.ArgumentParser) -> None:
    learn.add_argument(
        "pairs",
        nargs="*",
        metavar="PAIRS",
        type=Path,
        help="word pairs, original<TAB>spun<TAB>weight; or aligned texts, JSON lines with spun and original (.jsonl)",
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
        "-o",
        "--output",
        metavar="LEXICON",
        type=Path,
        required=True,
        help="the lexicon to write: a table that people can read where the name ends in .tsv, else compiled",
    )


class _Version(argparse.Action):
    """Looks the version up when it is asked for, not at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"textmend {version('textmend')}")
        parser.exit()


def _add_options(group: argparse._ArgumentGroup, names: Sequence[str]) -> None:
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
        default = "" if field.default is None else f" (default: {field.default})"
        group.add_argument(
            f"--{field.name.replace('_', '-')}",
            # An option that is not given stays with the default of `Options`.
            default=argparse.SUPPRESS,
            help=f"{_OPTION_HELP[field.name]}{default}",
            **kind,
        )


def _clean(given: argparse.Namespace) -> bool:
    """Run `textmend clean`; tell whether a file failed."""
    mender = _mender(given)
    failed = False
    names = given.files or ["-"]
    for name, target in zip(names, _targets(names, given.output, given.parser), strict=True):
        try:
            content = _mend(mender, name).text.encode("utf-8", "replace")
            if target is not None:
                _write_file(target, content)
        except _FileProblem as problem:
            failed = _complain(str(problem))
        else:
            if target is None:
                _write_standard_output(content, "name a file with -o")
    return failed


def _explain(given: argparse.Namespace) -> bool:
    """Run `textmend explain`; tell whether a file failed."""
    mender = _mender(given)
    failed = False
    between = ""
    for name in given.files or ["-"]:
        try:
            mended = _mend(mender, name)
        except _FileProblem as problem:
            failed = _complain(str(problem))
        else:
            lines = _as_json(mended, name) if given.json else between + _as_text(mended, name)
            _write_standard_output(lines.encode("utf-8", "backslashreplace"), "redirect it to a file (> FILE)")
            between = "\n"
    return failed


def _inspect(given: argparse.Namespace) -> bool:
    """Run `textmend inspect`; tell whether a file failed."""
    mender = _mender(given)
    hint = "redirect it to a file (> FILE)"
    failed = False
    if given.header:
        _write_standard_output(("\t".join(_COLUMNS) + "\n").encode(), hint)
    for name in given.files or ["-"]:
        try:
            text, encoding = _read_text(name, mender.options.encoding)
        except _FileProblem as problem:
            failed = _complain(str(problem))
        else:
            evidence = mender.evidence(text)
            if given.json:
                from textmend.explanation import evidence_as_dict

                told = {"file": name, "encoding": encoding, **evidence_as_dict(evidence)}
                line = json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
            else:
                # The name goes out as it came in, byte for byte, so that the next program finds the file.
                line = "\t".join(_columns(name, evidence)).encode("utf-8", "surrogateescape")
            _write_standard_output(line + b"\n", hint)
    return failed


def _columns(name: str, evidence: Evidence) -> tuple[str, ...]:
    return (
        name.translate(_IN_A_COLUMN),
        "yes" if evidence.spun else "no",
        f"{evidence.gain:z.3f}",
        str(evidence.words),
        f"{evidence.spun_share:.3f}",
    )


def _learn(given: argparse.Namespace) -> bool:
    """Run `textmend learn`."""
    from textmend.learn.learning import learn

    try:
        learned = learn(given.pairs, given.aligned, given.output, base=given.onto, spun=given.spun)
    except OSError as error:
        raise _FileProblem(f"{error.filename or given.output}: {_what_is_wrong(error)}") from None
    except (ValueError, ModuleNotFoundError) as error:
        raise _FileProblem(str(error)) from None
    _complain(f"{given.output}: {learned}")
    return False


def _mender(given: argparse.Namespace) -> Mender:
    parser = given.parser
    assert isinstance(parser, argparse.ArgumentParser)
    names = [field.name for field in fields(Options)]
    chosen = {name: getattr(given, name) for name in names if hasattr(given, name)}
    try:
        return Mender(**chosen)
    except LookupError:
        parser.error(f"argument --encoding: unknown encoding {chosen['encoding']!r}; try utf-8 or cp1252")
    except OSError as error:
        parser.error(f"argument --lexicon: {chosen.get('lexicon')}: {_what_is_wrong(error)}")
    except (ValueError, ModuleNotFoundError) as error:
        parser.error(str(error))


def _targets(names: Sequence[str], output: str | None, parser: argparse.ArgumentParser) -> Iterator[Path | None]:
    """Give the file to write for each name; None is standard output."""
    if output in (None, "-"):
        return iter([None] * len(names))
    folder = Path(output)
    if not folder.is_dir():
        if output.endswith(("/", os.sep)):
            parser.error(f"argument -o: {output}: no such folder; make it first (mkdir {output})")
        if len(names) > 1:
            parser.error(
                f"argument -o: {output} is one file and there are {len(names)} to write; name a folder that "
                "exists, or run textmend once for each"
            )
        return iter([folder])
    if "-" in names:
        parser.error("argument -o: standard input has no name to be written under; name a file, not a folder")
    targets = [folder / Path(name).name for name in names]
    for target, count in Counter(targets).items():
        if count > 1:
            parser.error(f"argument -o: {count} files would become {target}; run textmend once for each")
    return iter(targets)


def _mend(mender: Mender, name: str) -> Mended:
    content = _read_page(name, mender.options.encoding)
    mended = mender.mend(content)
    _say_guess(name, content, mender.options.encoding, mended.encoding or "")
    return mended


def _read_text(name: str, encoding: str | None) -> tuple[str, str]:
    """Give a page as text, and what its bytes were decoded from."""
    from textmend.decode import decode

    content = _read_page(name, encoding)
    text, found = decode(content, encoding)
    _say_guess(name, content, encoding, found)
    return text, found


def _read_page(name: str, encoding: str | None) -> bytes:
    """Give the bytes of a page, and refuse those that are no text."""
    content = _read(name)
    if encoding is None and b"\0" in content and not content.startswith(_WIDE_MARKS):
        raise _FileProblem(
            f"{_shown(name)}: a binary file, not text (it holds NUL bytes); give the page as plain text, "
            "or its encoding with --encoding"
        )
    if encoding is None and _is_full_of_controls(content):
        raise _FileProblem(
            f"{_shown(name)}: a binary file, not text (it is full of control characters); give the page as plain "
            "text, or its encoding with --encoding"
        )
    return content


def _say_guess(name: str, content: bytes, declared: str | None, found: str) -> None:
    if guess := _guess(content, declared, found):
        _complain(f"{_shown(name)}: {guess}")


def _is_full_of_controls(content: bytes) -> bool:
    """Tell bytes that no text has, UTF-16 and UTF-32 apart: a stray control character is damage, many are none."""
    if content.startswith(_WIDE_MARKS):
        return False
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return controls > _MOST_CONTROLS * len(content)


def _guess(content: bytes, declared: str | None, found: str) -> str | None:
    """Say what had to be guessed of how bytes are encoded; None where nothing had to be."""
    if declared is not None:
        fits = found == codecs.lookup(declared).name
        return None if fits else f"not {declared}; read as {found}; leave --encoding out or name another"
    if not found.startswith("utf"):
        return f"not UTF-8; read as {found}; if that is wrong, name the encoding with --encoding"
    try:
        content.decode(found)
    except UnicodeDecodeError as error:
        place = f"bad {found.upper()}, first at byte {error.start + 1}"
        return f"{place}; read as if those bytes were cp1252; if that is wrong, mend the file"
    return None


def _read(name: str) -> bytes:
    try:
        if name != "-":
            return Path(name).read_bytes()
        if sys.stdin is None:
            raise OSError(errno.EBADF, "closed; name a file")
        return sys.stdin.buffer.read()
    except OSError as error:
        raise _FileProblem(f"{_shown(name)}: {_what_is_wrong(error)}") from None


def _as_text(mended: Mended, name: str) -> str:
    from textmend.explanation import explain

    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return explain(mended, _shown(name), colour=terminal and not os.environ.get("NO_COLOR"))


def _as_json(mended: Mended, name: str) -> str:
    from textmend.explanation import as_dict

    return json.dumps(as_dict(mended, name), ensure_ascii=False) + "\n"


def _write_standard_output(content: bytes, hint: str) -> None:
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, f"closed; {hint}")
        rest = memoryview(content)
        while rest:
            # Under PYTHONUNBUFFERED this is the bare file, which may take a part and say how much that was.
            rest = rest[sys.stdout.buffer.write(rest) or 0 :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _FileProblem(f"standard output: {_what_is_wrong(error)}") from None


def _write_file(target: Path, content: bytes) -> None:
    try:
        write_whole(target, lambda path: path.write_bytes(content))
    except OSError as error:
        raise _FileProblem(f"{os.path.realpath(target)}: not written: {_what_is_wrong(error)}") from None


def _what_is_wrong(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, IsADirectoryError):
        return "a folder; name the files in it"
    if isinstance(error, PermissionError):
        return "permission denied; check who may read and write it (ls -l)"
    if error.errno == errno.ENOSPC:
        return "no space left on the disk; free some and run it again"
    return f"{error.strerror or error}"


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _complain(message: str) -> bool:
    print(f"textmend: {message}", file=sys.stderr)
    return True


def _silence_standard_output() -> None:
    """Keep Python from writing, at its end, what could not be written before."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return  # closed, or no file but a stream that someone has put there
