"""Files by their names: which format, how compressed, how to read one piece by piece, what to install for it."""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

FORMATS = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2"}

# What a format, a compression or a place asks for, and the extra that brings it.
_NEEDS = {
    "parquet": ("pyarrow", "arrow"),
    "warc": ("warcio", "warc"),
    "zstd": ("zstandard", "zstd"),
    "remote": ("fsspec", "remote"),
}
# So much is read at once of a compressed file; deflate makes at most a thousand times as much of it.
_PIECE = 1 << 14
_ZSTD_LEVEL = 3
_GZIP_LEVEL = 6


class Missing(Exception):
    """A package is not installed; the message gives the line that installs it."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a name says of a file.

    Attributes:
        format: `text`, `jsonl`, `csv`, `parquet` or `warc`.
        compression: `gzip`, `zstd` or `bzip2`; None for none.
        remote: Whether it is somewhere else, as `s3://bucket/page.txt`.
    """

    format: str
    compression: str | None
    remote: bool

    def load_packages(self) -> None:
        """See to it that what reading and writing such files takes is installed.

        Raises:
            Missing: Something is not.
        """
        for need in (self.format, self.compression, "remote" if self.remote else None):
            if need in _NEEDS:
                package(*_NEEDS[need])


def package(name: str, extra: str) -> Any:
    """Import a package that an extra brings.

    Raises:
        Missing: It is not installed.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise Missing(f"this needs {name}, which is not installed: pip install 'textmend[{extra}]'") from None


def kind_of(name: str) -> FileKind | None:
    """Tell what a name says of a file; None where it has none of the extensions.

    Examples:
        >>> kind_of("crawl/CC-MAIN.warc.wet.gz")
        FileKind(format='warc', compression='gzip', remote=False)
        >>> kind_of("picture.png") is None
        True
    """
    suffixes = Path(name).suffixes[-2:]
    compression = COMPRESSIONS.get(suffixes[-1].lower()) if suffixes else None
    if compression:
        suffixes = suffixes[:-1]
    format = FORMATS.get(suffixes[-1].lower()) if suffixes else None
    return None if format is None else _kind(format, compression, is_remote(name))


@lru_cache
def _kind(format: str, compression: str | None, remote: bool) -> FileKind:
    """Give one and the same for all files of a kind, of which a folder may have a million."""
    return FileKind(format, compression, remote)


def is_remote(name: str) -> bool:
    """Tell whether a name is that of something elsewhere, such as `hf://datasets/me/pages/train.parquet`."""
    return "://" in name


def open_raw(name: str) -> BinaryIO:
    """Open a file, here or elsewhere, as it lies.

    Raises:
        OSError: It cannot be opened.
        Missing: It is elsewhere, and fsspec is not installed.
    """
    if not is_remote(name):
        return Path(name).open("rb")
    fsspec = package("fsspec", "remote")
    try:
        stream: BinaryIO = fsspec.open(name, "rb").open()
    except OSError:
        raise
    except Exception as error:  # each file system has errors of its own, that of a missing package among them
        raise OSError(None, str(error)) from None
    return stream


def errors_of(name: str) -> tuple[type[Exception], ...]:
    """Tell what may be raised where a file is read: anything, where it is elsewhere."""
    return (Exception,) if is_remote(name) else (OSError,)


def size_of(name: str) -> int:
    """Give the size of a file in bytes, as it lies; 0 where that cannot be said."""
    try:
        if not is_remote(name):
            return Path(name).stat().st_size
        system, path = package("fsspec", "remote").url_to_fs(name)
        return int(system.size(path) or 0)
    except errors_of(name):
        return 0


class Decompressed(io.RawIOBase):
    """A compressed file as it reads, one member or frame after another.

    Args:
        raw: The file as it lies.
        compression: `gzip`, `zstd` or `bzip2`.

    Raises:
        OSError: On reading: the file is damaged or ends too early; what came before was given.
    """

    def __init__(self, raw: BinaryIO, compression: str) -> None:
        self._raw = raw
        self._new: Callable[[], Any] = {
            "gzip": lambda: zlib.decompressobj(wbits=31),
            "bzip2": bz2.BZ2Decompressor,
            "zstd": lambda: package("zstandard", "zstd").ZstdDecompressor().decompressobj(),
        }[compression]
        self._errors: tuple[type[Exception], ...] = (zlib.error, OSError)
        if compression == "zstd":
            self._errors += (package("zstandard", "zstd").ZstdError,)
        self._member: Any = None
        self._read = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next bytes."""
        while not self._ready:
            self._read = self._read or self._raw.read(_PIECE)
            if not self._read:
                if self._member is not None:
                    raise OSError(None, "ends too early; it was cut off")
                return 0
            if self._member is None:
                # Tape blocks are filled up with zeros behind the last member.
                self._read = self._read.lstrip(b"\0")
                if not self._read:
                    continue
                self._member = self._new()
            try:
                self._ready = memoryview(self._member.decompress(self._read))
            except self._errors as error:
                raise OSError(None, f"damaged: {error}") from None
            self._read = b""
            if self._member.eof:
                self._read, self._member = self._member.unused_data, None
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        """Close the file."""
        self._raw.close()
        super().close()


def compressor(compression: str | None) -> Callable[[bytes], bytes]:
    """Give what makes one whole member or frame of some bytes, the same whenever and wherever it is done.

    Examples:
        >>> gzip.decompress(compressor("gzip")(b"one") + compressor("gzip")(b" two"))
        b'one two'
    """
    if compression == "gzip":
        return lambda content: gzip.compress(content, _GZIP_LEVEL, mtime=0)
    if compression == "bzip2":
        return bz2.compress
    if compression == "zstd":
        made = package("zstandard", "zstd").ZstdCompressor(level=_ZSTD_LEVEL)
        return lambda content: bytes(made.compress(content))
    return lambda content: content
