"""Writing files and folders whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Let a new file be written beside the target and then take its name.

    A link stays a link, and a device or a named pipe is written to, never replaced.

    Args:
        target: The file to write.
        write: Writes to the path that it is given.

    Raises:
        OSError: The file cannot be written; it is as it was before, and the error names it.
    """
    real = Path(os.path.realpath(target))
    part = real.with_name(f".textmend-{os.getpid()}.part")
    try:
        if real.exists() and not stat.S_ISREG(real.stat().st_mode):
            write(real)
            return
        try:
            write(part)
            if real.exists():
                shutil.copymode(real, part)
            part.replace(real)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(target)) from None


def write_folder(target: Path, write: Callable[[Path], object]) -> None:
    """Let a new folder be filled beside the target and then take its name.

    Args:
        target: The folder to make; it must not be there.
        write: Fills the folder that it is given.

    Raises:
        OSError: The folder cannot be made; nothing is left of it, and the error names it or the file concerned.
    """
    real = Path(os.path.realpath(target))
    part = real.with_name(f".textmend-{os.getpid()}.part")
    try:
        part.mkdir()
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(target)) from None
    try:
        write(part)
        part.replace(real)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
