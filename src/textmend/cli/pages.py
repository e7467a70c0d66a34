"""Pages in and out of the command line: files as bytes, text as UTF-8, and what is told of problems."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from textmend.files import write_whole

if TYPE_CHECKING:
    from textmend.mended import Mended
    from textmend.mender import Mender


class FileProblem(Exception):
    """A file could not be processed; the message says what is wrong and what to do."""


def mend(mender: Mender, name: str) -> Mended:
    """Mend the page of that name, and say where its encoding had to be guessed."""
    content = read_page(name, mender.options.encoding)
    mended = mender.mend(content)
    _say_guess(name, content, mender.options.encoding, mended.encoding or "")
    return mended


def read_text(name: str, encoding: str | None) -> tuple[str, str]:
    """Give a page as text, and what its bytes were decoded from."""
    from textmend.decode import decode

    content = read_page(name, encoding)
    text, found = decode(content, encoding)
    _say_guess(name, content, encoding, found)
    return text, found


def read_page(name: str, encoding: str | None) -> bytes:
    """Give the bytes of a page, and refuse those that are no text."""
    from textmend.decode import why_no_text

    content = _read(name)
    if encoding is None and (reason := why_no_text(content)):
        raise FileProblem(
            f"{shown(name)}: a binary file, not text ({reason}); give the page as plain text, "
            "or its encoding with --encoding"
        )
    return content


def _say_guess(name: str, content: bytes, declared: str | None, found: str) -> None:
    if guess := _guess(content, declared, found):
        complain(f"{shown(name)}: {guess}")


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
        raise FileProblem(f"{shown(name)}: {what_is_wrong(error)}") from None


def write_standard_output(content: bytes, hint: str) -> None:
    """Write to standard output; `hint` says what to do where there is none."""
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
        raise FileProblem(f"standard output: {what_is_wrong(error)}") from None


def write_file(target: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    try:
        write_whole(target, lambda path: path.write_bytes(content))
    except OSError as error:
        raise FileProblem(f"{os.path.realpath(target)}: not written: {what_is_wrong(error)}") from None


def what_is_wrong(error: OSError) -> str:
    """Say what is wrong and what to do."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, IsADirectoryError):
        return "a folder; name the files in it"
    if isinstance(error, PermissionError):
        return "permission denied; check who may read and write it (ls -l)"
    if error.errno == errno.ENOSPC:
        return "no space left on the disk; free some and run it again"
    return f"{error.strerror or error}"


def shown(name: str) -> str:
    """Give the name of a page as people read it."""
    return "standard input" if name == "-" else name


def complain(message: str) -> bool:
    """Tell of a problem on standard error; True, as there is one."""
    print(f"textmend: {message}", file=sys.stderr)
    return True


def silence_standard_output() -> None:
    """Keep Python from writing, at its end, what could not be written before."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return  # closed, or no file but a stream that someone has put there
