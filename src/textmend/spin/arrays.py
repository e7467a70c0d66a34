"""A file of named arrays that is memory mapped on opening, so that all processes share one copy of it.

The layout: 8 bytes of magic and version, the length of the header as a little-endian 64-bit number, the header
as JSON (`meta`, and for each array its name, dtype, shape and offset), then the arrays, each at a multiple of
64 bytes. There is no pickle in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

_MAGIC = b"txtmend1"
_ALIGNMENT = 64


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray[Any, Any]], meta: Mapping[str, Any]) -> None:
    """Write named arrays, and a dictionary that JSON can hold, to a file."""
    entries: dict[str, dict[str, Any]] = {}
    position = 0
    for name, array in arrays.items():
        entries[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": position}
        position += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
    header = json.dumps({"meta": dict(meta), "arrays": entries}, sort_keys=True).encode()
    start = len(_MAGIC) + 8 + len(header)
    header += b" " * (-start % _ALIGNMENT)
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())
            file.write(b"\0" * (-array.nbytes % _ALIGNMENT))


def is_array_file(path: Path) -> bool:
    """Tell whether a file begins as one that `write_arrays` wrote.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def read_arrays(path: Path) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]]:
    """Open a file of named arrays without reading them.

    Returns:
        The arrays, read-only views into the mapped file, and the dictionary written with them.

    Raises:
        ValueError: The file is not one that `write_arrays` wrote.
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise ValueError(f"{path} is not a textmend array file of version {_MAGIC[-1:].decode()}")
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    body = np.memmap(path, dtype=np.uint8, mode="r", offset=len(_MAGIC) + 8 + length)
    arrays = {}
    for name, entry in header["arrays"].items():
        dtype = np.dtype(entry["dtype"])
        size = dtype.itemsize * int(np.prod(entry["shape"], dtype=np.int64))
        view = body[entry["offset"] : entry["offset"] + size]
        arrays[name] = np.asarray(view).view(dtype).reshape(entry["shape"])
    return arrays, header["meta"]
