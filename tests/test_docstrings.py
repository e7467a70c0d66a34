"""Every example in a docstring runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import textmend

MODULES = [
    found.name for found in pkgutil.walk_packages(textmend.__path__, "textmend.") if "__main__" not in found.name
]

# What only some modules need, and the extra that brings it.
EXTRAS = {
    "lemminflect": "learn",
    "pocketsphinx": "build",
    "pyarrow": "arrow",
    "warcio": "warc",
    "pyspark": "spark",
    "datatrove": "datatrove",
}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if name.startswith(("textmend.learn", "textmend.batch")) and error.name in EXTRAS:
            pytest.skip(f"needs {error.name}: pip install 'textmend[{EXTRAS[error.name]}]'")
        raise
    results = doctest.testmod(module)
    assert results.failed == 0


def test_the_package_is_not_without_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        test
        for name in ("edits", "mender", "options")
        for test in finder.find(importlib.import_module(f"textmend.{name}"))
    ]
    assert sum(len(test.examples) for test in found) > 10
