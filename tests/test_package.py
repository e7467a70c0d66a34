"""What a user of the installed package relies on before the first call."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import metadata, resources

import pytest

import textmend

HEAVY = ("numpy", "nltk", "ftfy", "rapidfuzz", "regex", "chardet")


def modules_after(statement: str) -> set[str]:
    program = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=120)
    return set(done.stdout.decode().split())


@pytest.mark.parametrize("statement", ["import textmend", "import textmend.cli"])
def test_import_is_light(statement: str) -> None:
    loaded = modules_after(statement)
    assert "textmend" in loaded
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)


def test_the_package_says_that_it_is_typed() -> None:
    assert resources.files("textmend").joinpath("py.typed").is_file()


def test_public_names() -> None:
    assert sorted(textmend.__all__) == [
        *("Edit", "Evidence", "Judge", "Mended", "Mender", "Options", "Window"),
        *("clean", "evidence", "mend"),
    ]
    for name in textmend.__all__:
        assert inspect.getdoc(getattr(textmend, name))


def test_metadata() -> None:
    try:
        about = metadata.metadata("textmend")
    except metadata.PackageNotFoundError:
        pytest.skip("textmend is on the path and not installed")
    assert about["License-Expression"] == "Apache-2.0 AND BSD-2-Clause AND CC-BY-4.0"
    assert about["Requires-Python"] == ">=3.11"
    done = subprocess.run([sys.executable, "-m", "textmend", "--version"], capture_output=True, check=True, timeout=120)
    assert done.stdout.decode().split() == ["textmend", about["Version"]]
